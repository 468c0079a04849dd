import type { Expression } from "../../lang/tree.js";
import type {
  CheckedBorrow,
  CheckedEntry,
  CheckedFunding,
  CheckedHalt,
  CheckedLevel,
  CheckedStrategy,
} from "../checked.js";
import type { EntryRule, Level, Orders } from "../graph/schema.js";
import { usualMaintenance } from "../margin.js";
import { formOf, originOf } from "./form.js";
import type { Lowering } from "./lowering.js";

/** The orders of a strategy over the columns and scalars of its expressions. */
export function lowerOrders(checked: CheckedStrategy, lowering: Lowering): Orders {
  const { size, cooldown, fills, position } = checked;
  return {
    entries: checked.entries.map((entry) => lowerEntry(entry, lowering)),
    exits: checked.exits.map(({ side, condition, text }) => ({
      side,
      when: lowering.column(condition),
      span: condition.span,
      text,
    })),
    ...(position && {
      position: {
        target: lowering.column(position.target),
        rebalance: orElse(position.rebalance, 0, lowering),
        span: position.declaration.target.span,
        text: position.text,
      },
    }),
    ...(size && {
      size: {
        kind: size.kind,
        amount: lowering.column(size.amount),
        ...(size.kelly && {
          kelly: {
            fraction: lowering.scalar(size.kelly.fraction),
            trades: lowering.scalar(size.kelly.trades),
            otherwise: lowering.scalar(size.kelly.otherwise),
          },
        }),
        ...(size.limit && { limit: lowering.scalar(size.limit) }),
        span: size.declaration.span,
      },
    }),
    costs: lowerCosts(checked, lowering),
    ...(cooldown && { cooldown: { length: lowering.wholeBars(cooldown.length), after: cooldown.after } }),
    halts: checked.halts.map((halt) => lowerHalt(halt, lowering)),
    fills: {
      path: fills.path,
      protectFrom: fills.protectFrom,
      ...(fills.opposite === "ignore" && { opposite: fills.opposite }),
      ...(fills.participation && { participation: lowering.scalar(fills.participation) }),
      ...(fills.pyramiding && { pyramiding: lowering.scalar(fills.pyramiding) }),
      ...(fills.entriesPerDay && { entriesPerDay: lowering.scalar(fills.entriesPerDay) }),
      leverage: orElse(fills.leverage, 1, lowering),
      ...(isMargined(checked) && { maintenance: orElse(fills.maintenance, usualMaintenance, lowering) }),
      ...(fills.magnify && { magnify: fills.magnify.interval }),
    },
  };
}

/**
 * Whether positions have a margin of their own: on derivatives always, on a spot market where more than what was paid could
 * be lost. What is bought on a spot market without leverage is paid in full, and nobody can take it away.
 */
function isMargined({ market, fills, entries, position, costs }: CheckedStrategy): boolean {
  const borrows = fills.leverage !== undefined || fills.maintenance !== undefined;
  const shorts = entries.some(({ side }) => side === "short") || position !== undefined;
  return market.type !== "spot" || borrows || shorts || costs.fixed !== undefined;
}

function lowerEntry(entry: CheckedEntry, lowering: Lowering): EntryRule {
  const { trail, order } = entry;
  return {
    side: entry.side,
    when: lowering.column(entry.condition),
    ...(order && {
      order: {
        type: order.type,
        price: lowering.column(order.price),
        ...(order.limit && { limit: lowering.column(order.limit) }),
        ...(order.validity && { validity: lowering.wholeBars(order.validity) }),
      },
    }),
    ...(entry.stop && { stop: lowerLevel(entry.stop, lowering) }),
    ...(entry.moves.length > 0 && {
      moves: entry.moves.map(({ level, after }) => ({
        level: lowerLevel(level, lowering),
        after: lowerLevel(after, lowering),
      })),
    }),
    takes: entry.takes.map(({ level, portion }) => ({
      level: lowerLevel(level, lowering),
      portion: orElse(portion, 1, lowering),
    })),
    ...(trail && {
      trail: {
        distance: lowering.column(trail.distance.base),
        ...(isSloped(trail.distance) && { distanceSlope: lowering.column(trail.distance.slope) }),
        ...(trail.share && { share: true as const }),
        ...(trail.after && { after: lowering.column(trail.after.base) }),
        ...(trail.after && isSloped(trail.after) && { afterSlope: lowering.column(trail.after.slope) }),
      },
    }),
    ...(entry.expire && { expire: lowering.wholeBars(entry.expire) }),
    span: entry.condition.span,
    text: entry.text,
  };
}

/** Whether a distance depends on the price paid. */
const isSloped = ({ slope }: CheckedLevel): boolean => slope.kind !== "number" || slope.value !== 0;

function lowerLevel(level: CheckedLevel, lowering: Lowering): Level {
  return { base: lowering.column(level.base), slope: lowering.column(level.slope) };
}

export function lowerCosts({ costs }: CheckedStrategy, lowering: Lowering): Orders["costs"] {
  const { slippage } = costs;
  return {
    taker: orElse(costs.taker, 0, lowering),
    maker: orElse(costs.maker, 0, lowering),
    fixed: orElse(costs.fixed, 0, lowering),
    slippage: {
      kind: slippage?.kind ?? "rate",
      amount:
        slippage?.kind === "ticks" ? ticks(slippage.amount, lowering) : orElse(slippage?.amount, 0, lowering),
    },
    spread: orElse(costs.spread, 0, lowering),
    ...(costs.liquidation && { liquidation: lowering.scalar(costs.liquidation) }),
    ...(costs.funding && { funding: lowerFunding(costs.funding, lowering) }),
    ...(costs.borrow && { borrow: aYear(costs.borrow, lowering) }),
  };
}

function lowerFunding(funding: CheckedFunding, lowering: Lowering): NonNullable<Orders["costs"]["funding"]> {
  const { missing } = funding;
  if (funding.kind === "data") return { source: "data", missing };
  return { source: "constant", rate: lowering.scalar(funding.amount), every: funding.every, missing };
}

function aYear({ amount, perYear }: CheckedBorrow, lowering: Lowering): number {
  const { builder } = lowering;
  const scalar = lowering.scalar(amount);
  return perYear === 1 ? scalar : builder.scalar("multiply", [scalar, builder.constant(perYear)]);
}

/** How many ticks; in any other place `2 ticks` is a price. */
function ticks(amount: Expression, lowering: Lowering): number {
  const form = formOf(originOf(amount, lowering.checked), lowering.checked);
  if (form.kind === "ticks") return lowering.builder.constant(form.count);
  return form.kind === "parameter" ? lowering.parameterScalar(form.parameter.index) : lowering.scalar(amount);
}

function lowerHalt(halt: CheckedHalt, lowering: Lowering): Orders["halts"][number] {
  return {
    quantity: halt.quantity,
    above: lowering.scalar(halt.threshold),
    inclusive: halt.comparison === ">=",
    ...(halt.length && { length: lowering.wholeBars(halt.length) }),
    span: halt.declaration.span,
  };
}

function orElse(expression: Expression | undefined, otherwise: number, lowering: Lowering): number {
  return expression === undefined ? lowering.builder.constant(otherwise) : lowering.scalar(expression);
}
