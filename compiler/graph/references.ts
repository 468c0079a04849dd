import type { ColumnReference, EntryRule, GraphModel, Level, Orders } from "./schema.js";
import type { GraphBody } from "./stages.js";

type MapColumn = (reference: ColumnReference) => ColumnReference;
type MapScalar = (scalar: number) => number;

/**
 * A copy of everything but nodes and scalars in which every column and every scalar that is referred to has been
 * replaced. Names whose column `mapName` gives up (`null`) are dropped.
 */
export function mapBody<Body extends GraphBody>(
  body: Body,
  column: MapColumn,
  scalar: MapScalar,
  mapName: (reference: ColumnReference) => ColumnReference | null = column,
): Body {
  return {
    ...body,
    requirements: body.requirements.map((item) => ({ ...item, scalar: scalar(item.scalar) })),
    orders: mapOrders(body.orders, column, scalar),
    models: body.models.map((model) => mapModel(model, column, scalar)),
    plots: body.plots.map((plot) => ({
      ...plot,
      series: column(plot.series),
      ...optionalScalar("delay", plot.delay, scalar),
    })),
    alerts: body.alerts.map((alert) => ({
      ...alert,
      when: column(alert.when),
      values: alert.values.map(column),
    })),
    names: body.names.flatMap((item) => {
      const series = mapName(item.series);
      return series === null ? [] : [{ ...item, series, ...optionalScalar("delay", item.delay, scalar) }];
    }),
  };
}

function mapModel(model: GraphModel, column: MapColumn, scalar: MapScalar): GraphModel {
  const { features, target, algorithm, train } = model;
  const options = (of: GraphModel["train"]): GraphModel["train"] =>
    of.map((option) => ({
      ...option,
      ...optionalScalar("scalar", option.scalar, scalar),
      ...(option.scalars && { scalars: option.scalars.map(scalar) }),
    }));
  return {
    ...model,
    features: features.map((feature) => ({ ...feature, series: column(feature.series) })),
    target: {
      ...target,
      series: column(target.series),
      ...(target.lives && { lives: column(target.lives) }),
      delay: scalar(target.delay),
    },
    algorithm: { ...algorithm, options: options(algorithm.options) },
    train: options(train),
  };
}

function mapOrders(orders: Orders, column: MapColumn, scalar: MapScalar): Orders {
  const { costs, size, cooldown, position, fills } = orders;
  return {
    entries: orders.entries.map((entry) => mapEntry(entry, column, scalar)),
    exits: orders.exits.map((exit) => ({ ...exit, when: column(exit.when) })),
    ...(position && {
      position: { ...position, target: column(position.target), rebalance: scalar(position.rebalance) },
    }),
    ...(size && {
      size: {
        ...size,
        amount: column(size.amount),
        ...(size.kelly && {
          kelly: {
            fraction: scalar(size.kelly.fraction),
            trades: scalar(size.kelly.trades),
            otherwise: scalar(size.kelly.otherwise),
          },
        }),
        ...optionalScalar("limit", size.limit, scalar),
      },
    }),
    costs: {
      taker: scalar(costs.taker),
      maker: scalar(costs.maker),
      fixed: scalar(costs.fixed),
      slippage: { kind: costs.slippage.kind, amount: scalar(costs.slippage.amount) },
      spread: scalar(costs.spread),
      ...optionalScalar("liquidation", costs.liquidation, scalar),
      ...(costs.funding && {
        funding: { ...costs.funding, ...optionalScalar("rate", costs.funding.rate, scalar) },
      }),
      ...optionalScalar("borrow", costs.borrow, scalar),
    },
    ...(cooldown && { cooldown: { ...cooldown, length: scalar(cooldown.length) } }),
    halts: orders.halts.map((halt) => ({
      ...halt,
      above: scalar(halt.above),
      ...optionalScalar("length", halt.length, scalar),
    })),
    fills: {
      ...fills,
      leverage: scalar(fills.leverage),
      ...optionalScalar("participation", fills.participation, scalar),
      ...optionalScalar("pyramiding", fills.pyramiding, scalar),
      ...optionalScalar("entriesPerDay", fills.entriesPerDay, scalar),
      ...optionalScalar("maintenance", fills.maintenance, scalar),
    },
  };
}

function mapEntry(entry: EntryRule, column: MapColumn, scalar: MapScalar): EntryRule {
  const level = (of: Level): Level => ({ base: column(of.base), slope: column(of.slope) });
  const { trail, order } = entry;
  return {
    ...entry,
    when: column(entry.when),
    ...(order && {
      order: {
        ...order,
        price: column(order.price),
        ...(order.limit && { limit: column(order.limit) }),
        ...optionalScalar("validity", order.validity, scalar),
      },
    }),
    ...(entry.stop && { stop: level(entry.stop) }),
    ...(entry.moves && {
      moves: entry.moves.map((move) => ({ level: level(move.level), after: level(move.after) })),
    }),
    takes: entry.takes.map((take) => ({ level: level(take.level), portion: scalar(take.portion) })),
    ...(trail && {
      trail: {
        ...trail,
        distance: column(trail.distance),
        ...(trail.distanceSlope && { distanceSlope: column(trail.distanceSlope) }),
        ...(trail.after && { after: column(trail.after) }),
        ...(trail.afterSlope && { afterSlope: column(trail.afterSlope) }),
      },
    }),
    ...optionalScalar("expire", entry.expire, scalar),
  };
}

function optionalScalar<Key extends string>(
  key: Key,
  value: number | undefined,
  scalar: MapScalar,
): { [Name in Key]?: number } {
  const found: { [Name in Key]?: number } = {};
  if (value !== undefined) found[key] = scalar(value);
  return found;
}

export interface Roots {
  /** Columns that the run itself reads: of orders first, then of plots, models and alerts. They live to the end of a chunk. */
  readonly columns: readonly ColumnReference[];
  /** Scalars that orders, plots, models and requirements read. */
  readonly scalars: readonly number[];
}

/** What a graph is computed for, in an order that depends on its meaning alone. */
export function rootsOf(body: GraphBody): Roots {
  const columns: ColumnReference[] = [];
  const scalars: number[] = [];
  const keepColumn = (reference: ColumnReference) => (columns.push(reference), reference);
  const keepScalar = (scalar: number) => (scalars.push(scalar), scalar);
  mapOrders(body.orders, keepColumn, keepScalar);
  for (const plot of body.plots) {
    columns.push(plot.series);
    if (plot.delay !== undefined) scalars.push(plot.delay);
  }
  for (const { when, values } of body.alerts) columns.push(when, ...values);
  for (const model of body.models) mapModel(model, keepColumn, keepScalar);
  for (const requirement of body.requirements) scalars.push(requirement.scalar);
  return { columns, scalars };
}
