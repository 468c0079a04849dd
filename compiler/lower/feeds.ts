import {
  bars,
  milliseconds,
  price,
  quantity,
  ratio,
  seriesFacts,
  type Unit,
} from "../../kernels/catalog/index.js";
import type { Span } from "../../lang/source.js";
import type { CheckedFeed, FedColumn } from "../checked.js";
import type { GraphBuilder } from "../graph/builder.js";
import type { ColumnReference, GraphFeed } from "../graph/schema.js";
import type { Facts } from "../passes/facts.js";
import { timesOf } from "./describe.js";

/** What is read of a market, in the order of the node's outputs; the first output is when it became known. */
const marketColumns = ["open", "high", "low", "close", "volume"] as const;

const units: Readonly<Record<FedColumn, Unit>> = {
  time: milliseconds,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: quantity,
  value: ratio,
  age: bars,
};

/**
 * The feeds of a strategy: one node each that gives on every bar what was last known by its close, and when that became
 * known. Age and the limit of age are ordinary arithmetic on the latter.
 */
export class FeedLowering {
  private readonly feeds: CheckedFeed[] = [];
  private readonly nodes = new Map<CheckedFeed, number>();
  private readonly known = new Map<string, ColumnReference>();

  constructor(
    private readonly builder: GraphBuilder,
    private readonly timeframe: number,
    private readonly time: () => ColumnReference,
  ) {}

  list(): readonly GraphFeed[] {
    return this.feeds.map(({ name, interval, market, file, series }) => ({
      name,
      interval,
      market,
      file,
      ...(series !== null && { series }),
    }));
  }

  column(feed: CheckedFeed, column: FedColumn, facts: Facts, span: Span): ColumnReference {
    const key = `${feed.series === null ? "feed" : "series"} ${feed.name}.${column}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const made = this.make(feed, column, facts, span);
    this.known.set(key, made);
    return made;
  }

  private make(feed: CheckedFeed, column: FedColumn, facts: Facts, span: Span): ColumnReference {
    const knownAt = { node: this.node(feed, span), output: 0 };
    const apply = (operation: string, inputs: readonly ColumnReference[], unit: Unit): ColumnReference =>
      this.builder.node({
        operation,
        inputs,
        parameters: [],
        outputs: [{ type: operation === "less_equal" ? "truth" : "number", unit }],
        ...timesOf(facts),
        span,
      });
    const constant = (value: number, unit: Unit) =>
      this.builder.node({
        operation: "constant",
        inputs: [],
        parameters: [this.builder.constant(value)],
        outputs: [{ type: "number", unit }],
        knownAt: "open",
        first: 0,
        settled: 0,
        span,
      });
    const bar = constant(this.timeframe, milliseconds);
    const age = () =>
      apply("subtract", [apply("add", [this.time(), bar], milliseconds), knownAt], milliseconds);
    if (column === "age") return apply("floor", [apply("divide", [age(), bar], bars)], bars);
    const value =
      column === "time"
        ? apply("subtract", [knownAt, constant(feed.interval ?? 0, milliseconds)], milliseconds)
        : { node: knownAt.node, output: outputOf(column) };
    if (feed.stale === null) return value;
    const fresh = apply("less_equal", [age(), constant(feed.stale, milliseconds)], ratio);
    return apply("select", [fresh, value, constant(Number.NaN, units[column])], units[column]);
  }

  private node(feed: CheckedFeed, span: Span): number {
    const known = this.nodes.get(feed);
    if (known !== undefined) return known;
    const columns = feed.market === null ? (["value"] as const) : marketColumns;
    const { builder } = this;
    const { node } = builder.node({
      operation: "feed",
      inputs: [this.time()],
      parameters: [
        builder.constant(this.timeframe),
        builder.constant(feed.file?.known ?? feed.interval ?? this.timeframe),
        builder.constant(columns.length),
      ],
      outputs: [
        { type: "number", unit: milliseconds },
        ...columns.map((column) => ({ type: "number" as const, unit: unitOf(column, feed) })),
      ],
      feed: this.feeds.push(feed) - 1,
      knownAt: "close",
      first: 0,
      settled: 0,
      span,
    });
    this.nodes.set(feed, node);
    return node;
  }
}

const unitOf = (column: FedColumn, { series }: CheckedFeed): Unit =>
  series !== null && column === "value" ? seriesFacts[series].unit : units[column];

function outputOf(column: FedColumn): number {
  return column === "value" ? 1 : 1 + marketColumns.findIndex((each) => each === column);
}
