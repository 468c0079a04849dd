import type { BrokerScratch } from "../broker/bind.js";
import { brokerKernel, type BrokerKernel } from "../broker/exports.js";
import { FinerInlet } from "../broker/finer.js";
import type { FundingInlet } from "../broker/funding.js";
import { accountLayout, bufferLayout, instrumentLayout } from "../broker/layout.js";
import { viewAt, type Record64 } from "../broker/structure.js";
import type { BarColumns } from "../data/dataset.js";
import { ClockCounts, runsOver } from "../engine/clocks.js";
import type { RowSink } from "../engine/engine.js";
import { RunError } from "../engine/error.js";
import { FeedInlet, type RowSource } from "../engine/feeds.js";
import { missingFeed } from "../engine/missing-feed.js";
import { isBarColumn, kernelNamed, kernelOf, type Step } from "../engine/program.js";
import { MetricsAccumulator, type ChunkAddresses } from "../metrics/accumulate.js";
import { blockLength } from "../metrics/layout.js";
import type { MarketLeader } from "../metrics/leader.js";
import type { BarRange } from "../models/fold.js";
import { blockEdges, BlockReturns } from "./blocks.js";
import { fuseSteps, type TileStep } from "./fuse-variants.js";
import type { TileMemory } from "./memory.js";
import type { RefusedSet, TileBars, TilePlan } from "./tile-plan.js";
import type { TileSources } from "./tile-sources.js";

/** One set of parameter values on its way. */
export interface SetRun {
  readonly set: number;
  /** What it alone computes. */
  readonly steps: readonly Step[];
  readonly block: number;
  readonly account: Record64<typeof accountLayout.fields>;
  readonly instrument: Record64<typeof instrumentLayout.fields>;
  /** Null in a quick search. */
  readonly metrics: MetricsAccumulator | null;
}

/** Sees the records of every set as they come, in the form of `runtime/broker/layout.ts`. */
export type SetSink = (set: number, kind: "trades" | "orders", ...rows: Parameters<RowSink>) => void;

/** Where records of a kind wait: their number as a place in the memory's 32-bit numbers, and who takes them. */
interface RecordHead {
  readonly kind: "trades" | "orders";
  readonly counts: Int32Array;
  readonly rows: number;
  readonly take: (metrics: MetricsAccumulator, rows: number, count: number) => void;
}

function headsOf(buffer: ArrayBuffer, { trades, orders }: BrokerScratch): readonly RecordHead[] {
  const view = new DataView(buffer);
  const head = (address: number) => ({
    counts: new Int32Array(buffer, address + bufferLayout.offsets.count, 1),
    rows: viewAt(view, bufferLayout, address).get("rows"),
  });
  return [
    {
      kind: "trades",
      ...head(trades),
      take: (metrics, rows, count) => metrics.addTradeRows(rows, count),
    },
    {
      kind: "orders",
      ...head(orders),
      take: (metrics, rows, count) => metrics.addOrderRows(rows, count),
    },
  ];
}

/** The memory of a tile, in which nothing has happened yet. */
function cleared({ end, extremes }: TilePlan, memory: TileMemory): ArrayBuffer {
  const buffer = memory.clear(end);
  extremes?.write(buffer);
  return buffer;
}

/** A tile in memory, from its first bar to its last. */
export class Tile {
  readonly #plan: TilePlan;
  readonly #buffer: ArrayBuffer;
  readonly #kernel: BrokerKernel;
  readonly #shared: readonly Step[];
  readonly #clocks: ClockCounts;
  readonly #fundings: readonly FundingInlet[];
  readonly #finer: FinerInlet | null;
  /** Whether anything runs on another clock than the strategy's own bars. */
  readonly #hasClocks: boolean;
  readonly #memory: TileMemory;
  #sets: readonly SetRun[];
  readonly #refused: RefusedSet[];
  #leader: MarketLeader;
  #blocks: BlockReturns | null = null;
  readonly #bars: readonly { readonly name: keyof BarColumns; readonly target: Float64Array }[];
  readonly #chunk: ChunkAddresses;
  readonly #times: Float64Array;
  #sink: SetSink | undefined;
  readonly #heads: readonly RecordHead[];

