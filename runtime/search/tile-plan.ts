import type { Graph } from "../../compiler/graph/index.js";
import {
  placeBroker,
  placeBrokerScratch,
  placeBrokerState,
  type BrokerAddresses,
  type BrokerScratch,
} from "../broker/bind.js";
import { placeExtremes, type ExtremesPlaces } from "../broker/extremes.js";
import { placeFiner, type FinerPlaces } from "../broker/finer.js";
import { isLean } from "../broker/lean.js";
import type { BarColumns } from "../data/dataset.js";
import { RunError } from "../engine/error.js";
import { stagedRows } from "../engine/feeds.js";
import { Layout, takeColumn } from "../engine/layout.js";
import { stateBytes } from "../engine/program.js";
import { metricsBytes } from "../metrics/accumulate.js";
import type { MarketCalendar } from "../metrics/calendar.js";
import { blockLength } from "../metrics/layout.js";
import { placeLeader } from "../metrics/leader.js";
import { placeScratch, type StatisticsScratch } from "../metrics/region.js";
import type { BarRange } from "../models/fold.js";
import { placeColumns, type TileColumns } from "./columns.js";
import { TileFundings, type TileSources } from "./tile-sources.js";
import { shareNodes, type Sharing } from "./variants.js";

/** Bars of a search, and what else its strategy reads. */
export interface TileBars extends TileSources {
  readonly columns: BarColumns;
  /**
   * Bars that are traded: ranges apart from each other, ascending. Each is a run of its own, with its own account; all
   * bars before it warm up.
   */
  readonly ranges: readonly BarRange[];
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
  /** Null where equity is written bar by bar. */
  readonly extremes: ExtremesPlaces | null;
  readonly statistics: StatisticsScratch;
  readonly leader: ReturnType<typeof placeLeader>;
  readonly leaderFrom: number;
  readonly leaderBytes: number;
  /** Addresses of the metrics of each broker, and the bytes of each. */
  readonly metrics: readonly number[];
  readonly metricsBytes: number;
  readonly bars: number;
  readonly refused: readonly RefusedSet[];
  readonly end: number;
}

interface PlacedBroker {
  readonly set: number;
  /** Its part of the memory: zeros before it is written. */
  readonly from: number;
  readonly to: number;
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
  const extremes = settings.quick === true ? placeExtremes(layout, settings.capacity) : null;
  const { brokers, scratch, refused } = placeBrokers(
    graph,
    sets,
    sharing,
    { columns, fundings, extremes },
    layout,
    settings,
  );
  const statistics = placeScratch(layout, settings.capacity + 1024);
  const leaderFrom = layout.end;
  const leader = placeLeader(layout, settings.capacity);
  const leaderBytes = layout.end - leaderFrom;
  const size = metricsBytes(bars, statistics, settings.keepsTail);
  const metrics = settings.quick === true ? [] : brokers.map(() => layout.take(size));
  const broker = { fundings, finer, brokers, scratch, extremes };
  const places = { columns, states, blocks, staged, ...broker, statistics, leader, metrics };
  const sizes = { leaderFrom, leaderBytes, metricsBytes: size };
  return { graph, settings, sharing, ...places, ...sizes, bars, refused, end: layout.take(0) };
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
  { columns, fundings, extremes }: Pick<TilePlan, "columns" | "fundings" | "extremes">,
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
  const mayBeLean = isLean(graph);
  for (const [set, scalars] of sets.entries()) {
    const own = sharing.chosen[set];
    const program = {
      columnOf: ({ node, output }: { node: number; output: number }): number =>
        columns.outputs[own?.[node] ?? -1]?.[output] ?? 0,
      barOf: () => undefined,
      bitsOf: (reference: { node: number; output: number }): number | undefined =>
        sharing.bits.has(reference.node) ? program.columnOf(reference) : undefined,
    };
    try {
      const from = layout.end;
      const plan = placeBrokerState(graph, scalars, layout);
      const due = fundings.dueOf(scalars);
      const binding = {
        ...common,
        scalars,
        plan,
        program,
        bars: columns.bars,
        lean: due === undefined && mayBeLean,
        ...(due !== undefined && { due }),
        ...(extremes !== null && { extremes: extremes.address }),
      };
      const broker = placeBroker(binding, scratch);
      placed.push({ set, from, to: layout.end, ...broker });
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
