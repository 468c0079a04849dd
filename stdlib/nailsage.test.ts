import { describe, expect, test } from "vitest";
import type { BarColumns } from "../runtime/index.js";
import { firstTime } from "../runtime/testing/feed.js";
import { compute } from "./testing/compute.js";

/*
 * The columns of the Python platform, over the series by which its values were written down: first bar, bar 10, bar 39,
 * with the digits given there.
 */
const round4 = (x: number): number => Math.round(x * 1e4) / 1e4;
const bars = 40;
const close = Float64Array.from({ length: bars }, (_, i) => round4(100 + 10 * Math.sin(i / 3) + 0.25 * i));
const open = close.map((_, i) => (i === 0 ? 100 : (close[i - 1] ?? NaN)));
const series: BarColumns = {
  time: close.map((_, i) => firstTime + 3_600_000 * i),
  open,
  high: close.map((x, i) => round4(Math.max(open[i] ?? NaN, x) + 0.5 + 0.1 * (i % 3))),
  low: close.map((x, i) => round4(Math.min(open[i] ?? NaN, x) - 0.4 - 0.1 * (i % 4))),
  close,
  volume: close.map((_, i) => 1000 + 50 * (i % 7)),
};

const golden: readonly (readonly [
  column: string,
  expression: string,
  first: number,
  atFirst: string,
  at10: string,
  at39: string,
])[] = [
  ["sma_5", "nailsage.sma_column(5)", 4, "106.01794", "106.08042", "107.18932"],
  ["ema_5", "nailsage.ema_column(5)", 4, "106.947753086", "104.671683261", "108.482781018"],
  ["rsi_5", "nailsage.rsi_column(5)", 4, "100", "7.74491872905", "95.7652484737"],
  ["macd", "nailsage.macd_columns(3, 6, 4).macd", 5, "2.27264617403", "-1.78905373291", "2.92088888488"],
  [
    "macd_signal",
    "nailsage.macd_columns(3, 6, 4).signal",
    8,
    "0.997686691699",
    "-0.57695878685",
    "1.64339724033",
  ],
  [
    "macd_hist",
    "nailsage.macd_columns(3, 6, 4).hist",
    8,
    "-0.95229002774",
    "-1.21209494606",
    "1.27749164455",
  ],
  ["roc_4", "nailsage.roc_column(4)", 4, "10.7194", "-9.04098812764", "12.9144676997"],
  ["bb_upper", "nailsage.bollinger_columns(5, 2).upper", 4, "114.672122719", "114.140732658", "117.61625163"],
  [
    "bb_lower",
    "nailsage.bollinger_columns(5, 2).lower",
    4,
    "97.3637572811",
    "98.0201073418",
    "96.7623883704",
  ],
  [
    "bb_bandwidth",
    "nailsage.bollinger_columns(5, 2).bandwidth",
    4,
    "0.163258835606",
    "0.151966077401",
    "0.194551689097",
  ],
  ["bb_pct", "nailsage.bollinger_columns(5, 2).pct", 4, "0.771629346913", "0.159683176532", "0.824274687906"],
  ["atr_5", "nailsage.atr_column(5)", 4, "2.96483580247", "3.54577392505", "4.17015662515"],
  ["volume_ma_5", "nailsage.volume_columns(5).ma", 4, "1100", "1120", "1100"],
  [
    "volume_ratio_5",
    "nailsage.volume_columns(5).ratio",
    4,
    "1.09090909091",
    "1.02678571429",
    "1.09090909091",
  ],
];

/** Half of the last digit that is written down. */
function slack(written: string): number {
  return 0.5001 * 10 ** -(written.split(".")[1]?.length ?? 0);
}

function valueOf(expression: string, columns: BarColumns): Float64Array {
  return compute(["nailsage"], [expression], { bars: columns }).get(expression) ?? new Float64Array();
}

describe("the Python platform's columns", () => {
  test.each(golden)("%s is %s", (_column, expression, first, atFirst, at10, at39) => {
    const values = valueOf(expression, series);
    expect(values.findIndex((x) => !Number.isNaN(x))).toBe(first);
    for (const [bar, written] of [
      [first, atFirst],
      [10, at10],
      [39, at39],
    ] as const)
      expect(Math.abs((values[bar] ?? NaN) - Number(written)), `bar ${bar}`).toBeLessThan(slack(written));
  });

  test("bb_middle is the simple average", () => {
    expect(valueOf("nailsage.bollinger_columns(5, 2).middle", series)).toEqual(
      valueOf("nailsage.sma_column(5)", series),
    );
  });

  test.each([
    ["rises", [1, 2, 3, 4, 5, 6], [NaN, NaN, 100, 100, 100, 100]],
    ["falls", [6, 5, 4, 3, 2, 1], [NaN, NaN, 0, 0, 0, 0]],
    ["stands still", [5, 5, 5, 5, 5, 5], [NaN, NaN, NaN, NaN, NaN, NaN]],
  ])("rsi_3 of a price that %s", (_title, prices, expected) => {
    const column = Float64Array.from(prices);
    const time = column.map((_, i) => firstTime + 3_600_000 * i);
    const flat = { time, open: column, high: column, low: column, close: column, volume: column };
    expect([...valueOf("nailsage.rsi_column(3)", flat)]).toEqual(expected);
  });
});
