import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns, BarFeed, BarPiece, DatasetInformation, SeriesColumns } from "../data/dataset.js";
import type { RowSource } from "../engine/feeds.js";
import type { BoundFeed } from "../feeds/bind.js";
import { withGapPolicy } from "../modes/gap-policy.js";

/** A column in memory that all threads read, for about as many values as are expected. */
class SharedColumn {
  #values: Float64Array;
  #length = 0;

  constructor(expected: number) {
    this.#values = sharedValues(expected);
  }

  append(values: Float64Array): void {
    const needed = this.#length + values.length;
    if (needed > this.#values.length) {
      const larger = sharedValues(Math.max(needed, this.#values.length * 2));
      larger.set(this.#values.subarray(0, this.#length));
      this.#values = larger;
    }
    this.#values.set(values, this.#length);
    this.#length = needed;
  }

  finish(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

function sharedValues(count: number): Float64Array {
  const bytes = Math.max(count, 1) * 8;
  // A page that is not isolated from others has no such memory, and no threads that would read it.
  return typeof SharedArrayBuffer === "undefined"
    ? new Float64Array(bytes / 8)
    : new Float64Array(new SharedArrayBuffer(bytes));
}

const names = ["time", "open", "high", "low", "close", "volume"] as const;

const mapBars = <Value>(make: (name: (typeof names)[number]) => Value) => ({
  time: make("time"),
  open: make("open"),
  high: make("high"),
  low: make("low"),
  close: make("close"),
  volume: make("volume"),
});

/** What has been shared of a feed, by gap policy and what its bars were then, for as long as the memory is not needed. */
const shared = new WeakMap<BarFeed, { readonly of: string; readonly columns: WeakRef<BarColumns> }>();

/** Bars of a run after its gap policy, in memory that all threads read. */
export function shareBars(graph: Graph, feed: BarFeed): BarColumns {
  const { bars, from, to } = feed.information;
  const of = [graph.gaps, bars, from, to].join(" ");
  const known = shared.get(feed);
  const kept = known?.of === of ? known.columns.deref() : undefined;
  if (kept !== undefined) return kept;
  const columns = copyBars(graph, feed);
  shared.set(feed, { of, columns: new WeakRef(columns) });
  return columns;
}

function copyBars(graph: Graph, { information, chunks }: BarFeed): BarColumns {
  const expected = information.bars + (graph.gaps === "fill" ? information.missingBars : 0);
  const columns = mapBars(() => new SharedColumn(expected));
  const counts = { gaps: 0, missingBars: 0 };
  for (const chunk of withGapPolicy(chunks(), graph.gaps, information.interval, counts)) {
    for (const name of names) columns[name].append(chunk[name]);
  }
  return mapBars((name) => columns[name].finish());
}

/** Rows of a feed in memory that all threads read. */
export interface SharedRows {
  readonly time: Float64Array;
  readonly columns: readonly Float64Array[];
}

export function shareRows({ input, rows }: BoundFeed): SharedRows {
  const time = new SharedColumn(rows);
  let columns: readonly SharedColumn[] = [];
  for (const piece of input.rows()) {
    if (columns.length === 0) columns = piece.columns.map(() => new SharedColumn(rows));
    time.append(piece.time);
    for (const [k, values] of piece.columns.entries()) columns[k]?.append(values);
  }
  return { time: time.finish(), columns: columns.map((column) => column.finish()) };
}

export function sourceOf({ time, columns }: SharedRows): RowSource {
  return {
    *rows() {
      if (time.length > 0) yield { time, columns };
    },
  };
}

/** A whole feed in memory that all threads read, as it can be sent to them. */
export interface SharedFeed {
  readonly information: DatasetInformation;
  readonly piece: BarPiece;
}

/** Reads a feed once for all threads, with every series of the market that it has. */
export function shareFeed(feed: BarFeed): SharedFeed {
  const { information } = feed;
  const wanted = information.series ?? [];
  const bars = mapBars(() => new SharedColumn(information.bars));
  const series = wanted.map((name) => ({ name, column: new SharedColumn(information.bars) }));
  for (const chunk of feed.chunks(wanted)) {
    for (const name of names) bars[name].append(chunk[name]);
    for (const { name, column } of series)
      column.append(chunk.series?.[name] ?? new Float64Array(chunk.time.length).fill(Number.NaN));
  }
  const beside: SeriesColumns = Object.fromEntries(series.map(({ name, column }) => [name, column.finish()]));
  const columns = mapBars((name) => bars[name].finish());
  return {
    information: { ...information },
    piece: { ...columns, ...(wanted.length > 0 && { series: beside }) },
  };
}

export function feedOfShared({ information, piece }: SharedFeed): BarFeed {
  return {
    information,
    *chunks() {
      if (piece.time.length > 0) yield piece;
    },
  };
}
