import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import { clockOf } from "../../compiler/graph/stages.js";
import {
  firstFreeAddress,
  loadKernels,
  pageBytes,
  type BarColumn,
  type Kernels,
} from "../../kernels/index.js";
import { canTrade, readColumns, type BrokerAddresses, type BrokerColumns } from "../broker/bind.js";
import { brokerKernel, type BrokerKernel } from "../broker/exports.js";
import { FinerInlet } from "../broker/finer.js";
import { FundingInlet, writeFunding } from "../broker/funding.js";
import {
  accountLayout,
  brokerLayout,
  bufferLayout,
  instrumentLayout,
  takeStateLayout,
} from "../broker/layout.js";
import { viewAt, type Record64 } from "../broker/structure.js";
import { writeSwitches, type SwitchChange } from "../broker/switches.js";
import type { BarColumns } from "../data/dataset.js";
import type { ModelSchedule } from "../models/predictor.js";
import type { AnswerLog } from "./answer-log.js";
import { alertFinder, type FindAlerts } from "./alerts.js";
import { ClockCounts, columnRoom } from "./clocks.js";
import { FeedInlet, type RowSource } from "./feeds.js";
import { missingFeed } from "./missing-feed.js";
import { lowerBound, Predictions, type AskedBars } from "./predictions.js";
import { TraceReader } from "./trace-reader.js";
import { BarInlet } from "./bars.js";
import { RunError } from "./error.js";
import { Layout } from "./layout.js";
import { placeEngine, placeState, rowKinds, type Placement, type RowKind } from "./placement.js";
import { writeProgram, type Program, type Step } from "./program.js";
import type { ResidentBars } from "./resident.js";
import { refuseForeign, snapshotVersion, type Snapshot } from "./snapshot.js";

/** Takes `count` rows of records that lie at `address`, in the form of `runtime/broker/layout.ts`. */
export type RowSink = (buffer: ArrayBuffer, address: number, count: number) => void;

/** Where a buffer of records says how many wait and where they lie, as 32-bit words of the memory. */
interface RowHead {
  readonly sink: RowSink | undefined;
  readonly count: number;
  readonly rows: number;
  /** They stay where they are. */
  readonly stays: boolean;
}

export interface EngineOptions {
  /** The compiled kernel module (`kernelModule()` on Node). */
  readonly module: WebAssembly.Module;
  /** Values of the graph's parameters in their order; left out: those of the text. */
  readonly values?: readonly number[];
  /** Money at the start. */
  readonly capital: number;
  /** Bars in one pass; results do not depend on it. */
  readonly capacity?: number;
  /** Rows of the graph's feeds, in its order. */
  readonly feeds?: readonly RowSource[];
  /** Bars to be read where they are; the engine then works in their memory. */
  readonly resident?: ResidentBars;
  /** Fundings, one rate a row; for strategies that pay what the data says. */
  readonly funding?: RowSource;
  /** What answers for the graph's models, by their place in it. Such a graph is run with `stepWithModels`. */
  readonly models?: ReadonlyMap<number, ModelSchedule>;
  /** With `models`: where their answers are kept. Without: what they said before, which `step` tells again. */
  readonly answers?: AnswerLog;
  /** Finer bars: open, high, low and close of each; for strategies that ask for them. */
  readonly magnify?: RowSource;
  /** Columns that the caller will read after each step. */
  readonly columns?: Partial<BrokerColumns>;
  /** Where records go; those of a kind without a sink are forgotten. */
  readonly sinks?: { readonly [Kind in RowKind]?: RowSink };
  /** Keeps the equity of as many bars in the engine's memory (`keptEquity`). */
  readonly keepEquity?: number;
  /** Keeps as many trades in the engine's memory (`keptTrades`); they then go to no sink. */
  readonly keepTrades?: number;
  /** Rows of records that are buffered before they are collected; results do not depend on it. */
  readonly bufferedRows?: number;
  /** When the kill switch was thrown and taken back, in the order of time. */
  readonly switches?: readonly SwitchChange[];
  /** How many changes of it may come later (`Engine.throwSwitch`). */
  readonly switchRoom?: number;
  /** False: the broker never takes its shorter way; results do not depend on it. */
  readonly lean?: boolean;
  /** Measure each node. */
  readonly stats?: boolean;
  /** Zeroed bytes of the engine's memory that are left to the caller (`Engine.reserved`); default 0. */
  readonly reserve?: number;
}

