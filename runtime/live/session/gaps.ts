import type { Graph } from "../../../compiler/graph/index.js";
import { RunError } from "../../engine/error.js";
import type { LiveBar } from "../bar.js";

/**
 * The bars that a strategy sees before one that comes after a hole, by its own policy: none, or flat ones at the last
 * close. The same bars as `withGapPolicy` makes of a file.
 * @throws RunError SAGE8002 with `gaps stop`
 */
export function barsInGap(
  { gaps, market }: Pick<Graph, "gaps" | "market">,
  last: LiveBar | null,
  next: number,
): readonly LiveBar[] {
  if (last === null) return [];
  const missing = Math.round((next - last.time) / market.timeframe) - 1;
  if (missing <= 0 || gaps === "hold") return [];
  if (gaps === "stop")
    throw new RunError(
      "SAGE8002",
      `After ${new Date(last.time).toISOString()} ${missing === 1 ? "1 bar is" : `${missing} bars are`} missing, and the strategy says \`gaps stop\`.`,
      "Start it again once the venue has the bars, or say `gaps hold` (time passes) or `gaps fill` (flat bars).",
    );
  const { close } = last;
  return Array.from({ length: missing }, (_, k) => ({
    time: last.time + (k + 1) * market.timeframe,
    open: close,
    high: close,
    low: close,
    close,
    volume: 0,
  }));
}
