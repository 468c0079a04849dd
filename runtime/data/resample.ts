import { seriesFacts, type MarketSeries } from "../../kernels/catalog/series.js";
import { withLazyHash, withoutHash } from "./information.js";
import { allocateColumns, batchBars, hashChunks, viewColumns } from "./columns.js";
import { DataError } from "./data-error.js";
import type { BarPiece, BarFeed } from "./dataset.js";
import { countGaps } from "./gaps.js";
import { bucketOpen, formatInterval, formatTime } from "./interval.js";

export interface ResampleOptions {
  /**
   * What becomes of a first bar that the data enters after its open and of a last one that it leaves before its end.
   * `drop` (default): they are left out, for they would show another open, range or volume than the whole bar has.
   */
  readonly edges?: "drop" | "keep";
}

/**
 * Bars of a slower interval: aligned to the UTC epoch (weeks to Monday), open of the first bar inside, highest high,
 * lowest low, close of the last, sum of the volumes. An interval without bars gives none: gaps stay gaps.
 * Streams, so memory does not grow with the data.
 * @param interval milliseconds, a whole multiple of the feed's
 * @throws DataError SAGE8116 when it is no multiple or the feed's bars lie across the new bars' edges, SAGE8111 when
 *   nothing is left
 */
export function resample(feed: BarFeed, interval: number, options: ResampleOptions = {}): BarFeed {
  const { information } = feed;
  const from = information.interval;
  if (interval === from) return feed;
  if (!(interval > from) || interval % from !== 0) {
    throw new DataError(
      "SAGE8116",
      `Bars of ${formatInterval(from)} cannot be made into bars of ${formatInterval(interval)}.`,
      interval < from
        ? "Bars can only be made slower: get data of the timeframe itself or a faster one."
        : `Choose a whole multiple of ${formatInterval(from)}.`,
    );
  }
  refuseStraddling(feed, interval);
  const chunks = (series: readonly MarketSeries[] = []) =>
    slower(feed, interval, options.edges ?? "drop", seriesIn(feed, series));
  const found = countGaps(chunks(), interval);
  if (found.bars === 0) {
    throw new DataError(
      "SAGE8111",
      `${information.source} holds no whole bar of ${formatInterval(interval)}.`,
      "Take more data, or a faster timeframe.",
    );
  }
  return {
    information: withLazyHash({ ...withoutHash(information), ...found, interval }, () => hashChunks(chunks)),
    chunks,
    faster: feed,
  };
}

/** A bar that begins in one slow bar and ends in the next belongs to neither. */
function refuseStraddling(feed: BarFeed, interval: number): void {
  const { information } = feed;
  const open = information.from;
  const offGrid = open - bucketOpen(open, information.interval);
  if (offGrid === 0) return;
  for (const { time } of feed.chunks()) {
    for (const at of time) {
      if (at + information.interval <= bucketOpen(at, interval) + interval) continue;
      throw new DataError(
        "SAGE8116",
        `Bars of ${information.source} open ${formatInterval(offGrid)} off the UTC grid: the one of ${formatTime(at)} lies across two bars of ${formatInterval(interval)}.`,
        "Use data aligned to UTC, or a timeframe equal to the data's own.",
      );
    }
  }
}

const seriesIn = ({ information }: BarFeed, wanted: readonly MarketSeries[]) =>
  wanted.filter((name) => information.series?.includes(name) === true);

function* slower(
  feed: BarFeed,
  interval: number,
  edges: "drop" | "keep",
  series: readonly MarketSeries[],
): Generator<BarPiece> {
  const fine = feed.information.interval;
  const buffer = allocateColumns(batchBars, series);
  let filled = 0;
  let open = NaN;
  let started = false;
  let lastEnd = NaN;
  const bar = new SlowBar(series);
  for (const chunk of feed.chunks(series)) {
    const { time } = chunk;
    for (let i = 0; i < time.length; i++) {
      const now = time[i] ?? NaN;
      // Asking for the bucket of each bar is the dearest step here; most bars lie in the one before them's.
      if (!(now < open + interval)) {
        if (started) {
          if (filled === batchBars) {
            yield buffer;
            filled = 0;
          }
          bar.store(buffer, filled++, open);
        }
        const next = bucketOpen(now, interval);
        const enteredLate = Number.isNaN(open) && now > next;
        open = next;
        started = !(enteredLate && edges === "drop");
        bar.clear();
      }
      bar.add(chunk, i);
      lastEnd = now + fine;
    }
  }
  if (started && (edges === "keep" || lastEnd >= open + interval)) {
    if (filled === batchBars) {
      yield buffer;
      filled = 0;
    }
    bar.store(buffer, filled++, open);
  }
  if (filled > 0) yield viewColumns(buffer, 0, filled);
}

/** A bar under construction; missing values (na) take no part. */
class SlowBar {
  private open = NaN;
  private high = NaN;
  private low = NaN;
  private close = NaN;
  private volume = NaN;
  /** What comes with it, by place in `series`. */
  private readonly beside: Float64Array;

  constructor(private readonly series: readonly MarketSeries[]) {
    this.beside = new Float64Array(series.length);
    this.clear();
  }

  clear(): void {
    this.open = this.high = this.low = this.close = this.volume = NaN;
    this.beside.fill(NaN);
  }

  add(chunk: BarPiece, i: number): void {
    const high = chunk.high[i] ?? NaN;
    const low = chunk.low[i] ?? NaN;
    const close = chunk.close[i] ?? NaN;
    const volume = chunk.volume[i] ?? NaN;
    if (this.open !== this.open) this.open = chunk.open[i] ?? NaN;
    if (!(high <= this.high) && high === high) this.high = high;
    if (!(low >= this.low) && low === low) this.low = low;
    if (close === close) this.close = close;
    if (volume === volume) this.volume = this.volume === this.volume ? this.volume + volume : volume;
    if (this.series.length > 0) this.addBeside(chunk, i);
  }

  private addBeside(chunk: BarPiece, i: number): void {
    for (const [k, name] of this.series.entries()) {
      const value = chunk.series?.[name]?.[i] ?? NaN;
      const before = this.beside[k] ?? NaN;
      if (Number.isNaN(value)) continue;
      const adds = seriesFacts[name].gather === "sum" && !Number.isNaN(before);
      this.beside[k] = adds ? before + value : value;
    }
  }

  store(buffer: BarPiece, at: number, time: number): void {
    buffer.time[at] = time;
    buffer.open[at] = this.open;
    buffer.high[at] = this.high;
    buffer.low[at] = this.low;
    buffer.close[at] = this.close;
    buffer.volume[at] = this.volume;
    for (const [k, name] of this.series.entries()) {
      const values = buffer.series?.[name];
      if (values !== undefined) values[at] = this.beside[k] ?? NaN;
    }
  }
}