/** What a node of the schedule cost so far; the last entry is the broker, whose node is null. */
export interface NodeStatistics {
  readonly node: number | null;
  /** The node that was run together with it, if any. */
  readonly second?: number;
  readonly operation: string;
  milliseconds: number;
  bars: number;
}

/** Called for every output of every node at every bar that is traced; `before` is the value one bar of its clock before. */
export type Trace = (bar: number, reference: ColumnReference, value: number, before: number) => void;

/** Bars in ascending order whose values are shown. */
interface Traced {
  readonly bars: Float64Array;
  readonly trace: Trace;
  readonly reader: TraceReader;
}

/**
 * A graph bound to parameter values, running over bars. All that matters between two bars lies in one contiguous
 * arena of its memory; cutting the bars into steps of any length gives the same bits. JavaScript only schedules.
 */
export class Engine {
  readonly graph: Graph;
  readonly values: readonly number[];
  readonly scalars: readonly number[];
  readonly capacity: number;
  readonly capital: number;
  readonly statistics: readonly NodeStatistics[] | null;
  /** State of the account and of the instrument, live. */
  readonly account: Record64<typeof accountLayout.fields>;
  readonly instrument: Record64<typeof instrumentLayout.fields>;
  /** The caller's part of the memory, and the kernels that can work in it. */
  readonly reserved: {
    readonly buffer: ArrayBuffer;
    readonly kernels: Kernels;
    readonly address: number;
  };
  readonly #buffer: ArrayBuffer;
  readonly #takes: number;
  readonly #words: Uint32Array;
  readonly #program: Program;
  /** Null where the strategy's own bars are the only ones. */
  readonly #clocks: ClockCounts | null;
  readonly #inlet: BarInlet;
  readonly #kernel: BrokerKernel;
  readonly #funding: FundingInlet | null;
  readonly #finer: FinerInlet | null;
  readonly #findAlerts: FindAlerts | null;
  readonly #broker: BrokerAddresses;
  readonly #heads: readonly RowHead[];
  readonly #arena: { readonly start: number; readonly end: number };
  readonly #sinks: NonNullable<EngineOptions["sinks"]>;
  readonly #keeps: number | null;
  #kept = 0;
  #equity: number;
  #held = 0;
  #traced: Traced | null = null;
  /** Null where no node asks a model. */
  readonly #models: Predictions | null;
  readonly #answers: AnswerLog | null;
  #isAsking = false;

