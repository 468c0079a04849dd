import { viewAt } from "../broker/structure.js";
import { Layout } from "../engine/layout.js";
import type { MetricName } from "./catalog.js";
import { inletRows } from "./home.js";
import {
  blockLength,
  groupRowLayout,
  monthRowLayout,
  openTripLayout,
  outcomeLayout,
  statisticsLayout,
  tradeSumsLayout,
} from "./layout.js";

/** Months that wait to be collected: those of one block and more. */
const monthCapacity = 2 * blockLength;
/** Most groups that the run is cut into for resampling. */
export const groupCapacity = 512;
/** Reasons an order can be rejected for. */
export const reasonCount = 256;

/** Metrics that a run has none of when it keeps no room for its extreme returns and its groups. */
export const metricsOfTails: ReadonlySet<string> = new Set([
  "valueAtRisk95",
  "expectedShortfall95",
  "tailRatio",
  "commonSenseRatio",
  "correctedSharpe",
  "serenity",
] satisfies readonly MetricName[]);

/** Where the statistics of a run lie, from one address on. */
export interface StatisticsRegion {
  readonly statistics: number;
  readonly trades: number;
  /** Outcomes of all trades, of the long and of the short ones. */
  readonly wins: number;
  readonly losses: number;
  /** Open trips, one for each member. */
  readonly open: number;
  readonly rejections: number;
  readonly months: number;
  readonly groups: number;
  /** Marks of a group. */
  readonly groupLength: number;
  readonly inlet: Readonly<Record<"time" | "equity" | "position" | "close", number>>;
  readonly end: number;
  /** Writes what the kernel must find; all else must be zero. */
  readonly write: (
    buffer: ArrayBuffer,
    settings: { readonly target: number; readonly mature: number },
  ) => void;
}

/** Order statistics needed for the 5 % quantile of `count` values and the mean beyond it. */
function tailSize(count: number): number {
  return count <= 0 ? 0 : Math.min(count, Math.floor(0.05 * (count - 1)) + 2);
}

/** The smallest power of two marks with which `count` marks fit into the groups. */
function groupShift(count: number): number {
  let shift = 0;
  while (count > groupCapacity * 2 ** shift) shift++;
  return shift;
}

/** Columns that matter within one call alone, so that runs which take turns can share them. */
export interface StatisticsScratch {
  readonly columns: Readonly<Record<ScratchColumn, number>>;
  readonly months: number;
  readonly monthCapacity: number;
  readonly inlet: StatisticsRegion["inlet"];
}

const scratchColumns = [
  "returns",
  "marketReturns",
  "stagedTime",
  "stagedEquity",
  "stagedPosition",
  "stagedClose",
  "wholeEquity",
  "wholeClose",
] as const;

type ScratchColumn = (typeof scratchColumns)[number];

/** Lays those columns out; `months`: how many may end in one call. */
export function placeScratch(layout: Layout, months = monthCapacity): StatisticsScratch {
  // A little more than asked for: pairs are read at odd ends.
  const column = (rows: number): number => layout.take((rows + 2) * 8);
  const columns = scratchColumns.map((name) => [name, column(blockLength)] as const);
  return {
    columns: Object.fromEntries(columns) as StatisticsScratch["columns"],
    months: layout.take(months * monthRowLayout.bytes),
    monthCapacity: months,
    inlet: {
      time: column(inletRows),
      equity: column(inletRows),
      position: column(inletRows),
      close: column(inletRows),
    },
  };
}

/**
 * Lays the statistics of a run of at most `bars` bars out.
 * @param members strategies and markets whose trades come in turns
 * @param shared columns that other runs use as well; such a run keeps no room for its extreme returns and its groups unless `keepsTail`
 */
export function placeStatistics(
  start: number,
  bars: number,
  shared?: StatisticsScratch,
  keepsTail = shared === undefined,
  members = 1,
): StatisticsRegion {
  const layout = new Layout(start);
  const statistics = layout.take(statisticsLayout.bytes);
  const scratch = shared ?? placeScratch(layout);
  const size = keepsTail ? tailSize(bars - 1) : 0;
  const tailCapacity = keepsTail ? Math.max(3 * size, 64) : 0;
  const parts = {
    ...scratch.columns,
    tail: keepsTail ? layout.take((tailCapacity + 2) * 8) : 0,
    tailSize: size,
    tailCapacity,
    highTail: keepsTail ? layout.take((tailCapacity + 2) * 8) : 0,
    groups: keepsTail ? layout.take((groupCapacity + 1) * groupRowLayout.bytes) : 0,
    groupShift: groupShift(bars),
    groupCapacity: keepsTail ? groupCapacity : 0,
    months: scratch.months,
    monthCapacity: scratch.monthCapacity,
  };
  const trades = layout.take(tradeSumsLayout.bytes);
  return {
    statistics,
    trades,
    wins: layout.take(3 * outcomeLayout.bytes),
    losses: layout.take(3 * outcomeLayout.bytes),
    open: layout.take(members * openTripLayout.bytes),
    rejections: layout.take(reasonCount * 4),
    months: parts.months,
    groups: parts.groups,
    groupLength: 2 ** parts.groupShift,
    inlet: scratch.inlet,
    end: layout.take(0),
    write: (buffer, { target, mature }) => {
      const view = new DataView(buffer);
      const head = viewAt(view, statisticsLayout, statistics);
      for (const name of Object.keys(parts) as readonly (keyof typeof parts)[]) head.set(name, parts[name]);
      head.set("target", target);
      viewAt(view, tradeSumsLayout, trades).set("mature", mature);
    },
  };
}
