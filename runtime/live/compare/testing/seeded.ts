import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../../../compiler/index.js";
import type { Graph } from "../../../../compiler/graph/index.js";
import { createSource } from "../../../../lang/index.js";
import type { SwitchChange } from "../../../broker/switches.js";
import { parameterValues } from "../../../engine/index.js";
import { always, constantPredictor } from "../../../models/testing/predictors.js";
import { backtest, backtestWithModels } from "../../../modes/backtest.js";
import { packageRoot } from "../../../package-root.js";
import type { BacktestResult } from "../../../result.js";
import { planOf, testMarket } from "../../../testing/live.js";
import type { LiveBar } from "../../bar.js";
import { Desk, type DeskOptions } from "../../desk/desk.js";
import type { Stop } from "../../desk/stops.js";
import { EventBus } from "../../events.js";
import type { FeedEvent, LiveFeed } from "../../feeds/feed.js";
import { RecordedFeed } from "../../feeds/recorded.js";
import type { SessionPlan } from "../../session/session.js";
import { openStore, readStrategyList } from "../../store/index.js";
import type { LiveStore, Standing } from "../../store/live-store.js";
import { compare, type Comparison } from "../compare.js";
import { feedOfRows } from "../feed-of-rows.js";
import { readLiveSide } from "../read-live.js";
import { runSideOf } from "../run-side.js";
import type { ComparedModel, RunSide } from "../sides.js";

