import { parse } from "node:path";
import { Failure, toFailure } from "./failure.js";
import { marketSeries } from "../kernels/catalog/series.js";
import type { BarFeed } from "../runtime/index.js";

/** What `--data` may say instead of a path: seeded synthetic bars that come with the program. */
export const sampleData = "sample";

const sampleYears = 3;
/** One that has good and bad years. */
const sampleSeed = 21;
const year = 365 * 86_400_000;

/** The bars to run on, at the timeframe asked for: faster bars are resampled. */
export async function openBars(
  data: string,
  timeframe: number | null,
  note?: (sentence: string) => void,
): Promise<BarFeed> {
  if (data === sampleData) {
    const { synthesize } = await import("../runtime/data/synthesize/synthesize.js");
    const interval = timeframe ?? 3_600_000;
    return synthesize({
      bars: Math.min(Math.round((sampleYears * year) / interval), 1_000_000),
      interval,
      gaps: 3,
      seed: sampleSeed,
      symbol: "SAMPLE",
      with: marketSeries,
    });
  }
  const { openDataset } = await import("../runtime/data/open.js");
  const feed = await openDataset(data, {
    onImport: ({ changed }) => changed.forEach((sentence) => note?.(sentence)),
  }).catch((error: unknown) => {
    throw withImport(error, data);
  });
  if (timeframe === null || feed.information.interval >= timeframe) return feed;
  const { resample } = await import("../runtime/data/resample.js");
  return resample(feed, timeframe);
}

/** Advice to set an import option is followed with `sage data import`: no other command takes those options. */
function withImport(error: unknown, data: string): unknown {
  const failure = toFailure(error);
  const [, option] = /`(--[^`]+)`/.exec(failure.help ?? "") ?? [];
  if (option === undefined) return error;
  const { name } = parse(data);
  return new Failure(
    failure.exit,
    failure.code,
    failure.message,
    `${failure.help} Import it so once, and use the result: sage data import ${data} ${option} --out ${name}.arrow`,
  );
}
