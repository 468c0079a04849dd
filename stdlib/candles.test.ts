import { describe, expect, test } from "vitest";
import { peerDatasets, readPeerInput, readPeerPatterns } from "../kernels/references/files.js";
import type { BarColumns } from "../runtime/index.js";
import { barsOf, type BarRow } from "../runtime/testing/feed.js";
import { describeShared } from "../tests/shared.js";
import { compute } from "./testing/compute.js";

/** TA-Lib's names: a condition, or a record of two. */
const conditions: Readonly<Record<string, readonly [name: string, sign: 1 | -1]>> = {
  CDL2CROWS: ["two_crows()", -1],
  CDL3STARSINSOUTH: ["three_stars_in_the_south()", 1],
  CDL3WHITESOLDIERS: ["three_white_soldiers()", 1],
  CDLADVANCEBLOCK: ["advance_block()", -1],
  CDLCONCEALBABYSWALL: ["concealing_baby_swallow()", 1],
  CDLDARKCLOUDCOVER: ["dark_cloud_cover()", -1],
  CDLDOJI: ["doji()", 1],
  CDLDRAGONFLYDOJI: ["dragonfly_doji()", 1],
  CDLEVENINGSTAR: ["evening_star()", -1],
  CDLHAMMER: ["hammer()", 1],
  CDLHANGINGMAN: ["hanging_man()", -1],
  CDLHOMINGPIGEON: ["homing_pigeon()", 1],
  CDLINNECK: ["in_neck()", -1],
  CDLINVERTEDHAMMER: ["inverted_hammer()", 1],
  CDLLADDERBOTTOM: ["ladder_bottom()", 1],
  CDLMATHOLD: ["mat_hold()", 1],
  CDLMORNINGDOJISTAR: ["morning_doji_star()", 1],
  CDLONNECK: ["on_neck()", -1],
  CDLPIERCING: ["piercing()", 1],
  CDLSTICKSANDWICH: ["stick_sandwich()", 1],
  CDLTAKURI: ["takuri()", 1],
  CDLTHRUSTING: ["thrusting()", -1],
  CDLUPSIDEGAP2CROWS: ["upside_gap_two_crows()", -1],
};

const records: Readonly<Record<string, string>> = {
  CDL3INSIDE: "three_inside()",
  CDL3LINESTRIKE: "three_line_strike()",
  CDLBELTHOLD: "belt_hold()",
  CDLCLOSINGMARUBOZU: "closing_marubozu()",
  CDLENGULFING: "engulfing()",
  CDLGAPSIDESIDEWHITE: "side_by_side_white()",
  CDLHARAMICROSS: "harami_cross()",
  CDLHIGHWAVE: "high_wave()",
  CDLHIKKAKEMOD: "modified_hikkake()",
  CDLKICKINGBYLENGTH: "kicking_by_length()",
  CDLLONGLINE: "long_line()",
  CDLMARUBOZU: "marubozu()",
  CDLRISEFALL3METHODS: "three_methods()",
  CDLSEPARATINGLINES: "separating_lines()",
  CDLSHORTLINE: "short_line()",
  CDLSPINNINGTOP: "spinning_top()",
  CDLTRISTAR: "tristar()",
  CDLXSIDEGAP3METHODS: "gap_three_methods()",
};

const expressions = [
  ...Object.values(conditions).map(([name]) => `candles.${name}`),
  ...[...Object.values(records), "modified_hikkake_confirmed()"].flatMap((name) => [
    `candles.${name}.bullish`,
    `candles.${name}.bearish`,
  ]),
];