export const graphOf = (text: string): Graph => {
  const { graph, diagnostics } = compile(createSource("s.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return graph;
};

export const textOf = (path: string): string => readFileSync(join(packageRoot, path), "utf8");

type BarEvent = Extract<FeedEvent, { readonly kind: "bar" }>;

/** What is known of the market while it goes on. */
export interface Seeds {
  /** What becomes of a bar's event: nothing, itself, or several events. */
  readonly change?: (event: BarEvent) => readonly FeedEvent[];
}

/** One process of a session. */
export interface Life {
  /** The bar before which it ends; default: it goes on to the last. */
  readonly until?: number;
  readonly missed?: DeskOptions["missed"];
  /** Bars that go by before it begins. */
  readonly pause?: number;
  /** What is stopped by hand while it runs. */
  readonly stops?: readonly Stop[];
  /** What a store that was restored from elsewhere says of where the strategy stands. */
  readonly standing?: (found: Standing, plan: SessionPlan) => Promise<Standing>;
}

export interface LiveCase extends Seeds {
  readonly graph: Graph;
  readonly bars: readonly LiveBar[];
  readonly parameters?: Readonly<Record<string, number>>;
  readonly capital?: number;
  readonly model?: { readonly id: string; readonly answers: readonly number[] };
  /** Bars of history when it begins. */
  readonly begins?: number;
  readonly lives?: readonly Life[];
  /** The bars of another strategy on the same market in the same store, first. */
  readonly before?: readonly LiveBar[];
}

const modelsOf = (graph: Graph, model: LiveCase["model"]) =>
  model === undefined
    ? undefined
    : new Map(graph.models.map((_, k) => [k, always(constantPredictor(model.answers))] as const));

/** The strategy as a session, over bars whose prices say what a tick is. */
function sessionOf({ graph, bars, parameters = {}, capital = 10_000, model }: LiveCase): SessionPlan {
  const feed = feedOfRows(bars, testMarket(graph), "test");
  const plan = planOf(graph, feed, {}, capital, modelsOf(graph, model));
  const members = plan.members.map((one) => ({ ...one, values: parameterValues(one.graph, parameters) }));
  return { ...plan, members };
}

/** A replay of which some things are told otherwise. */
class SeededFeed implements LiveFeed {
  constructor(
    private readonly recorded: RecordedFeed,
    private readonly change: NonNullable<Seeds["change"]>,
  ) {}

  history(...given: Parameters<LiveFeed["history"]>): ReturnType<LiveFeed["history"]> {
    return this.recorded.history(given[0], given[1]);
  }

  async *events(...given: Parameters<LiveFeed["events"]>): AsyncGenerator<FeedEvent> {
    for await (const event of this.recorded.events(...given))
      yield* event.kind === "bar" ? this.change(event) : [event];
  }

  close(): Promise<void> {
    return this.recorded.close();
  }
}

/** Trades a case on a real desk, into a real store. */
export async function liveLedger(file: string, one: LiveCase): Promise<void> {
  if (one.before !== undefined)
    await liveLedger(file, {
      graph: { ...one.graph, strategy: "another" },
      bars: one.before,
    });
  const { graph, bars, begins = 0, lives = [{}], change = (event) => [event] } = one;
  const market = testMarket(graph);
  let now = (bars[0]?.time ?? 0) + begins * market.interval;
  for (const { until, missed, pause = 0, stops = [], standing } of lives) {
    now += pause * market.interval;
    const feed = feedOfRows(bars.slice(0, until), market, "test");
    const recorded = new RecordedFeed([{ market, feed }], { start: now, speed: Infinity });
    const store = await openStore(file, () => recorded.clock.now());
    const plan = sessionOf(one);
    const desk = new Desk({
      feed: new SeededFeed(recorded, change),
      store: standing === undefined ? store : restored(store, (found) => standing(found, plan)),
      clock: recorded.clock,
      bus: new EventBus(),
      ...(missed !== undefined && { missed }),
    });
    const models = one.model === undefined ? [] : modelRecords(graph, one.model.id);
    await desk.add({ plan, records: [{ name: graph.strategy, models, path: null, portfolio: null }] });
    desk.obey(stops);
    await desk.run(new AbortController().signal);
    await desk.close();
    await store.close();
    now = recorded.clock.now();
  }
}

const modelRecords = ({ models }: Graph, id: string) =>
  models.map(({ name }) => ({ name, id, chosen: "pinned" as const }));

/** A store whose answer to where a strategy stands is another's. */
const restored = (store: LiveStore, change: (found: Standing) => Promise<Standing>): LiveStore => ({
  kind: store.kind,
  shown: store.shown,
  strategy: (wanted) => store.strategy(wanted),
  lock: (strategy) => store.lock(strategy),
  commit: (steps, notes) => store.commit(steps, notes),
  standing: async (strategy) => {
    const found = await store.standing(strategy);
    return found === null ? null : change(found);
  },
  note: (note) => store.note(note),
  switched: (changes) => store.switched(changes),
  switchHistory: (strategy) => store.switchHistory(strategy),
  close: () => store.close(),
});

export interface RunCase {
  readonly graph: Graph;
  readonly bars: readonly LiveBar[];
  readonly parameters?: Readonly<Record<string, number>>;
  readonly capital?: number;
  readonly model?: LiveCase["model"];
  /** The first bar that is traded, counted from the first of `bars`. */
  readonly begins?: number;
  /** Another version of the program. */
  readonly program?: string;
  readonly onlyValues?: boolean;
  readonly switches?: readonly SwitchChange[];
}

export interface Run {
  readonly result: BacktestResult;
  readonly side: RunSide;
}

export async function runOf(one: RunCase): Promise<Run> {
  const {
    graph,
    bars,
    parameters = {},
    capital = 10_000,
    model,
    begins = 0,
    program,
    onlyValues = null,
    switches = [],
  } = one;
  const feed = feedOfRows(bars, testMarket(graph), "test");
  const from = bars[begins]?.time ?? null;
  const options = { parameters, capital, from, endOfData: "mark", switches } as const;
  const models = modelsOf(graph, model);
  const result =
    models === undefined
      ? backtest(graph, feed, options)
      : await backtestWithModels(graph, feed, { ...options, models });
  const known = model === undefined ? [] : comparedModels(graph, model.id);
  const side = runSideOf(graph, feed, result, { to: null, models: known, isShared: false, onlyValues });
  return {
    result,
    side: program === undefined ? side : { ...side, configured: { ...side.configured, program } },
  };
}

const comparedModels = ({ models }: Graph, id: string): readonly ComparedModel[] =>
  models.map(({ name }) => ({ name, id, hash: null }));

/** Compares a run with what stands in a store. */
export async function compareWith(file: string, run: RunSide): Promise<Comparison> {
  const store = await openStore(file);
  try {
    const found = (await readStrategyList(store.database)).find(({ name }) => name !== "another");
    if (found === undefined) throw new Error("the store has no strategy");
    const models = found.models.map(({ name, id }) => ({ name, id, hash: null }));
    const compared = compare(run, await readLiveSide(store.database, found, models));
    if (compared === null) throw new Error("they have no bar in common");
    return compared;
  } finally {
    await store.close();
  }
}

/** The first bar at which two backtests over the same bars differ: in a plot, a signal, an order or the account. */
export function firstApart(one: BacktestResult, other: BacktestResult): number {
  const pages = [one, other].map((result) => {
    const pages = Array.from(result.equity?.equity ?? [], (equity, bar) => ({
      plots: result.plots.map(({ values }) => values[bar]),
      account: [equity, result.equity?.cash[bar], result.equity?.position[bar]],
      signals: [] as unknown[],
      orders: [] as unknown[],
    }));
    const traded = result.equity?.time[0] ?? 0;
    const first = (result.data.from - traded) / -result.data.interval;
    for (const signal of result.signals) pages[signal.bar - first]?.signals.push(signal);
    for (const order of result.orders)
      if (order.reason !== "end of data") pages[order.bar - first]?.orders.push({ ...order, id: 0 });
    return pages.map((page) => JSON.stringify(page));
  });
  return (pages[0] ?? []).findIndex((page, bar) => page !== pages[1]?.[bar]);
}
