import type { CauseKind } from "../cause.js";
import { type SeededCase, timeOf, keptOut, cents, shown, know, type Name, calm, plain } from "./cases.js";
import { dataCase, data, revisionCase, revisions, gapCase, gaps, clocks } from "./bar-cases.js";
import { at, bars, changed, count, forgetful, graphs, shortText, without } from "./markets.js";
import { firstApart, graphOf, runOf, type LiveCase, type Run, type RunCase } from "./seeded.js";

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
      return { kind: "restart", time: timeOf(entry), values: [keptOut] };
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
      const index = firstApart(result, other.result);
      return { kind: "switch", time: timeOf(index), values: closes ? [] : [keptOut] };
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
      const equities = [made, other].map(({ result }) => result.equity?.equity[index] ?? Number.NaN);
      const plots = graph.plots.map(({ label }, k) => ({
        what: `plot ${label}`,
        run: made.result.plots[k]?.values[index] ?? Number.NaN,
        live: other.result.plots[k]?.values[index] ?? Number.NaN,
      }));
      const [one = Number.NaN, two = Number.NaN] = equities;
      const values = [...plots, { what: "equity", run: one, live: two }];
      return {
        kind,
        time: timeOf(index, list),
        values: values.filter(({ run: a, live: b }) => !Object.is(a, b)),
      };
    },
  };
}

const classes = graphs.model.models[0]?.target.classes ?? [];

/** A model that is always sure of one class; the class itself is said before the probabilities. */
const sure = (name: string): readonly number[] =>
  Array.from({ length: 10 }, (_, k) => (k === classes.indexOf(name) + 1 ? 0.9 : 0.05));

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
  settingCase("model", "sure that the target is met, and that the stop is", {
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
