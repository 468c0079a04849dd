import type { Graph } from "../../compiler/graph/index.js";
import {
  placeBroker,
  placeBrokerScratch,
  placeBrokerState,
  type BrokerAddresses,
  type BrokerScratch,
} from "../broker/bind.js";
import { brokerKernel, type BrokerKernel } from "../broker/exports.js";
import { isLean } from "../broker/lean.js";
import { accountLayout, bufferLayout, instrumentLayout } from "../broker/layout.js";
import { viewAt, type Record64 } from "../broker/structure.js";
import type { BarColumns } from "../data/dataset.js";
import { ClockCounts, runsOver } from "../engine/clocks.js";
import { FeedInlet, stagedRows, type RowSource } from "../engine/feeds.js";
import { Layout, takeColumn } from "../engine/layout.js";
import type { RowSink } from "../engine/engine.js";
import { missingFeed } from "../engine/missing-feed.js";
import { RunError } from "../engine/error.js";
import { isBarColumn, kernelOf, stateBytes, type Step } from "../engine/program.js";
import { MetricsAccumulator, metricsBytes, type ChunkAddresses } from "../metrics/accumulate.js";
import type { MarketCalendar } from "../metrics/calendar.js";
import { blockLength } from "../metrics/layout.js";
import { placeLeader, type MarketLeader } from "../metrics/leader.js";
import { placeScratch, type StatisticsScratch } from "../metrics/region.js";
import { FinerInlet, placeFiner, type FinerPlaces } from "../broker/finer.js";
import type { FundingInlet } from "../broker/funding.js";
import { TileFundings, type TileSources } from "./tile-sources.js";
import { placeColumns, type TileColumns } from "./columns.js";
import { fuseSteps, type TileStep } from "./fuse-variants.js";
import type { TileMemory } from "./memory.js";
import { shareNodes, type Sharing } from "./variants.js";

/** Bars of a search, and what else its strategy reads. */
export interface TileBars extends TileSources {
  readonly columns: BarColumns;
  /** First bar that is traded; those before warm up. */
  readonly first: number;
  readonly count: number;
}

export interface TileSettings {
  readonly capital: number;
  readonly closes: boolean;
  /** Milliseconds of a bar. */
  readonly interval: number;
  /** Bars in one pass, a multiple of the block of the statistics; results do not depend on it. Default: see `capacityFor`. */
  readonly capacity?: number;
  /** Only what the account itself says at the end: no returns, no trades one by one. */
  readonly quick?: boolean | undefined;
  /** Whether the worst returns are kept: 1.2 bytes a bar for each set. */
  readonly keepsTail: boolean;
  readonly calendar?: MarketCalendar | undefined;
  readonly riskFree?: number | undefined;
}

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

/** A set that the broker cannot take: a negative fee, for instance. */
export interface RefusedSet {
  readonly set: number;
  readonly reason: string;
}

/** Rows of each kind that wait in the record buffers before the metrics take them. */
const bufferedRows = 1024;

type PlannedSettings = TileSettings & { readonly capacity: number };

/** Columns that several sets read should stay in the second-level cache. */
const cacheBytes = 640 * 1024;
const longestChunk = 4 * blockLength;

/** Chunks so short that what is shared stays near. */
function capacityFor(graph: Graph, { variants }: Sharing): number {
  const columns = variants.filter(({ sets }) => sets > 1).length + graph.slotCount;
  const blocks = Math.floor(cacheBytes / (columns * 8 * blockLength));
  return Math.max(blockLength, Math.min(blocks * blockLength, longestChunk));
}