  constructor(plan: TilePlan, memory: TileMemory, { feeds, magnify }: TileSources) {
    const { graph, columns, scratch, settings } = plan;
    this.#plan = plan;
    this.#memory = memory;
    this.#buffer = cleared(plan, memory);
    this.#kernel = brokerKernel(memory.kernels);
    const steps = writeSteps(plan, memory, this.#buffer);
    const shared = steps.filter((_, k) => (plan.sharing.variants[k]?.sets ?? 0) > 1);
    const fused = (all: readonly (TileStep | undefined)[]): readonly Step[] =>
      fuseSteps(
        all.flatMap((step) => step ?? []),
        memory.kernels,
        this.#buffer,
      );
    this.#shared = fused(shared);
    this.#clocks = new ClockCounts(graph, this.#buffer, openFeeds(plan, steps, feeds, this.#buffer));
    this.#fundings = plan.fundings.open(memory.kernels, columns.bars, this.#buffer);
    this.#finer = openFiner(plan, magnify, this.#buffer);
    this.#hasClocks = graph.clocks !== undefined || (graph.feeds?.length ?? 0) > 0;
    this.#refused = [...plan.refused];
    const view = new DataView(this.#buffer);
    this.#leader = this.#openLeader();
    this.#sets = plan.brokers.flatMap((broker, k) => {
      const { set, addresses } = broker;
      try {
        broker.write(this.#buffer);
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        this.#refused.push({ set, reason: error.message });
        return [];
      }
      return [
        {
          set,
          steps: fused(
            [...(plan.sharing.chosen[set] ?? [])].map((variant) =>
              plan.sharing.variants[variant]?.sets === 1 ? steps[variant] : undefined,
            ),
          ),
          block: addresses.block,
          account: viewAt(view, accountLayout, addresses.account),
          instrument: viewAt(view, instrumentLayout, addresses.instrument),
          metrics: this.#metricsAt(plan.metrics[k], memory),
        },
      ];
    });
    this.#bars = [...columns.bars].map(([name, address]) => ({
      name,
      target: new Float64Array(this.#buffer, address, settings.capacity),
    }));
    const bar = (name: keyof BarColumns): number => columns.bars.get(name) ?? 0;
    this.#times = new Float64Array(this.#buffer, bar("time"), settings.capacity);
    this.#chunk = {
      time: bar("time"),
      equity: scratch.equity,
      position: scratch.position,
      close: bar("close"),
    };
    this.#heads = headsOf(this.#buffer, scratch);
  }

  /**
   * Runs over all ranges; `each` is given every set that was not refused, at the end of each of them.
   * @param sums where the returns of the sets are added up block by block, of the first range
   */
  run(
    bars: TileBars,
    each: (run: SetRun, range: number) => void,
    { sink, sums }: { readonly sink?: SetSink; readonly sums?: Float64Array | null } = {},
  ): readonly RefusedSet[] {
    this.#sink = sink;
    let at = 0;
    for (const [number, range] of bars.ranges.entries()) {
      if (number > 0) this.#beginAnew(at);
      this.#warmUp(bars, at, range.from);
      this.#blocks = sums === null || sums === undefined || number > 0 ? null : this.#collector(range, sums);
      this.#trade(bars, range, (run) => each(run, number));
      at = range.to;
    }
    return this.#refused;
  }

  #warmUp(bars: TileBars, first: number, end: number): void {
    const { capacity } = this.#plan.settings;
    for (let from = first; from < end; from += capacity) {
      const count = Math.min(capacity, end - from);
      this.#prepare(bars, from, count);
      for (const { steps, block } of this.#sets) {
        this.#runSteps(steps, count);
        this.#kernel.skip(block, count);
      }
    }
  }

  #trade(bars: TileBars, { from: first, to: end }: BarRange, each: (run: SetRun) => void): void {
    const { capacity, quick } = this.#plan.settings;
    let count = 0;
    for (let from = first; from < end; from += count) {
      count = Math.min(capacity, end - from, this.#blocks?.room(from - first) ?? capacity);
      const isLast = from + count === end;
      this.#prepare(bars, from, count);
      if (!isLast && quick !== true) this.#leader.take(this.#chunk.time, this.#chunk.close, count);
      this.#findExtremes(count);
      for (const set of this.#sets) {
        this.#step(set, count, isLast);
        if (isLast) each(set);
        if (set.metrics !== null)
          this.#blocks?.take(set.set, set.metrics, from - first, from + count - first);
      }
    }
  }

  #collector({ from, to }: BarRange, sums: Float64Array): BlockReturns | null {
    const edges = this.#plan.settings.quick === true ? null : blockEdges(to - from);
    if (edges === null) return null;
    const returns = new Float64Array(this.#buffer, this.#plan.statistics.columns.returns, blockLength);
    return new BlockReturns(edges, this.#plan.sharing.chosen.length, returns, sums);
  }

  /** New accounts and statistics at bar `at`; what is computed from the bars goes on. */
  #beginAnew(at: number): void {
    const { brokers, leaderFrom, leaderBytes, metrics, metricsBytes } = this.#plan;
    const clear = (from: number, to: number) => new Uint8Array(this.#buffer, from, to - from).fill(0);
    clear(leaderFrom, leaderFrom + leaderBytes);
    this.#leader = this.#openLeader();
    this.#sets = this.#sets.map((run) => {
      const place = brokers.findIndex(({ set }) => set === run.set);
      const broker = brokers[place];
      if (broker === undefined) return run;
      clear(broker.from, broker.to);
      broker.write(this.#buffer);
      this.#kernel.skip(run.block, at);
      const address = metrics[place];
      if (address !== undefined) clear(address, address + metricsBytes);
      return { ...run, metrics: this.#metricsAt(address, this.#memory) };
    });
  }

  #findExtremes(count: number): void {
    const { extremes, columns } = this.#plan;
    if (extremes === null) return;
    const [high = 0, low = 0, close = 0] = (["high", "low", "close"] as const).map((name) =>
      columns.bars.get(name),
    );
    this.#kernel.extremes(extremes.address, high, low, close, count);
  }

  /** Copies bars in and computes what several sets share. */
  #prepare({ columns }: TileBars, from: number, count: number): void {
    for (const { name, target } of this.#bars) target.set(columns[name].subarray(from, from + count));
    const { timeframe } = this.#plan.graph.market;
    this.#clocks.begin(count, (columns.time[from + count - 1] ?? Number.NaN) + timeframe);
    for (const funding of this.#fundings) funding.run(count, columns.time[from + count - 1] ?? Number.NaN);
    this.#runSteps(this.#shared, count);
  }

  #step(run: SetRun, count: number, isLast: boolean): void {
    const { steps, block, account, instrument, metrics } = run;
    this.#runSteps(steps, count);
    const times = this.#finer === null ? null : this.#times.subarray(0, count);
    if (times !== null) this.#finer?.serve(block);
    for (let done = 0; done < count;) {
      const ready = times === null ? count : (this.#finer?.stage(times, done, count) ?? count);
      const reached = this.#kernel.step(block, done, ready);
      if (reached === done) throw new RunError("SAGE8213", "The record buffers are too small for one bar.");
      done = reached;
      this.#collect(run);
    }
    if (!isLast) {
      metrics?.addTogether(this.#leader.address, this.#chunk, count);
      return;
    }
    metrics?.addLast(this.#leader.address, this.#chunk, count);
    this.#kernel.finish(block, count - 1, this.#plan.settings.closes ? 1 : 0);
    this.#collect(run);
    metrics?.amendLast(account.get("equity"), instrument.get("quantity"));
  }

  #runSteps(steps: readonly Step[], count: number): void {
    if (this.#hasClocks) for (const step of steps) this.#clocks.run(step);
    else
      for (const { kernel, state, parameters, inputs, outputs } of steps)
        kernel(count, state, parameters, inputs, outputs);
  }

  #collect({ set, metrics }: SetRun): void {
    if (metrics === null) return;
    for (const { kind, counts, rows, take } of this.#heads) {
      const count = counts[0] ?? 0;
      if (count === 0) continue;
      take(metrics, rows, count);
      this.#sink?.(set, kind, this.#buffer, rows, count);
      counts[0] = 0;
    }
  }

  #openLeader(): MarketLeader {
    return this.#plan.leader({ buffer: this.#buffer, kernels: this.#memory.kernels, address: 0 });
  }

  #metricsAt(address: number | undefined, { kernels }: TileMemory): MetricsAccumulator | null {
    if (address === undefined) return null;
    const { settings, graph, bars, statistics } = this.#plan;
    const { settled } = graph.warmup;
    return new MetricsAccumulator({
      bars,
      interval: settings.interval,
      home: { buffer: this.#buffer, kernels, address },
      scratch: statistics,
      keepsTail: settings.keepsTail,
      ...(typeof settled === "number" && { mature: settled }),
      ...(settings.calendar !== undefined && { calendar: settings.calendar }),
      ...(settings.riskFree !== undefined && { riskFree: settings.riskFree }),
    });
  }
}

