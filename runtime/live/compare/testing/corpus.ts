import type { LiveBar } from "../../bar.js";
import { testMarket } from "../../../testing/live.js";
import type { FeedEvent } from "../../feeds/feed.js";
import type { CauseKind } from "../cause.js";
import type { Value } from "../values.js";
import {
  at,
  bars,
  changed,
  count,
  forgetful,
  graphs,
  hour,
  moved,
  richBars,
  shortText,
  without,
} from "./markets.js";
import { firstApart, graphOf, runOf, type LiveCase, type Run, type RunCase } from "./seeded.js";

/** What was seeded: the cause, the bar, and what each side must say of it. */
export interface Expected {
  readonly kind: CauseKind;
  readonly time: number;
  readonly values: readonly Value[];
  readonly ledgerFrom?: number | null;
}

export interface SeededCase {
  readonly name: string;
  readonly live: LiveCase;
  /** Cases with the same word have the same live side. */
  readonly ledger?: string;
  readonly run: RunCase;
  /** Null: nothing differs over so many bars. */
  readonly expected: ((run: Run) => Promise<Expected> | Expected) | null;
  readonly bars?: number;
}

const timeOf = (index: number, list: readonly LiveBar[] = bars): number => at(list, index).time;

/** In the prices' own steps of a cent: the size of a tick is seen from them. */
const cents = (price: number): number => Number(price.toFixed(2));

const shown = ({ close }: LiveBar): string => `closed at ${close}`;

const know =
  (expected: Expected): SeededCase["expected"] =>
  () =>
    expected;

type Name = keyof typeof graphs;

const marketOf = (name: Name) => testMarket(graphs[name]);
const barsOf = (name: Name): readonly LiveBar[] => (name === "funded" ? richBars : bars);

/** Undisturbed, each strategy has one ledger that many runs are compared with. */
const calm = (name: Name): Pick<SeededCase, "live" | "ledger"> => ({
  live: { graph: graphs[name], bars: barsOf(name) },
  ledger: `calm-${name}.db`,
});

const plain = (name: Name, list = barsOf(name)): RunCase => ({ graph: graphs[name], bars: list });

const gapEvent = (name: Name, from: number, lost = 1): FeedEvent => ({
  kind: "gap",
  market: marketOf(name),
  range: { from, to: from + lost * hour },
  bars: lost,
});

const same: readonly SeededCase[] = [
  ...(["cross", "reversion", "squeeze", "limit", "funded", "breakout"] as const).map((name) => ({
    name: `none: ${name}, undisturbed`,
    ...calm(name),
    run: plain(name),
    expected: null,
    bars: count,
  })),
  {
    name: "none: stopped four times, missed bars traded as of their time",
    live: {
      graph: graphs.cross,
      bars,
      lives: [{ until: 100 }, { until: 108, pause: 7 }, { until: 400, pause: 40 }, {}],
    },
    run: plain("cross"),
    expected: null,
    bars: count,
  },
  {
    name: "none: with a history that was only seen",
    live: { graph: graphs.short, bars, begins: 300 },
    run: { ...plain("short", bars), begins: 300 },
    expected: null,
    // 700 that it traded and 40 of history: the longest average that the parameter may ask for.
    bars: 740,
  },
  {
    name: "none: another version of the program, which does the same",
    ...calm("cross"),
    run: { ...plain("cross"), program: "nailsage 0.0.0" },
    expected: null,
    bars: count,
  },
];