describeShared.each(peerDatasets)("TA-Lib's candle patterns over %s", (dataset) => {
  const input = readPeerInput(dataset);
  const column = (name: string) => input.get(name) ?? new Float64Array();
  const bars: BarColumns = {
    time: Float64Array.from(column("close"), (_, bar) => 1.6e12 + bar * 3_600_000),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
  const ours = compute(["candles"], expressions, { bars });
  const signal = (name: string, sign: number, bar: number) =>
    (ours.get(`candles.${name}`)?.[bar] ?? NaN) === 1 ? sign : 0;
  const both = (name: string, bar: number) =>
    signal(`${name}.bullish`, 1, bar) + signal(`${name}.bearish`, -1, bar);

  test.each(readPeerPatterns(dataset))("$function", ({ function: name, begin, values }) => {
    const [condition, sign] = conditions[name] ?? [undefined, 1];
    const record = records[name];
    if (condition === undefined && record === undefined) throw new Error(`${name} has no function`);
    const wrong: string[] = [];
    values.forEach((value, bar) => {
      if (bar < begin) return;
      const found =
        condition !== undefined ? 100 * signal(condition, sign, bar) : 100 * both(record ?? "", bar);
      const confirmed = name === "CDLHIKKAKEMOD" ? 200 * both("modified_hikkake_confirmed()", bar) : 0;
      const wanted = Math.abs(value) === 200 ? value : 100 * Math.sign(value);
      if (wanted !== (found === 0 ? confirmed : found))
        wrong.push(`${bar}: ${wanted}, not ${found} ${confirmed}`);
    });
    expect(wrong).toEqual([]);
  });
});

/** A quiet market before the pattern: bodies of 1, ranges of 3, so that near is 0.6, equal 0.15, a hair 0.3. */
const quiet: readonly BarRow[] = Array.from({ length: 14 }, () => [100, 101.5, 98.5, 101]);

const mirror = ([open, high, low, close]: BarRow): BarRow => [200 - open, 200 - low, 200 - high, 200 - close];

/** The bars of a pattern, and another last bar with which it is none. */
interface Drawn {
  readonly name: string;
  readonly bars: readonly BarRow[];
  readonly otherwise: BarRow;
  /** What the mirrored bars show. */
  readonly mirrored?: string;
}

const longWhite: BarRow = [100, 104.2, 99.9, 104];
const longBlack: BarRow = [104, 104.2, 99.8, 100];

const drawn: readonly Drawn[] = [
  {
    name: "three_black_crows()",
    bars: [
      [101, 101.2, 98, 98.1],
      [100, 100.2, 95.9, 96],
      [98, 98.1, 93.9, 94],
    ],
    otherwise: [95.9, 98.1, 93.9, 94],
  },
  {
    name: "three_outside().bullish",
    bars: [
      [100, 101, 98, 99],
      [98.5, 102, 98, 101.5],
      [101.5, 103, 101, 102.5],
    ],
    otherwise: [101.5, 103, 101, 101.4],
    mirrored: "three_outside().bearish",
  },
  {
    name: "abandoned_baby().bearish",
    bars: [longWhite, [105, 105.3, 104.5, 105.05], [104, 104.2, 101, 101.5]],
    otherwise: [104, 104.6, 101, 101.5],
    mirrored: "abandoned_baby().bullish",
  },
  {
    name: "breakaway().bearish",
    bars: [
      [100, 103.1, 99.9, 103],
      [103.5, 105, 103.4, 104.5],
      [104.5, 106, 104, 105.5],
      [105.5, 107, 105, 106.5],
      [106, 106.2, 103.1, 103.2],
    ],
    otherwise: [106, 106.2, 102.8, 102.9],
    mirrored: "breakaway().bullish",
  },
  {
    name: "counterattack().bullish",
    bars: [longBlack, [96, 100.2, 95.8, 100.05]],
    otherwise: [96, 100.4, 95.8, 100.3],
    mirrored: "counterattack().bearish",
  },
  {
    name: "doji_star().bearish",
    bars: [longWhite, [104.5, 105, 104.2, 104.55]],
    otherwise: [103.9, 105, 103.7, 103.95],
    mirrored: "doji_star().bullish",
  },
  {
    name: "evening_doji_star()",
    bars: [longWhite, [104.5, 105, 104.2, 104.55], [104, 104.2, 101, 101.5]],
    otherwise: [104, 104.2, 101, 103],
    mirrored: "morning_doji_star()",
  },
  {
    name: "evening_star()",
    bars: [longWhite, [104.5, 105.5, 104.2, 105], [104, 104.2, 101, 101.5]],
    otherwise: [104, 104.2, 101, 103],
    mirrored: "morning_star()",
  },
  {
    name: "gravestone_doji()",
    bars: [[100, 101, 99.9, 100.05]],
    otherwise: [100, 101, 99.5, 100.05],
    mirrored: "dragonfly_doji()",
  },
  {
    name: "harami().bullish",
    bars: [longBlack, [101, 102.2, 100.8, 102]],
    otherwise: [99.9, 101.2, 99.8, 100.8],
    mirrored: "harami().bearish",
  },
  {
    name: "hikkake().bullish",
    bars: [
      [100, 103, 97, 101],
      [100, 102, 98, 101],
      [99, 101, 96, 98],
    ],
    otherwise: [99, 101, 98.5, 98.7],
    mirrored: "hikkake().bearish",
  },
  {
    name: "hikkake_confirmed().bullish",
    bars: [
      [100, 103, 97, 101],
      [100, 102, 98, 101],
      [99, 101, 96, 98],
      [98, 102.8, 97.5, 102.5],
    ],
    otherwise: [98, 102.8, 97.5, 102],
    mirrored: "hikkake_confirmed().bearish",
  },
  {
    name: "hikkake_confirmed().bullish",
    bars: [
      [100, 103, 97, 101],
      [100, 102, 98, 101],
      [99, 101, 96, 98],
      [98, 100.5, 95.5, 97],
      [98, 101.5, 95, 97],
      [98, 102.8, 94, 102.5],
    ],
    otherwise: [98, 101.8, 94, 101.5],
    mirrored: "hikkake_confirmed().bearish",
  },
  {
    name: "identical_three_crows()",
    bars: [
      [104, 104.2, 101.9, 102],
      [102.05, 102.2, 99.9, 100],
      [100.05, 100.2, 97.9, 98],
    ],
    otherwise: [100.5, 100.6, 97.9, 98],
  },
  {
    name: "kicking().bullish",
    bars: [
      [103, 103.1, 99.9, 100],
      [104, 107.1, 103.9, 107],
    ],
    otherwise: [103.15, 107.1, 103.05, 107],
    mirrored: "kicking().bearish",
  },
  {
    name: "kicking_by_length().bullish",
    bars: [
      [103, 103.1, 99.9, 100],
      [104, 107.6, 103.9, 107.5],
    ],
    otherwise: [104, 105.9, 103.9, 105.8],
    mirrored: "kicking_by_length().bearish",
  },
  {
    name: "kicking_by_length().bearish",
    bars: [
      [103, 103.1, 99.9, 100],
      [104, 105.9, 103.9, 105.8],
    ],
    otherwise: [104, 107.6, 103.9, 107.5],
    mirrored: "kicking_by_length().bullish",
  },
  {
    name: "long_legged_doji()",
    bars: [[100, 101, 99, 100.05]],
    otherwise: [100, 100.06, 99.98, 100.05],
  },
  {
    name: "matching_low()",
    bars: [
      [102, 102.5, 99.5, 100],
      [101.5, 102, 99.6, 100.1],
    ],
    otherwise: [101.5, 102, 99.6, 100.3],
  },
  {
    name: "rickshaw_man()",
    bars: [[100, 102, 98, 100.05]],
    otherwise: [101, 102, 98, 101.05],
  },
  {
    name: "shooting_star()",
    bars: [[101.5, 103.5, 101.4, 102]],
    otherwise: [100.9, 103.5, 100.8, 101.2],
  },
  {
    name: "stalled()",
    bars: [
      [100, 103.1, 99.9, 103],
      [102, 106.1, 101.9, 106],
      [105.8, 106.8, 105.7, 106.3],
    ],
    otherwise: [105.8, 106.8, 105.7, 105.9],
  },
  {
    name: "tasuki_gap().bullish",
    bars: [
      [102, 103.2, 101.8, 103],
      [102.4, 102.6, 101.2, 101.5],
    ],
    otherwise: [102.4, 102.6, 100.8, 100.9],
  },
  {
    name: "unique_three_river()",
    bars: [longBlack, [103, 103.2, 99, 101], [99.5, 100.2, 99.3, 100]],
    otherwise: [98.9, 99.6, 98.8, 99.4],
  },
  {
    name: "two_crows()",
    bars: [longWhite, [106, 106.2, 104.9, 105], [105.5, 105.7, 102.5, 103]],
    otherwise: [105.5, 105.7, 102.5, 104.5],
  },
  {
    name: "upside_gap_two_crows()",
    bars: [longWhite, [106, 106.2, 104.9, 105], [106.5, 106.7, 104.3, 104.5]],
    otherwise: [106.5, 106.7, 103.8, 103.9],
  },
  {
    name: "three_stars_in_the_south()",
    bars: [
      [104, 104.2, 97, 102],
      [103, 103.2, 98, 101.8],
      [100.5, 100.6, 99.9, 100],
    ],
    otherwise: [100.5, 103.3, 99.9, 100],
  },
  {
    name: "concealing_baby_swallow()",
    bars: [
      [104, 104.1, 101.9, 102],
      [101, 101.1, 98.9, 99],
      [98, 99.5, 96.9, 97],
      [99.6, 99.7, 96, 96.2],
    ],
    otherwise: [99.6, 99.7, 96.95, 97],
  },
  {
    name: "in_neck()",
    bars: [longBlack, [98, 100.2, 97.9, 100.1]],
    otherwise: [98, 100.4, 97.9, 100.3],
  },
  { name: "on_neck()", bars: [longBlack, [98, 100, 97.9, 99.85]], otherwise: [98, 100.2, 97.9, 100.1] },
  { name: "thrusting()", bars: [longBlack, [98, 101.2, 97.9, 101]], otherwise: [98, 102.6, 97.9, 102.5] },
  {
    name: "piercing()",
    bars: [longBlack, [98, 103.2, 97.9, 103]],
    otherwise: [98, 102.2, 97.9, 101.9],
    mirrored: "dark_cloud_cover()",
  },
  {
    name: "mat_hold()",
    bars: [
      [100, 105.1, 99.9, 105],
      [106, 106.3, 105.4, 105.5],
      [105.2, 105.4, 104.4, 104.7],
      [104.6, 104.8, 103.9, 104.1],
      [104.5, 107, 104.3, 106.8],
    ],
    otherwise: [104.5, 107, 104.3, 106.2],
  },
  {
    name: "three_methods().bullish",
    bars: [
      [100, 105.1, 99.9, 105],
      [104.5, 104.7, 103.8, 104],
      [103.8, 104, 103.1, 103.3],
      [103.2, 103.4, 102.5, 102.7],
      [103, 106.2, 102.9, 106],
    ],
    otherwise: [103, 106.2, 102.9, 104.9],
    mirrored: "three_methods().bearish",
  },
  {
    name: "engulfing(touching: true).bullish",
    bars: [
      [101, 101.5, 99.5, 100],
      [100, 102, 99.5, 101.5],
    ],
    otherwise: [100, 102, 99.5, 101],
    mirrored: "engulfing(touching: true).bearish",
  },
];

describe("candle patterns drawn by hand", () => {
  const last = (expression: string, rows: readonly BarRow[]) =>
    compute(["candles"], [expression], { bars: barsOf(rows, 3_600_000) })
      .get(expression)
      ?.at(-1);

  test.each(drawn)("$name", ({ name, bars, otherwise, mirrored }) => {
    const rows = [...quiet, ...bars];
    expect(last(`candles.${name}`, rows)).toBe(1);
    expect(last(`candles.${name}`, [...rows.slice(0, -1), otherwise])).toBe(0);
    if (mirrored !== undefined) expect(last(`candles.${mirrored}`, rows.map(mirror))).toBe(1);
  });
});
