import type { ColumnReference, EntryRule, Graph, Level } from "../../compiler/graph/index.js";
import type { Trade } from "../record.js";
import { explainShape, shapeOf, type Decision, type TracedValues } from "./decision.js";

/** A price or distance of an entry's orders: what it was made of at the signal, and where it was placed. */
export interface LevelAtSignal {
  readonly name: string;
  /** The price as placed at the fill; at the signal for what waits there; null where only a distance is known. */
  readonly placed: number | null;
  /** The values that it was made of; null where it is a plain share of the entry price. */
  readonly value: Decision | null;
}

/** What of an entry rule has a price of its own. */
export interface LevelSource {
  readonly name: string;
  readonly series: ColumnReference;
  /** Of a level that is placed at the fill: base + slope × entry. */
  readonly level?: Level;
}

/** In the order in which they are written. */
export function levelSources(rule: EntryRule): readonly LevelSource[] {
  const { order, stop, moves = [], takes, trail } = rule;
  return [
    ...(order === undefined ? [] : [{ name: `${order.type} price`, series: order.price }]),
    ...(order?.limit === undefined ? [] : [{ name: "limit price", series: order.limit }]),
    ...(stop === undefined ? [] : [{ name: "stop", series: stop.base, level: stop }]),
    ...moves.flatMap(({ level, after }) => [
      { name: "stop moves to", series: level.base, level },
      { name: "once it has gained", series: after.base, level: after },
    ]),
    ...takes.map(({ level }, index) => ({
      name: takes.length > 1 ? `take ${index + 1}` : "take",
      series: level.base,
      level,
    })),
    ...(trail === undefined
      ? []
      : [
          sourceOf(
            trail.share === true ? "trail, as a share of the best price" : "trail distance",
            trail.distance,
            trail.distanceSlope,
          ),
        ]),
    ...(trail?.after === undefined ? [] : [sourceOf("trail starts after", trail.after, trail.afterSlope)]),
  ];
}

/** A distance: with a slope it is known at the fill only. */
const sourceOf = (
  name: string,
  series: ColumnReference,
  slope: ColumnReference | undefined,
): LevelSource => ({
  name,
  series,
  ...(slope !== undefined && { level: { base: series, slope } }),
});

/** @param trade the trade whose fill placed them; null for a signal that was not filled */
export function levelsOf(
  graph: Graph,
  rule: number,
  bar: number,
  values: TracedValues,
  trade: Pick<Trade, "entryPrice" | "stop"> | null,
): readonly LevelAtSignal[] {
  const entry = graph.orders.entries[rule];
  if (entry === undefined) return [];
  return levelSources(entry).map((source) => ({
    name: source.name,
    placed: placedAt(source, bar, values, trade),
    value: isPlain(graph, source.series) ? null : explainShape(shapeOf(graph, source.series), bar, values),
  }));
}

/** `stop entry * 0.98` adds nothing to a share of the entry: the placed level says it all. */
export function isPlain(graph: Graph, { node }: ColumnReference): boolean {
  return graph.nodes[node]?.operation === "constant";
}

/** Where a level of this entry lies once filled; of a waiting order its price at the signal. */
export function placedAt(
  { name, level, series }: LevelSource,
  bar: number,
  values: TracedValues,
  trade: Pick<Trade, "entryPrice" | "stop"> | null,
): number | null {
  if (level === undefined) return name.endsWith("price") ? finite(values.valueAt(bar, series)) : null;
  if (trade === null) return null;
  // The broker rounds to the market's price step: where it tells the level, its word counts.
  if (name === "stop" && trade.stop !== null) return trade.stop;
  return finite(values.valueAt(bar, level.base) + values.valueAt(bar, level.slope) * trade.entryPrice);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