/** Another number in the run's data, at one place of one strategy's bars. */
function dataCase(name: Name, index: number, what: "open" | "high" | "low" | "close" | "volume"): SeededCase {
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

const data: readonly SeededCase[] = [
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
function revisionCase(name: Name, index: number, delay: number, factor: number): SeededCase {
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

const lower = cents(at(bars, 333).low * 0.99);

const revisions: readonly SeededCase[] = [
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

const flatAt = (index: number): LiveBar => {
  const { close } = at(bars, index - 1);
  return { time: timeOf(index), open: close, high: close, low: close, close, volume: 0 };
};

function gapCase(name: Name, index: number, told: boolean, lost = 1): SeededCase {
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

const gaps: readonly SeededCase[] = [
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

/** The first entry that a run made from a bar on. */
function entryFrom({ result }: Run, index: number): number {
  const found = result.signals.find(
    ({ bar, action, outcome }) => bar >= index && action === "enter" && outcome === "order",
  );
  if (found === undefined) throw new Error(`nothing is entered after bar ${index}`);
  return found.bar;
}

function watchCase(name: Name, ends: number, pause: number): SeededCase {
  return {
    name: `restart: ${name}, ${pause} bars after ${ends} only watched`,
    live: {
      graph: graphs[name],
      bars,
      lives: [{ until: ends }, { pause, missed: "watch" }],
    },
    run: plain(name),
    expected: (run) => {
      const entry = entryFrom(run, ends);
      if (entry >= ends + pause) throw new Error(`nothing is entered while it is watched: ${entry}`);
      return { kind: "restart", time: timeOf(entry), values: [] };
    },
  };
}

/** A process begins with a state that was never traded with. */
const lostState = (name: Name, ends: number): LiveCase => ({
  graph: graphs[name],
  bars,
  lives: [{ until: ends }, { standing: (found, plan) => forgetful(found, plan, bars) }],
});

const restarts: readonly SeededCase[] = [
  watchCase("cross", 300, 200),
  watchCase("short", 140, 60),
  watchCase("breakout", 100, 250),
  {
    name: "restart: bars of the pause were never seen",
    live: {
      graph: graphs.cross,
      bars: without(bars, ...Array.from({ length: 12 }, (_, k) => 500 + k)),
      lives: [{ until: 500 }, { pause: 12 }],
    },
    run: plain("cross"),
    expected: know({
      kind: "restart",
      time: timeOf(500),
      values: [{ what: "bar", run: shown(at(bars, 500)), live: null }],
    }),
  },
  ...(["short", "breakout", "cross"] as const).map((name): SeededCase => ({
    name: `restart: ${name} forgets what it had`,
    live: lostState(name, 345),
    run: plain(name),
    expected: ({ result }) => ({
      kind: "restart",
      time: timeOf(345),
      values: [{ what: "cash", run: result.equity?.cash[345] ?? Number.NaN, live: 10_000 }],
    }),
  })),
];

/** Stopped by hand before the bar `after`, for the rest of the time. */
function switchCase(name: Name, after: number, closes: boolean): SeededCase {
  const stop = { name: "all", closes, by: "a test", reason: "", at: 0 };
  return {
    name: `switch: ${name}, stopped after ${after} bars${closes ? ", everything left" : ""}`,
    live: { graph: graphs[name], bars, lives: [{ until: after }, { stops: [stop] }] },
    run: plain(name),
    expected: async ({ result }) => {
      const switches = [{ time: timeOf(after) + 1, stops: closes ? ("all" as const) : ("entries" as const) }];
      const other = await runOf({ ...plain(name), switches });
      return { kind: "switch", time: timeOf(firstApart(result, other.result)), values: [] };
    },
  };
}

const switches: readonly SeededCase[] = [switchCase("short", 200, false), switchCase("breakout", 150, true)];

/** Two ways to configure a strategy over the same bars; where they part is asked of two backtests. */
function settingCase(
  kind: CauseKind,
  name: string,
  { live, ledger, run }: Pick<SeededCase, "live" | "ledger" | "run">,
): SeededCase {
  return {
    name: `${kind}: ${name}`,
    live,
    ...(ledger !== undefined && { ledger }),
    run,
    expected: async (made) => {
      const { graph, bars: list, parameters, capital, model } = live;
      const other = await runOf({
        graph,
        bars: list,
        ...(parameters && { parameters }),
        ...(capital !== undefined && { capital }),
        ...(model && { model }),
      });
      const index = firstApart(made.result, other.result);
      if (index < 0) throw new Error("it makes no difference");
      const [one, two] = [made.result.equity?.equity[index], other.result.equity?.equity[index]];
      return {
        kind,
        time: timeOf(index, list),
        values:
          one === undefined || two === undefined || one === two
            ? []
            : [{ what: "equity", run: one, live: two }],
      };
    },
  };
}

const classes = graphs.model.models[0]?.target.classes ?? [];

/** A model that is sure of one class, as if it were always so. */
const sure = (name: string): readonly number[] =>
  Array.from({ length: 10 }, (_, k) => (k === classes.indexOf(name) ? 0.9 : 0.1));

const withText = (text: string): RunCase => ({ graph: graphOf(text), bars });

const settings: readonly SeededCase[] = [
  settingCase("parameter", "fast of cross", {
    ...calm("cross"),
    run: { ...plain("cross"), parameters: { fast: 10 } },
  }),
  settingCase("parameter", "slow of cross, given live", {
    live: { graph: graphs.cross, bars, parameters: { slow: 60 } },
    run: plain("cross"),
  }),
  settingCase("parameter", "length of a short average", {
    ...calm("short"),
    run: { ...plain("short"), parameters: { length: 11 } },
  }),
  settingCase("parameter", "length of a breakout", {
    ...calm("breakout"),
    run: { ...plain("breakout"), parameters: { length: 33 } },
  }),
  settingCase("parameter", "length of a squeeze", {
    ...calm("squeeze"),
    run: { ...plain("squeeze"), parameters: { length: 30 } },
  }),
  settingCase("parameter", "another value written in the text", {
    ...calm("short"),
    run: { ...withText(shortText().replace("length = 8", "length = 13")), onlyValues: true },
  }),
  settingCase("model", "sure of the first class, and of the second", {
    live: { graph: graphs.model, bars, model: { id: "one", answers: sure("take") } },
    run: { ...plain("model"), model: { id: "two", answers: sure("stop") } },
  }),
  settingCase("model", "none is sure in the run", {
    live: { graph: graphs.model, bars, model: { id: "one", answers: sure("take") } },
    run: { ...plain("model"), model: { id: "none", answers: sure("none") } },
  }),
  settingCase("program", "leaves on another average", {
    ...calm("short"),
    run: withText(
      shortText().replace("crosses below sma(close, length)", "crosses below sma(close, 2 * length)"),
    ),
  }),
  settingCase("program", "enters less", {
    ...calm("short"),
    run: withText(shortText().replace("enter long when", "enter long when close > sma(close, 60) and")),
  }),
  settingCase("capital", "half of it", { ...calm("cross"), run: { ...plain("cross"), capital: 5000 } }),
  settingCase("capital", "more of it live", {
    live: { graph: graphs.breakout, bars, capital: 25_000 },
    run: plain("breakout"),
  }),
  settingCase("costs", "a higher fee", { ...calm("short"), run: withText(shortText("fee: 0.2%")) }),
  settingCase("costs", "slippage on top", {
    ...calm("short"),
    run: withText(shortText("fee: 0.1%  slippage: 0.05%")),
  }),
  settingCase("costs", "no costs live", {
    live: { graph: graphOf(shortText("fee: 0%")), bars },
    run: plain("short"),
  }),
];

/** A bar as it was before its end. */
const early = (bar: LiveBar): LiveBar => {
  const close = cents((bar.open + bar.close) / 2);
  const high = Math.max(bar.open, close);
  return { ...bar, close, high, low: Math.min(bar.open, close), volume: bar.volume / 2 };
};

const clocks: readonly SeededCase[] = [
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

const starts: readonly SeededCase[] = [
  {
    name: "start: the run had traded before the session began",
    live: { graph: graphs.breakout, bars, begins: 500 },
    run: plain("breakout"),
    expected: ({ result }) => ({
      kind: "start",
      time: timeOf(500),
      values: [{ what: "cash", run: result.equity?.cash[500] ?? Number.NaN, live: 10_000 }],
    }),
  },
];

/** Two causes: the first is the one that is named. */
const both: readonly SeededCase[] = [
  {
    ...revisionCase("cross", 300, 2, 1.01),
    name: "two: a revision at 300, other data at 500",
    run: plain(
      "cross",
      changed(changed(bars, 500, { close: 1 }), 300, { high: cents(at(bars, 300).high * 1.01) }),
    ),
    expected: know({
      kind: "revision",
      time: timeOf(300),
      values: [{ what: "high", run: cents(at(bars, 300).high * 1.01), live: at(bars, 300).high }],
    }),
  },
  {
    ...dataCase("cross", 40, "volume"),
    ...gapCase("cross", 200, true),
    name: "two: other data at 40, a gap at 200",
    run: plain("cross", changed(bars, 40, { volume: 7 })),
    expected: know({
      kind: "data",
      time: timeOf(40),
      values: [{ what: "volume", run: 7, live: at(bars, 40).volume }],
      ledgerFrom: null,
    }),
  },
  {
    ...gapCase("reversion", 150, true),
    name: "two: a gap at 150, other data at 149 + 2",
    run: plain("reversion", changed(bars, 151, { low: 1 })),
  },
  {
    name: "two: other money from the first bar on, other data at 600",
    ...calm("cross"),
    run: { ...plain("cross", changed(bars, 600, { close: 1 })), capital: 4000 },
    expected: know({
      kind: "capital",
      time: timeOf(0),
      values: [{ what: "equity", run: 4000, live: 10_000 }],
    }),
  },
  {
    name: "two: other data at 3, another value of a parameter",
    ...calm("short"),
    run: { ...plain("short", changed(bars, 3, { volume: 5 })), parameters: { length: 30 } },
    expected: know({
      kind: "data",
      time: timeOf(3),
      values: [{ what: "volume", run: 5, live: at(bars, 3).volume }],
    }),
  },
  {
    ...watchCase("breakout", 100, 250),
    name: "two: watched after 100, other data at the end",
    run: plain("breakout", changed(bars, count - 1, { volume: 1 })),
  },
  {
    ...switchCase("short", 120, false),
    name: "two: stopped after 120, other data at 690",
    run: plain("short", changed(bars, 690, { close: 1 })),
  },
  {
    ...settingCase("costs", "", { ...calm("short"), run: withText(shortText("fee: 0.3%")) }),
    name: "two: another fee, other data at 700",
    run: { ...withText(shortText("fee: 0.3%")), bars: changed(bars, 700, { close: 1 }) },
  },
];

export const corpus: readonly SeededCase[] = [
  ...same,
  ...data,
  ...revisions,
  ...gaps,
  ...restarts,
  ...switches,
  ...settings,
  ...clocks,
  ...starts,
  ...both,
];
