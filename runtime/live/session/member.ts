import type { Graph } from "../../../compiler/graph/index.js";
import type { BarColumns } from "../../data/dataset.js";
import type { Engine } from "../../engine/engine.js";
import type { RowSource } from "../../engine/feeds.js";
import type { ModelSchedule } from "../../models/predictor.js";
import { AlertLog } from "../../modes/alert-log.js";
import type { LiveBar } from "../bar.js";
import { marketKey, type Market } from "../market.js";
import type { LiveStep, OpenPosition } from "../store/live-store.js";
import { barsInGap } from "./gaps.js";
import { Inputs } from "./inputs.js";
import { RecordTray } from "./records.js";

/** A strategy on a market, as a session trades it. */
export interface SessionMember {
  readonly label: string;
  /** With the market's tick, where it counts in ticks (`withTick`). */
  readonly graph: Graph;
  /** Values of the graph's parameters, in its order. */
  readonly values: readonly number[];
  readonly market: Market;
  readonly capital: number;
  /** What answers for its models, by their place in the graph. */
  readonly models?: ReadonlyMap<number, ModelSchedule>;
  /** Rows of the files that it reads, by the feed's name. */
  readonly files?: Readonly<Record<string, RowSource>>;
}

/** A bar as it came, or as the strategy's policy for holes made it. */
export interface QueuedBar {
  readonly bar: LiveBar;
  readonly received: number;
  readonly late: boolean;
}

/** What a member did at a bar: all of a step but what the session and the store add. */
export type MemberStep = Omit<LiveStep, "strategy" | "decided" | "state" | "mode"> & {
  readonly member: number;
};

const names = ["time", "open", "high", "low", "close", "volume"] as const;

/** One member on its way: the bars that wait for it, what it reads beside them, and what it writes. */
export class MemberWay {
  readonly plan: SessionMember;
  readonly key: string;
  readonly inputs: Inputs;
  readonly records: RecordTray;
  readonly #queue: QueuedBar[] = [];
  readonly #columns: BarColumns;
  #last: LiveBar | null = null;
  #number = 0;
  /** Until when (close time) its own market is known. */
  #horizon = Number.NEGATIVE_INFINITY;

  constructor(plan: SessionMember) {
    this.plan = plan;
    this.key = marketKey(plan.market);
    this.inputs = new Inputs(plan.graph, plan.market, plan.files ?? {});
    this.records = new RecordTray(plan.graph);
    const column = () => new Float64Array(1);
    this.#columns = {
      time: column(),
      open: column(),
      high: column(),
      low: column(),
      close: column(),
      volume: column(),
    };
  }

  /** Bars seen so far, those of the warm-up with them. */
  get number(): number {
    return this.#number;
  }

  get last(): LiveBar | null {
    return this.#last;
  }

  /** Close of the bar that waits first; Infinity where none does. */
  get next(): number {
    const [first] = this.#queue;
    return first === undefined ? Number.POSITIVE_INFINITY : first.bar.time + this.plan.graph.market.timeframe;
  }

  restore(number: number, last: LiveBar): void {
    this.#number = number;
    this.#last = last;
    this.#horizon = last.time + this.plan.graph.market.timeframe;
  }

  /** A closed bar of its own market; bars that it has seen are passed over. */
  queue(queued: QueuedBar): void {
    const { bar, received } = queued;
    const last = this.#queue.at(-1)?.bar ?? this.#last;
    if (last !== null && bar.time <= last.time) return;
    for (const flat of barsInGap(this.plan.graph, last, bar.time))
      this.#queue.push({ bar: flat, received, late: true });
    this.#queue.push(queued);
    this.known(bar.time + this.plan.graph.market.timeframe);
  }

  /** Nothing more is to come of its own market up to a time. */
  known(until: number): void {
    if (until > this.#horizon) this.#horizon = until;
  }

  /** Whether nothing that closes until then is still to come for it. */
  isReadyFor(close: number): boolean {
    return (this.next <= close || this.#horizon >= close) && this.inputs.reaches(close);
  }

  /** The bar that waits first, laid into columns for the engine. */
  take(): { readonly queued: QueuedBar; readonly columns: BarColumns } | null {
    const queued = this.#queue.shift();
    if (queued === undefined) return null;
    this.inputs.putOwn(queued.bar);
    for (const name of names) this.#columns[name][0] = queued.bar[name];
    return { queued, columns: this.#columns };
  }

  /** The engine has seen the bar; what came of it, where it was traded. */
  step(member: number, engine: Engine, { bar, received }: QueuedBar, isTraded: boolean): MemberStep {
    const { graph, capital } = this.plan;
    const number = this.#number++;
    this.#last = bar;
    const log = new AlertLog(graph, true);
    if (isTraded) log.take(engine, number, () => bar.time);
    const alerts = log.finish();
    const trades = graph.orders.entries.length > 0 || graph.orders.position !== undefined;
    const value = (name: "equity" | "cash" | "position", otherwise: number): number =>
      isTraded && trades ? (engine.brokerColumn(name)[0] ?? otherwise) : otherwise;
    return {
      member,
      number,
      bar,
      received,
      account: {
        equity: value("equity", capital),
        cash: value("cash", capital),
        position: value("position", 0),
      },
      openPosition: isTraded && trades ? openPositionOf(engine, bar) : null,
      ...this.records.take(alerts.length),
      alerts,
      plots: graph.plots.map(({ series }) => engine.column(series).at(-1) ?? Number.NaN),
    };
  }
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function openPositionOf(engine: Engine, { close }: LiveBar): OpenPosition | null {
  const { instrument } = engine;
  const quantity = instrument.get("quantity");
  if (quantity === 0) return null;
  const entryPrice = instrument.get("entryPrice");
  return {
    side: quantity > 0 ? "long" : "short",
    quantity: Math.abs(quantity),
    entryPrice,
    entryTime: instrument.get("entryTime"),
    entryBar: instrument.get("entryBar"),
    stop: orNull(instrument.get("stop")),
    takes: engine.openTakes(),
    liquidationPrice: orNull(instrument.get("liquidation")),
    unrealised: quantity * (close - entryPrice),
    position: instrument.get("positions"),
  };
}