/** Of each variant: its kernel call; undefined for what has none. Writes its parameters, pointers and constants. */
function writeSteps(
  plan: TilePlan,
  memory: TileMemory,
  buffer: ArrayBuffer,
): readonly (TileStep | undefined)[] {
  const { graph, sharing, columns, states, blocks, staged, settings } = plan;
  const numbers = new Float64Array(buffer);
  const pointers = new Uint32Array(buffer);
  return sharing.variants.map(({ node: index, parameters, inputs }, k) => {
    const node = graph.nodes[index];
    const block = blocks[k];
    const own = columns.outputs[k] ?? [];
    if (node === undefined || block === undefined || isBarColumn(node.operation)) return undefined;
    if (node.operation === "constant") {
      const at = (own[0] ?? 0) / 8;
      numbers.fill(parameters[0] ?? Number.NaN, at, at + settings.capacity);
      return undefined;
    }
    const rows = staged.get(k) ?? [];
    const bits = sharing.bits.get(index);
    const read = node.inputs.map(({ output }, i) => columns.outputs[inputs[i] ?? -1]?.[output] ?? 0);
    numbers.set(parameters, block.parameters / 8);
    pointers.set(read, block.inputs / 4);
    pointers.set(rows, block.inputs / 4 + read.length);
    pointers.set(own, block.outputs / 4);
    return {
      node: index,
      clock: runsOver(node),
      kernel:
        bits === undefined
          ? kernelOf(node, memory.kernels)
          : kernelNamed(bits, node.operation, memory.kernels),
      staged: rows,
      state: states[k] ?? 0,
      ...block,
      name: bits ?? node.operation,
      reads: read,
      writes: own,
    };
  });
}

function openFiner(
  { graph, finer, brokers: [first] }: TilePlan,
  magnify: RowSource | undefined,
  buffer: ArrayBuffer,
): FinerInlet | null {
  if (finer === null || magnify === undefined || first === undefined) return null;
  return new FinerInlet(magnify, finer, first.addresses.block, graph.market.timeframe, buffer);
}

function openFeeds(
  { graph }: TilePlan,
  steps: readonly (Step | undefined)[],
  sources: readonly RowSource[],
  buffer: ArrayBuffer,
): ReadonlyMap<number, FeedInlet> {
  const inlets = new Map<number, FeedInlet>();
  for (const step of steps) {
    const number = graph.nodes[step?.node ?? -1]?.feed;
    const feed = graph.feeds?.[number ?? -1];
    if (step === undefined || number === undefined || feed === undefined) continue;
    const source = sources[number];
    if (source === undefined) throw missingFeed(feed);
    const delay = feed.file?.known ?? feed.interval ?? 0;
    inlets.set(step.node, new FeedInlet(source, delay, step.staged, buffer));
  }
  return inlets;
}
