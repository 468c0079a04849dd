import { marketSeries } from "../../../kernels/catalog/series.js";
import { gatherPieces, hashChunks } from "../../../runtime/data/columns.js";
import type { BarColumns, BarFeed, DatasetInformation } from "../../../runtime/data/dataset.js";
import { withLazyHash, withoutHash } from "../../../runtime/data/information.js";
import { resample } from "../../../runtime/data/resample.js";
import { synthesize } from "../../../runtime/data/synthesize/synthesize.js";
import { ResidentFeed } from "../../../runtime/engine/resident.js";
import { memoryFeed } from "../../../runtime/feeds/memory.js";
import type { DataFacts, GivenBars } from "./protocol.js";

const year = 365 * 86_400_000;
const hour = 3_600_000;

/** Three years, like the sample of the command line; it has good and bad ones. */
const sample = { years: 3, seed: 21, most: 1_000_000 };

/** Bars of one timeframe where the kernels read them, and the columns they came from. */
export interface LoadedBars {
  readonly feed: ResidentFeed;
  readonly columns: BarColumns;
  readonly facts: DataFacts;
}

/** The data that was chosen, at the timeframes that strategies ask for; each is laid ready once. */
export class ChosenData {
  readonly #given: GivenBars;
  readonly #byTimeframe = new Map<number, LoadedBars>();

  constructor(given: GivenBars) {
    this.#given = given;
  }

  /** The data as it is; of what comes with the program, at one hour. */
  get facts(): DataFacts {
    return this.#given.kind === "sample"
      ? this.at(hour).facts
      : this.at(this.#given.information.interval).facts;
  }

  /** @throws DataError where these bars cannot be made of the given ones */
  at(timeframe: number): LoadedBars {
    const known = this.#byTimeframe.get(timeframe);
    if (known !== undefined) return known;
    const loaded = loadBars(this.#open(timeframe));
    // One other timeframe at most stays beside it: each holds all bars.
    if (this.#byTimeframe.size > 1) this.#byTimeframe.clear();
    this.#byTimeframe.set(timeframe, loaded);
    return loaded;
  }

  #open(timeframe: number): BarFeed {
    const given = this.#given;
    if (given.kind === "sample")
      return synthesize({
        bars: Math.min(Math.round((sample.years * year) / timeframe), sample.most),
        interval: timeframe,
        gaps: 3,
        seed: sample.seed,
        symbol: "SAMPLE",
        with: marketSeries,
      });
    const { columns, information } = given;
    const feed = memoryFeed(columns, information);
    const { hash } = information;
    const whole = hash === null ? feed : { ...feed, information: { ...information, hash } };
    return information.interval < timeframe ? resample(whole, timeframe) : whole;
  }
}

function loadBars(feed: BarFeed): LoadedBars {
  const { information } = feed;
  const series = information.series ?? [];
  const columns = gatherPieces(feed.chunks(series), information.bars, series);
  const { source, symbol, bars, interval, from, to } = information;
  return {
    feed: new ResidentFeed(
      columns,
      withLazyHash(withoutHash(information), () => hashOf(information, columns)),
    ),
    columns,
    facts: { source, symbol, bars, interval, from, to, hasVolume: columns.volume.some((value) => value > 0) },
  };
}

/** Of bars that were made here the hash is counted once, over the bars as they lie ready. */
function hashOf(information: DatasetInformation, columns: BarColumns): string {
  const given = Object.getOwnPropertyDescriptor(information, "hash")?.value;
  return typeof given === "string" ? given : hashChunks(() => [columns]);
}