/** Where everything of a tile lies; nothing is written yet. */
export interface TilePlan {
  readonly graph: Graph;
  readonly settings: PlannedSettings;
  readonly sharing: Sharing;
  readonly columns: TileColumns;
  readonly states: readonly number[];
  readonly blocks: readonly {
    readonly parameters: number;
    readonly inputs: number;
    readonly outputs: number;
  }[];
  readonly staged: ReadonlyMap<number, readonly number[]>;
  readonly fundings: TileFundings;
  readonly finer: FinerPlaces | null;
  readonly brokers: readonly PlacedBroker[];
  readonly scratch: BrokerScratch;
  readonly statistics: StatisticsScratch;
  readonly leader: ReturnType<typeof placeLeader>;
  /** Addresses of the metrics of each broker. */
  readonly metrics: readonly number[];
  readonly bars: number;
  readonly refused: readonly RefusedSet[];
  readonly end: number;
}

interface PlacedBroker {
  readonly set: number;
  readonly addresses: BrokerAddresses;
  readonly write: (buffer: ArrayBuffer) => unknown;
}

/** Lays out a tile: sets (their scalars) that run over the same bars together. */
export function planTile(
  graph: Graph,
  sets: readonly (readonly number[])[],
  start: number,
  bars: number,
  given: TileSettings,
  sources: TileSources,
): TilePlan {
  const layout = new Layout(start);
  const sharing = shareNodes(graph, sets);
  const settings = { ...given, capacity: given.capacity ?? capacityFor(graph, sharing) };
  refuseOwnClocks(graph, sharing);
  const { variants } = sharing;
  const nodeOf = (variant: number) => {
    const node = graph.nodes[variants[variant]?.node ?? -1];
    if (node === undefined) throw new RangeError(`a tile needs variant ${variant}, which is not there`);
    return node;
  };
  const states = variants.map(({ parameters }, k) => layout.take(stateBytes(nodeOf(k), parameters)));
  const columns = placeColumns(graph, sharing, layout, settings.capacity);
  const staged = new Map<number, readonly number[]>();
  const blocks = variants.map(({ parameters }, k) => {
    const { feed, inputs, outputs } = nodeOf(k);
    const rows = feed === undefined ? [] : outputs.map(() => takeColumn(layout, stagedRows));
    if (rows.length > 0) staged.set(k, rows);
    return {
      parameters: layout.take(parameters.length * 8),
      // Behind them what a second node brings that runs together with it.
      inputs: layout.take((inputs.length + rows.length + 2) * 4),
      outputs: layout.take((outputs.length + 1) * 4),
    };
  });
  const fundings = new TileFundings(graph, sets, sources, layout, settings.capacity);
  const finer = placeFiner(graph, sources.magnify, layout);
  const { brokers, scratch, refused } = placeBrokers(
    graph,
    sets,
    sharing,
    { columns, fundings },
    layout,
    settings,
  );
  const statistics = placeScratch(layout, settings.capacity + 1024);
  const leader = placeLeader(layout, settings.capacity);
  const size = metricsBytes(bars, statistics, settings.keepsTail);
  const metrics = settings.quick === true ? [] : brokers.map(() => layout.take(size));
  const broker = { fundings, finer, brokers, scratch };
  const places = { columns, states, blocks, staged, ...broker, statistics, leader, metrics };
  return { graph, settings, sharing, ...places, bars, refused, end: layout.take(0) };
}

/** Slower clocks and feeds do not depend on parameters: their counts are those of all sets. */
function refuseOwnClocks(graph: Graph, { variants }: Sharing): void {
  const seen = new Set<number>();
  for (const { node } of variants) {
    const { operation, inputs, feed } = graph.nodes[node] ?? {};
    if (feed === undefined && operation !== "gather") continue;
    const counter = feed === undefined ? (inputs?.[0]?.node ?? -1) : node;
    const all = variants.filter((each) => each.node === counter).length;
    if (all > 1 && !seen.has(counter))
      throw new RunError("SAGE8213", "A search cannot vary the clock of a frame or a feed.");
    seen.add(counter);
  }
}

