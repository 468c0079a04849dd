import type { BarFeed } from "../runtime/index.js";
import { exitCodes, Failure } from "./failure.js";
import { parseTime } from "./values.js";

/** The number of a bar given as a number, or as a time that lies in it. */
export function barOf(feed: BarFeed, text: string): number {
  const { bars, interval } = feed.information;
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
  for (const chunk of feed.chunks()) {
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
