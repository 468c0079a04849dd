import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { fromSystemError, fromWriteError } from "../../data/data-error.js";
import type { BarColumns } from "../../data/dataset.js";
import type { LiveBar } from "../bar.js";
import type { TimeRange } from "../feeds/source.js";
import { marketKey, type Market } from "../market.js";
import type { Venue } from "./venue.js";

export interface FetchOptions {
  readonly market: Market;
  readonly range: TimeRange;
  /** What has come so far lies here, so that a fetch that broke off goes on where it was. */
  readonly part: string;
  readonly signal: AbortSignal;
  /** Told after each page: bars so far, and up to when. */
  readonly progress: (bars: number, until: number) => void;
}

/** Bars of a venue, kept on disk page by page. @throws FeedError, DataError */
export async function fetchBars(
  venue: Venue,
  { market, range, part, signal, progress }: FetchOptions,
): Promise<BarColumns> {
  const header = `${marketKey(market)} ${range.from}`;
  const bars = readPart(part, header);
  const from = (bars.at(-1)?.time ?? range.from - market.interval) + market.interval;
  for await (const page of venue.pages(market, { from, to: range.to }, signal)) {
    const start = bars.length === 0 ? `${header}\n` : "";
    const lines = page.map(({ time, open, high, low, close, volume }) =>
      [time, open, high, low, close, volume].join(","),
    );
    try {
      appendFileSync(part, `${start}${lines.join("\n")}\n`);
    } catch (error) {
      throw fromWriteError(error, part);
    }
    bars.push(...page);
    progress(bars.length, (page.at(-1)?.time ?? from) + market.interval);
  }
  const column = (pick: (bar: LiveBar) => number): Float64Array => Float64Array.from(bars, pick);
  return {
    time: column(({ time }) => time),
    open: column(({ open }) => open),
    high: column(({ high }) => high),
    low: column(({ low }) => low),
    close: column(({ close }) => close),
    volume: column(({ volume }) => volume),
  };
}

/** What came before; a last line that broke off, or a part of something else, is left out. */
function readPart(part: string, header: string): LiveBar[] {
  if (!existsSync(part)) return [];
  try {
    const text = readFileSync(part, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (!whole.startsWith(`${header}\n`)) {
      rmSync(part);
      return [];
    }
    truncateSync(part, Buffer.byteLength(whole));
    return whole
      .split("\n")
      .slice(1, -1)
      .map((line) => {
        const [time = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = line
          .split(",")
          .map(Number);
        return { time, open, high, low, close, volume };
      });
  } catch (error) {
    throw fromSystemError(error, part);
  }
}