function placeBrokers(
  graph: Graph,
  sets: readonly (readonly number[])[],
  sharing: Sharing,
  { columns, fundings }: { readonly columns: TileColumns; readonly fundings: TileFundings },
  layout: Layout,
  settings: PlannedSettings,
) {
  const keeps = settings.quick !== true;
  const records = new Set(keeps ? (["trades", "orders"] as const) : []);
  const common = {
    graph,
    capital: settings.capital,
    layout,
    capacity: settings.capacity,
    columns: { equity: keeps, cash: false, position: keeps },
    bufferedRows,
    records,
  };
  const refused: RefusedSet[] = [];
  const placed: PlacedBroker[] = [];
  const most = sets.reduce((a, b) => (rowsNeeded(graph, b) > rowsNeeded(graph, a) ? b : a), sets[0] ?? []);
  const scratch = placeBrokerScratch({ ...common, scalars: most });
  for (const [set, scalars] of sets.entries()) {
    const own = sharing.chosen[set];
    const program = {
      columnOf: ({ node, output }: { node: number; output: number }): number =>
        columns.outputs[own?.[node] ?? -1]?.[output] ?? 0,
      barOf: () => undefined,
    };
    try {
      const plan = placeBrokerState(graph, scalars, layout);
      const due = fundings.dueOf(scalars);
      const binding = {
        ...common,
        scalars,
        plan,
        program,
        bars: columns.bars,
        lean: due === undefined && isLean(graph),
        ...(due !== undefined && { due }),
      };
      placed.push({ set, ...placeBroker(binding, scratch) });
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      refused.push({ set, reason: error.message });
    }
  }
  return { brokers: placed, scratch, refused };
}

const rowsNeeded = (graph: Graph, scalars: readonly number[]): number => {
  const { pyramiding } = graph.orders.fills;
  const lots = pyramiding === undefined ? 1 : (scalars[pyramiding] ?? 1);
  return lots >= 1 && lots <= 1000 ? lots : 1;
};

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
  readonly #sets: readonly SetRun[];
  readonly #refused: RefusedSet[];
  readonly #leader: MarketLeader;
  readonly #bars: readonly { readonly name: keyof BarColumns; readonly target: Float64Array }[];
  readonly #chunk: ChunkAddresses;
  readonly #times: Float64Array;
  #sink: SetSink | undefined;
  readonly #heads: readonly RecordHead[];

  constructor(plan: TilePlan, memory: TileMemory, { feeds, magnify }: TileSources) {
    const { graph, columns, scratch, settings } = plan;
    this.#plan = plan;
    this.#buffer = memory.clear(plan.end);
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
    this.#leader = plan.leader({ buffer: this.#buffer, kernels: memory.kernels, address: 0 });
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

  /** Runs over all bars; `each` is given every set that was not refused, at its end. */
  run(bars: TileBars, each: (run: SetRun) => void, sink?: SetSink): readonly RefusedSet[] {
    this.#sink = sink;
    const { capacity } = this.#plan.settings;
    for (let from = 0; from < bars.first; from += capacity) {
      const count = Math.min(capacity, bars.first - from);
      this.#prepare(bars, from, count);
      for (const { steps, block } of this.#sets) {
        this.#runSteps(steps, count);
        this.#kernel.skip(block, count);
      }
    }
    for (let from = bars.first; from < bars.count; from += capacity) {
      const count = Math.min(capacity, bars.count - from);
      const isLast = from + count === bars.count;
      this.#prepare(bars, from, count);
      if (!isLast && this.#plan.settings.quick !== true)
        this.#leader.take(this.#chunk.time, this.#chunk.close, count);
      for (const set of this.#sets) {
        this.#step(set, count, isLast);
        if (isLast) each(set);
      }
    }
    return this.#refused;
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
    const read = node.inputs.map(({ output }, i) => columns.outputs[inputs[i] ?? -1]?.[output] ?? 0);
    numbers.set(parameters, block.parameters / 8);
    pointers.set(read, block.inputs / 4);
    pointers.set(rows, block.inputs / 4 + read.length);
    pointers.set(own, block.outputs / 4);
    return {
      node: index,
      clock: runsOver(node),
      kernel: kernelOf(node, memory.kernels),
      staged: rows,
      state: states[k] ?? 0,
      ...block,
      operation: node.operation,
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
