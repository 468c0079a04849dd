import type { LiveBar } from "../../bar.js";
import {
  type SeededCase,
  timeOf,
  cents,
  shown,
  know,
  type Name,
  barsOf,
  calm,
  plain,
  gapEvent,
} from "./cases.js";
import { at, bars, changed, count, graphs, hour, moved, richBars, without } from "./markets.js";

/** Another number in the run's data, at one place of one strategy's bars. */
export function dataCase(
  name: Name,
  index: number,
  what: "open" | "high" | "low" | "close" | "volume",
): SeededCase {
  const list = barsOf(name);
  const old = at(list, index)[what];
  const value = cents(what === "low" ? old * 0.999 : old * 1.001);
  return {
    name: `data: ${name}, the ${what} of bar ${index}`,
    ...calm(name),
    run: plain(name, changed(list, index, { [what]: value })),
    expected: know({
      kind: "data",
      time: timeOf(index, list),
      values: [{ what, run: value, live: old }],
    }),
  };
}

export const data: readonly SeededCase[] = [
  dataCase("cross", 0, "close"),
  dataCase("cross", 412, "volume"),
  dataCase("reversion", 17, "high"),
  dataCase("squeeze", 530, "low"),
  dataCase("limit", 640, "open"),
  dataCase("breakout", count - 1, "close"),
  {
    name: "data: funded, the rate of bar 248",
    ...calm("funded"),
    run: plain("funded", changed(richBars, 248, { series: { ...at(richBars, 248).series, funding: 0.007 } })),
    expected: know({
      kind: "data",
      time: timeOf(248, richBars),
      values: [{ what: "funding", run: 0.007, live: at(richBars, 248).series?.funding ?? null }],
    }),
  },
];

/** The venue says something else of a bar, some bars later; the run has what it said last. */
export function revisionCase(name: Name, index: number, delay: number, factor: number): SeededCase {
  const before = at(bars, index);
  const after = {
    ...before,
    high: cents(before.high * factor),
    close: cents(before.close * (1 + (factor - 1) / 2)),
  };
  return {
    name: `revision: ${name}, bar ${index}, told ${delay} bars later`,
    live: {
      graph: graphs[name],
      bars,
      change: (event) =>
        event.bar.time === timeOf(index + delay)
          ? [event, { kind: "revision", market: event.market, before, after, received: event.received }]
          : [event],
    },
    run: plain(name, changed(bars, index, after)),
    expected: know({
      kind: "revision",
      time: timeOf(index),
      values: [
        { what: "high", run: after.high, live: before.high },
        { what: "close", run: after.close, live: before.close },
      ],
    }),
  };
}

export const lower = cents(at(bars, 333).low * 0.99);

export const revisions: readonly SeededCase[] = [
  revisionCase("cross", 250, 1, 1.01),
  revisionCase("reversion", 1, 3, 1.002),
  revisionCase("breakout", 777, 20, 1.05),
  revisionCase("limit", 500, 2, 1.0001),
  {
    name: "revision: another strategy decided on the version that the run has",
    live: {
      graph: graphs.cross,
      bars,
      before: changed(bars, 333, { low: lower }),
    },
    run: plain("cross", changed(bars, 333, { low: lower })),
    expected: know({
      kind: "revision",
      time: timeOf(333),
      values: [{ what: "low", run: lower, live: at(bars, 333).low }],
    }),
  },
];

export const flatAt = (index: number): LiveBar => {
  const { close } = at(bars, index - 1);
  return { time: timeOf(index), open: close, high: close, low: close, close, volume: 0 };
};

export function gapCase(name: Name, index: number, told: boolean, lost = 1): SeededCase {
  const gone = Array.from({ length: lost }, (_, k) => index + k);
  return {
    name: `gap: ${name}, ${lost} from bar ${index}, ${told ? "told" : "not told"}`,
    live: {
      graph: graphs[name],
      bars: without(bars, ...gone),
      change: (event) =>
        told && event.bar.time === timeOf(index + lost)
          ? [gapEvent(name, timeOf(index), lost), event]
          : [event],
    },
    run: plain(name),
    expected: know({
      kind: "gap",
      time: timeOf(index),
      values:
        name === "filling"
          ? [{ what: "close", run: at(bars, index).close, live: at(bars, index - 1).close }]
          : [{ what: "bar", run: shown(at(bars, index)), live: null }],
    }),
  };
}

export const gaps: readonly SeededCase[] = [
  gapCase("cross", 200, true),
  gapCase("breakout", 601, true, 5),
  gapCase("reversion", 90, false),
  gapCase("filling", 444, true, 2),
  {
    name: "gap: the run's data has a hole",
    ...calm("squeeze"),
    run: plain("squeeze", without(bars, 710, 711)),
    expected: know({
      kind: "gap",
      time: timeOf(710),
      values: [{ what: "bar", run: null, live: shown(at(bars, 710)) }],
    }),
  },
  {
    name: "gap: the run's data has a hole that the strategy filled",
    ...calm("filling"),
    run: plain("filling", without(bars, 123)),
    expected: know({
      kind: "gap",
      time: timeOf(123),
      values: [{ what: "close", run: flatAt(123).close, live: at(bars, 123).close }],
    }),
  },
];

/** A bar as it was before its end. */
export const early = (bar: LiveBar): LiveBar => {
  const close = cents((bar.open + bar.close) / 2);
  const high = Math.max(bar.open, close);
  return { ...bar, close, high, low: Math.min(bar.open, close), volume: bar.volume / 2 };
};

export const clocks: readonly SeededCase[] = [
  {
    name: "clock: a bar decided on 40 s before its end",
    live: {
      graph: graphs.cross,
      bars: changed(bars, 321, early(at(bars, 321))),
      change: (event) =>
        event.bar.time === timeOf(321) ? [{ ...event, received: event.bar.time + hour - 40_000 }] : [event],
    },
    run: plain("cross"),
    expected: know({
      kind: "clock",
      time: timeOf(321),
      values: [{ what: "volume", run: at(bars, 321).volume, live: at(bars, 321).volume / 2 }],
    }),
  },
  {
    name: "clock: a part of a bar, after the clocks were found apart",
    live: {
      graph: graphs.breakout,
      bars: changed(bars, 450, early(at(bars, 450))),
      change: (event) =>
        event.bar.time === timeOf(440)
          ? [event, { kind: "skew", market: event.market, milliseconds: -9000 }]
          : [event],
    },
    run: plain("breakout"),
    expected: know({
      kind: "clock",
      time: timeOf(450),
      values: [{ what: "close", run: at(bars, 450).close, live: early(at(bars, 450)).close }],
    }),
  },
  ...([1, -3] as const).map((by): SeededCase => ({
    name: `clock: the run's times are off by ${by} h`,
    ...calm("reversion"),
    run: plain("reversion", moved(bars, by * hour)),
    // The first bar that both have by their times.
    expected: know({
      kind: "clock",
      time: timeOf(Math.max(by, 0)),
      values: [
        {
          what: "close",
          run: at(bars, Math.max(0, -by)).close,
          live: at(bars, Math.max(by, 0)).close,
        },
      ],
    }),
  })),
  {
    name: "clock: bars that begin seven minutes later",
    ...calm("squeeze"),
    run: plain("squeeze", moved(bars, 7 * 60_000)),
    expected: know({
      kind: "clock",
      time: timeOf(0) + 7 * 60_000,
      values: [{ what: "bar", run: shown(at(bars, 0)), live: null }],
    }),
  },
];
