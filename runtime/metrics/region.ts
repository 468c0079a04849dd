import { viewAt } from "../broker/structure.js";
import { Layout } from "../engine/layout.js";
import { inletRows } from "./home.js";
import { blockLength, monthRowLayout, outcomeLayout, statisticsLayout, tradeSumsLayout } from "./layout.js";

/** Months that wait to be collected: those of one block and more. */
const monthCapacity = 2 * blockLength;
/** Reasons an order can be rejected for. */
export const reasonCount = 256;

/** Where the statistics of a run lie, from one address on. */
export interface StatisticsRegion {
  readonly statistics: number;
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly rejections: number;
  readonly months: number;
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

/** Lays the statistics of a run of at most `bars` bars out. */
export function placeStatistics(start: number, bars: number): StatisticsRegion {
  const layout = new Layout(start);
  // A little more than asked for: pairs are read at odd ends.
  const column = (rows: number): number => layout.take((rows + 2) * 8);
  const block = (): number => column(blockLength);
  const size = tailSize(bars - 1);
  const tailCapacity = Math.max(3 * size, 64);
  const statistics = layout.take(statisticsLayout.bytes);
  const parts = {
    returns: block(),
    marketReturns: block(),
    stagedTime: block(),
    stagedEquity: block(),
    stagedPosition: block(),
    stagedClose: block(),
    wholeEquity: block(),
    wholeClose: block(),
    tail: column(tailCapacity),
    tailSize: size,
    tailCapacity,
    months: layout.take(monthCapacity * monthRowLayout.bytes),
    monthCapacity,
  };
  const trades = layout.take(tradeSumsLayout.bytes);
  return {
    statistics,
    trades,
    wins: layout.take(outcomeLayout.bytes),
    losses: layout.take(outcomeLayout.bytes),
    rejections: layout.take(reasonCount * 4),
    months: parts.months,
    inlet: {
      time: column(inletRows),
      equity: column(inletRows),
      position: column(inletRows),
      close: column(inletRows),
    },
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