  /**
   * @param home where it works; left out: in a memory of its own, or in that of the resident bars
   * @throws RunError when a requirement does not hold, a setting is impossible or an operation is unknown
   */
  constructor(graph: Graph, options: EngineOptions, home: EngineHome = settle(graph, options)) {
    const { placement, buffer, kernels } = home;
    const { program, bars, broker, plan, funding } = placement;
    this.graph = graph;
    this.values = placement.values;
    this.scalars = placement.scalars;
    this.capacity = placement.capacity;
    this.capital = options.capital;
    this.#sinks = options.sinks ?? {};
    this.#arena = placement;
    this.#program = program;
    writeProgram(program, buffer, columnRoom(graph, this.capacity));
    const cells = [
      ...program.cells,
      ...placement.writeBroker(buffer),
      ...(funding === null ? [] : writeFunding(graph, this.scalars, funding, bars, buffer)),
    ];
    this.#buffer = buffer;
    this.#clocks = this.#openClocks(options.feeds ?? []);
    this.reserved = { buffer, kernels, address: placement.reserved };
    this.#broker = broker;
    this.#keeps = options.keepEquity ?? null;
    this.#equity = broker.equity;
    this.#kernel = brokerKernel(kernels);
    this.#funding =
      funding === null ? null : new FundingInlet(kernels, plan.funding, funding, options.funding, buffer);
    this.#finer =
      placement.finer === null || options.magnify === undefined
        ? null
        : new FinerInlet(options.magnify, placement.finer, broker.block, graph.market.timeframe, buffer);
    const asks = program.steps.some(({ node }) => graph.nodes[node]?.operation === "prediction");
    this.#models = asks && options.models !== undefined ? new Predictions(graph, options.models) : null;
    this.#answers = asks ? (options.answers ?? null) : null;
    this.#findAlerts = graph.alerts.length === 0 ? null : alertFinder(kernels, buffer, placement.alerts);
    this.#inlet = new BarInlet(bars, program.bars, cells, buffer, this.capacity, placement.lean);
    const view = new DataView(buffer);
    this.#words = new Uint32Array(buffer);
    this.#heads = rowKinds.map((kind) => ({
      sink: this.#sinks[kind],
      count: (broker[kind] + bufferLayout.offsets.count) >> 2,
      rows: (broker[kind] + bufferLayout.offsets.rows) >> 2,
      stays: kind === "trades" && options.keepTrades !== undefined,
    }));
    this.account = viewAt(view, accountLayout, plan.account);
    this.instrument = viewAt(view, instrumentLayout, plan.instrument);
    this.#takes = plan.takes;
    if (options.switches !== undefined) this.throwSwitch(options.switches);
    this.statistics = options.stats === true ? emptyStatistics(graph, program) : null;
  }

  /** Number of the next bar, counted from the first that was ever stepped. */
  get bar(): number {
    return this.instrument.get("bar");
  }

  /** Bytes of the engine's memory. */
  get bytes(): number {
    return this.#buffer.byteLength;
  }

  /**
   * Runs `count` bars (at most `capacity`) that stand at `from` in the columns. With `trades` false the indicators
   * see them but nothing is decided: history before the first bar of a run.
   */
  step(bars: BarColumns, from: number, count: number, trades = true): void {
    this.compute(bars, from, count);
    this.#decide(count, trades);
  }

  /** As `step`, of a graph that may ask models: their answers are waited for, one after another, within the same pass. */
  async stepWithModels(bars: BarColumns, from: number, count: number, trades = true): Promise<void> {
    await this.computeWithModels(bars, from, count, trades);
    this.#decide(count, trades);
  }

  #decide(count: number, trades: boolean): void {
    const started = this.statistics === null ? 0 : performance.now();
    if (trades && canTrade(this.graph)) {
      if (this.#keeps !== null) this.#moveEquity(this.#keeps, count);
      this.#runBroker(count);
    } else this.#kernel.skip(this.#broker.block, count);
    const broker = this.statistics?.at(-1);
    if (broker === undefined) return;
    broker.milliseconds += performance.now() - started;
    broker.bars += count;
  }

  /** Runs the graph over bars as `step` does, and leaves it to others what its broker does with them. */
  compute(bars: BarColumns, from: number, count: number): void {
    this.#begin(bars, from, count);
    if (this.statistics !== null || this.#traced !== null || this.#answers !== null) {
      for (const step of this.#observed(count)) this.#tell(step);
    } else if (this.#clocks !== null) {
      for (const step of this.#program.fused) this.#clocks.run(step);
    } else {
      for (const { kernel, state, parameters, inputs, outputs } of this.#program.fused)
        kernel(count, state, parameters, inputs, outputs);
    }
  }

  /** As `compute`, of a graph that may ask models; `trades`: what they say of these bars can be acted on. */
  async computeWithModels(bars: BarColumns, from: number, count: number, trades = true): Promise<void> {
    if (this.#models === null) return this.compute(bars, from, count);
    if (this.#isAsking)
      throw new RunError("SAGE8213", "An engine was stepped again before its models had answered.");
    this.#isAsking = true;
    try {
      this.#begin(bars, from, count);
      const asked = { time: bars.time.subarray(from, from + count), first: this.bar, trades };
      for (const { node } of this.#observed(count)) await this.#ask(this.#models, node, asked);
    } finally {
      this.#isAsking = false;
    }
  }

  async #ask(models: Predictions, index: number, bars: AskedBars): Promise<void> {
    const node = this.graph.nodes[index];
    if (node === undefined) return;
    const inputs = node.inputs.map((input) => this.column(input));
    const outputs = this.#outputsOf(index);
    await models.answer(node, bars, inputs, outputs);
    this.#answers?.keep(node.model ?? -1, bars.first, outputs);
  }

  /** Tells again what a model has said before. */
  #tell({ node }: Step): void {
    if (this.#answers === null || this.#models !== null)
      throw new RunError("SAGE8213", "A strategy with models was stepped without asking them.");
    this.#answers.tell(this.graph.nodes[node]?.model ?? -1, this.bar, this.#outputsOf(node));
  }

  #outputsOf(node: number): readonly Float64Array[] {
    return (this.graph.nodes[node]?.slots ?? []).map((_, output) => this.column({ node, output }));
  }

  #begin(bars: BarColumns, from: number, count: number): void {
    if (count > this.capacity)
      throw new RangeError(`${count} bars in one step; there is room for ${this.capacity}`);
    this.#inlet.take(bars, from, count);
    this.#held = count;
    this.#clocks?.begin(count, (bars.time[from + count - 1] ?? Number.NaN) + this.graph.market.timeframe);
    this.#funding?.run(count, bars.time[from + count - 1] ?? Number.NaN);
  }

  /** Ends the run at the last bar stepped: waiting orders are cancelled, and with `closes` the position is closed. */
  finish(closes: boolean): void {
    if (this.#held === 0 || !canTrade(this.graph)) return;
    this.#kernel.finish(this.#broker.block, this.#held - 1, closes ? 1 : 0);
    this.collect();
  }

  /**
   * Tells the whole history of the kill switch, between two steps. It is no part of the state: who restores a snapshot tells
   * it again.
   */
  throwSwitch(history: readonly SwitchChange[]): void {
    writeSwitches(new DataView(this.#buffer), this.#broker.switches, history);
  }

  /** Where the targets of the position stand that are still to be reached, the lowest first. */
  openTakes(): readonly number[] {
    const { bytes, offsets } = takeStateLayout;
    const view = new DataView(this.#buffer);
    const count = this.instrument.get("takeCount");
    return Array.from({ length: count }, (_, k) => this.#takes + k * bytes)
      .filter((address) => view.getInt32(address + offsets.done, true) === 0)
      .map((address) => view.getFloat64(address + offsets.level, true))
      .toSorted((one, other) => one - other);
  }

  /** Values of a column over the bars of its clock in the last step. Good until the next one. */
  column(reference: ColumnReference): Float64Array {
    const clock = clockOf(this.graph.nodes[reference.node]);
    const count = clock === 0 ? this.#held : (this.#clocks?.of(clock) ?? 0);
    return new Float64Array(this.#buffer, this.#addressOf(reference), count);
  }

  /** Places in the last step at which an alert's condition is true. Good until it is asked again. */
  placesOf(reference: ColumnReference): Int32Array {
    return this.#findAlerts?.(this.#addressOf(reference), this.#held) ?? new Int32Array(0);
  }

  #addressOf(reference: ColumnReference): number {
    const name = this.#program.barOf(reference);
    return name === undefined ? this.#program.columnOf(reference) : this.#inlet.addressOf(name);
  }

  /** A column of the bars of the last step in the engine's memory; null when neither graph nor broker reads it. */
  barColumn(name: BarColumn): Float64Array | null {
    const address = this.#inlet.addressOf(name);
    return address === 0 ? null : new Float64Array(this.#buffer, address, this.#held);
  }

  /** What the broker wrote for the bars of the last step, where `columns` asked for it. */
  brokerColumn(name: keyof BrokerColumns): Float64Array {
    if (this.#broker[name] === 0) throw new RunError("SAGE8213", `The column "${name}" was not asked for.`);
    const address = name === "equity" ? this.#equity : this.#broker[name];
    return new Float64Array(this.#buffer, address, this.#held);
  }

  /** Equity of every bar traded so far, where `keepEquity` asked for it. Lies in the engine's memory. */
  keptEquity(): Float64Array {
    return new Float64Array(this.#buffer, this.#broker.equity, this.#keeps === null ? 0 : this.#kept);
  }

  /** Every trade so far, where `keepTrades` asked for them, in the form of `runtime/broker/layout.ts`. */
  keptTrades(): { readonly buffer: ArrayBuffer; readonly address: number; readonly count: number } {
    return { buffer: this.#buffer, ...this.waitingTrades };
  }

  /** Shows every node's values at these bars to `trace` as they are computed, from the next step on. */
  traceAt(bars: Iterable<number>, trace: Trace): void {
    const reader = new TraceReader(this.graph, this.#clocks);
    readColumns(this.graph, this.#program, this.#broker.block, this.#buffer);
    this.#traced = { bars: Float64Array.from(new Set(bars)).sort(), trace, reader };
  }

  /** A copy of all state between two bars. */
  snapshot(): Snapshot {
    const { start, end } = this.#arena;
    return { ...this.#stamp(), bar: this.bar, bytes: new Uint8Array(this.#buffer).slice(start, end) };
  }

  /** @throws RunError when the snapshot is of another graph, format, or binding */
  restore(snapshot: Snapshot): void {
    const { start, end } = this.#arena;
    refuseForeign(snapshot, this.#stamp(), end - start);
    new Uint8Array(this.#buffer, start, end - start).set(snapshot.bytes);
    this.#held = 0;
  }

  #stamp(): Omit<Snapshot, "bytes" | "bar"> {
    return {
      version: snapshotVersion,
      graphHash: this.graph.hash,
      values: this.values,
      capital: this.capital,
    };
  }

  /** Lets the broker write behind what is kept already. */
  #moveEquity(room: number, count: number): void {
    if (this.#kept + count > room)
      throw new RunError("SAGE8213", `Equity was to be kept for ${room} bars, and there are more.`);
    this.#equity = this.#broker.equity + this.#kept * 8;
    this.#words[(this.#broker.block + brokerLayout.offsets.equity) >> 2] = this.#equity;
    this.#kept += count;
  }

  /**
   * Lays the finer bars of the bars [from, to) of `times` ready for the broker; gives the index after the last bar that
   * has all of its own. Without finer bars that is `to`.
   */
  stage(times: Float64Array, from: number, to: number): number {
    return this.#finer?.stage(times, from, to) ?? to;
  }

  #runBroker(count: number): void {
    let done = 0;
    const times = this.#finer === null ? null : this.barColumn("time");
    while (done < count) {
      const ready = times === null ? count : this.stage(times, done, count);
      const reached = this.#kernel.step(this.#broker.block, done, ready);
      this.collect();
      if (reached === done) throw this.#refuseFull();
      done = reached;
    }
  }

  #refuseFull(): RunError {
    const keeps = this.#heads.some(({ stays }) => stays);
    return new RunError(
      "SAGE8213",
      keeps ? "There are more trades than were to be kept." : "The record buffers are too small for one bar.",
    );
  }

  /** Rows of trades that wait to be collected, in the form of `runtime/broker/layout.ts`. */
  get waitingTrades(): { readonly address: number; readonly count: number } {
    const trades = this.#heads[rowKinds.indexOf("trades")];
    if (trades === undefined) return { address: 0, count: 0 };
    return { address: this.#words[trades.rows] ?? 0, count: this.#words[trades.count] ?? 0 };
  }

  /** Hands the records on that the broker has written. */
  collect(): void {
    for (const { sink, count, rows, stays } of this.#heads) {
      const waiting = this.#words[count] ?? 0;
      if (waiting === 0 || stays) continue;
      sink?.(this.#buffer, this.#words[rows] ?? 0, waiting);
      this.#words[count] = 0;
    }
  }

  /** What runs nodes that do not go bar by bar with the strategy; null where there are none. */
  #openClocks(sources: readonly RowSource[]): ClockCounts | null {
    const { clocks, feeds = [], nodes } = this.graph;
    if (clocks === undefined && feeds.length === 0) return null;
    const inlets = new Map<number, FeedInlet>();
    for (const { node, staged } of this.#program.steps) {
      const number = nodes[node]?.feed;
      const feed = feeds[number ?? -1];
      if (number === undefined || feed === undefined) continue;
      const source = sources[number];
      if (source === undefined) throw missingFeed(feed);
      const delay = feed.file?.known ?? feed.interval ?? 0;
      inlets.set(node, new FeedInlet(source, delay, staged, this.#buffer));
    }
    return new ClockCounts(this.graph, this.#buffer, inlets);
  }

  /** Runs one node and gives how many bars of its clock that were. */
  #runStep(step: Step, count: number): number {
    if (this.#clocks !== null) return this.#clocks.run(step);
    step.kernel(count, step.state, step.parameters, step.inputs, step.outputs);
    return count;
  }

  /**
   * Runs the schedule, measured or traced where that was asked for. Gives the steps that ask models, which the caller
   * takes care of before it goes on.
   */
  #observed(count: number): Iterable<Step> {
    if (this.statistics !== null) return this.#runMeasured(this.statistics, count);
    if (this.#traced !== null) return this.#runTraced(this.#traced, count);
    return this.#runAsking(count);
  }

  *#runAsking(count: number): Generator<Step, void> {
    for (const step of this.#program.fused) {
      if (this.#asks(step)) yield step;
      else this.#runStep(step, count);
    }
  }

  #asks({ node }: Step): boolean {
    return this.graph.nodes[node]?.operation === "prediction";
  }

  *#runMeasured(statistics: readonly NodeStatistics[], count: number): Generator<Step, void> {
    for (const [k, step] of this.#program.fused.entries()) {
      const start = performance.now();
      let bars = count;
      if (this.#asks(step)) yield step;
      else bars = this.#runStep(step, count);
      const entry = statistics[k];
      if (entry === undefined) continue;
      entry.milliseconds += performance.now() - start;
      entry.bars += bars;
    }
  }

  /** Columns are used again within a step, so that values are read right after their node has run. */
  *#runTraced({ bars, trace, reader }: Traced, count: number): Generator<Step, void> {
    const first = this.bar;
    const places = bars.subarray(lowerBound(bars, first), lowerBound(bars, first + count));
    const steps = new Map(this.#program.steps.map((step) => [step.node, step]));
    for (const [node, { slots }] of this.graph.nodes.entries()) {
      const step = steps.get(node);
      if (step !== undefined && this.#asks(step)) yield step;
      else if (step !== undefined) this.#runStep(step, count);
      for (let output = 0; output < slots.length; output++) {
        const reference = { node, output };
        const read = reader.readerOf(reference, this.column(reference));
        for (const bar of places) trace(bar, reference, read(bar - first, 0), read(bar - first, 1));
      }
    }
  }
}

/** Where an engine works. */
export interface EngineHome {
  readonly placement: Placement;
  readonly buffer: ArrayBuffer;
  readonly kernels: Kernels;
}

/** Places an engine that has a memory to itself. */
function settle(graph: Graph, options: EngineOptions): EngineHome {
  const { resident, module } = options;
  const memory = resident?.memory ?? new WebAssembly.Memory({ initial: firstFreeAddress / pageBytes });
  const kernels = resident?.kernels(module) ?? loadKernels(module, memory);
  const start = resident?.end ?? firstFreeAddress;
  const layout = new Layout(start);
  const placement = placeEngine(placeState(graph, options.values, layout), options, kernels, layout);
  const pages = Math.ceil(layout.end / pageBytes) - memory.buffer.byteLength / pageBytes;
  if (pages > 0) memory.grow(pages);
  const { buffer } = memory;
  // An engine that worked on resident bars before has left its state behind.
  if (resident !== undefined) {
    const { from, to } = placement.broker.kept;
    const bytes = new Uint8Array(buffer);
    bytes.fill(0, start, from);
    bytes.fill(0, to);
  }
  return { placement, buffer, kernels };
}

function emptyStatistics(graph: Graph, program: Program): readonly NodeStatistics[] {
  const operationOf = (node: number): string => graph.nodes[node]?.operation ?? "";
  const nodes = program.fused.map(({ node, second }) => ({
    node,
    ...(second !== undefined && { second }),
    operation: second === undefined ? operationOf(node) : `${operationOf(node)} + ${operationOf(second)}`,
  }));
  return [...nodes, { node: null, operation: "broker" }].map((entry) => ({
    ...entry,
    milliseconds: 0,
    bars: 0,
  }));
}
