import type { BarFeed } from "../runtime/index.js";
import { withGapPolicy } from "../runtime/modes/gap-policy.js";
import { exitCodes, Failure } from "./failure.js";
import { parseTime } from "./values.js";

/**
 * The number of a bar given as a number, or as a time that lies in it.
 * @param gaps with "fill" the bars that fill gaps are counted as well
 */
export function barOf(feed: BarFeed, text: string, gaps: "hold" | "fill" | "stop" = "hold"): number {
  const { interval, missingBars } = feed.information;
  const bars = feed.information.bars + (gaps === "fill" ? missingBars : 0);
  if (/^\d{1,11}$/.test(text)) {
    if (Number(text) < bars) return Number(text);
    throw new Failure(
      exitCodes.usage,
      "SAGE9511",
      `there is no bar ${text}: the data has ${bars} bars, counted from 0`,
      undefined,
    );
  }
  const time = parseTime(text, "bar");
  let passed = 0;
  const chunks =
    gaps === "fill"
      ? withGapPolicy(feed.chunks(), gaps, interval, { gaps: 0, missingBars: 0 })
      : feed.chunks();
  for (const chunk of chunks) {
    const at = chunk.time.findLastIndex((open) => open <= time);
    if (at !== -1 && time < (chunk.time[at] ?? NaN) + interval) return passed + at;
    if ((chunk.time.at(-1) ?? Infinity) > time) break;
    passed += chunk.time.length;
  }
  throw new Failure(
    exitCodes.usage,
    "SAGE9511",
    `there is no bar at ${text}: the data has a gap there, or does not reach it`,
    undefined,
  );
}
