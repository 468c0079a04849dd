import type { GraphFeed } from "../../compiler/graph/schema.js";
import type { MarketSeries } from "../../kernels/catalog/series.js";
import { columnNames, hashSeries } from "../data/columns.js";
import type { BarFeed } from "../data/dataset.js";
import { RunError } from "../engine/error.js";
import type { BoundFeed } from "./bind.js";

/**
 * What comes with the candles of a run, as a feed: the bars that have a value of it, each known at its bar's close.
 * @throws RunError SAGE8007 where the data does not have it
 */
export function boundSeries(feed: GraphFeed, series: MarketSeries, data: BarFeed): BoundFeed {
  const { source, symbol, interval } = data.information;
  if (data.information.series?.includes(series) !== true) throw missingSeries(feed, series, data);
  const extent = lazily(() => extentOf(rowsOf(series, data)));
  const hash = lazily(() => hashSeries(data.chunks([series]), series));
  return {
    name: feed.name,
    source,
    symbol,
    get rows() {
      return extent().rows;
    },
    get from() {
      return extent().from;
    },
    get to() {
      return extent().to;
    },
    get hash() {
      return hash();
    },
    delay: feed.interval ?? interval,
    input: { rows: () => rowsOf(series, data) },
  };
}

const headers: Readonly<Record<MarketSeries, string>> = {
  funding: "funding_rate",
  open_interest: "open_interest",
  trades: "trades",
};

function missingSeries({ name }: GraphFeed, series: MarketSeries, { information }: BarFeed): RunError {
  const has = [...columnNames, ...(information.series ?? [])].join(", ");
  return new RunError(
    "SAGE8007",
    `The strategy reads \`${name}\`, and ${information.source} has no such column; it has ${has}.`,
    `Give candles with a column \`${headers[series]}\`; one of another name is told with \`sage data import FILE --columns ${series}=NAME --out candles.arrow\`.`,
  );
}

function* rowsOf(series: MarketSeries, data: BarFeed) {
  for (const chunk of data.chunks([series])) {
    const values = chunk.series?.[series];
    if (values === undefined) continue;
    const present = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
    if (present === values.length) yield { time: chunk.time, columns: [values] };
    else if (present > 0) yield only(present, chunk.time, values);
  }
}

function only(present: number, times: Float64Array, all: Float64Array) {
  const [time, values] = [new Float64Array(present), new Float64Array(present)];
  let filled = 0;
  for (const [bar, value] of all.entries()) {
    if (Number.isNaN(value)) continue;
    time[filled] = times[bar] ?? Number.NaN;
    values[filled++] = value;
  }
  return { time, columns: [values] };
}

interface Extent {
  readonly rows: number;
  readonly from: number;
  readonly to: number;
}

function extentOf(pieces: Iterable<{ readonly time: Float64Array }>): Extent {
  let [rows, from, to] = [0, Number.NaN, Number.NaN];
  for (const { time } of pieces) {
    if (rows === 0) from = time[0] ?? Number.NaN;
    to = time.at(-1) ?? Number.NaN;
    rows += time.length;
  }
  return { rows, from, to };
}

/** Worked out when it is first asked for: it walks all of the data. */
function lazily<Value extends object | string>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
