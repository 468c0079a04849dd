import { ratio } from "../../kernels/catalog/index.js";
import type { Expression } from "../../lang/tree.js";
import type { ColumnReference } from "../graph/schema.js";
import { spanOf } from "./describe.js";
import type { Lowering } from "./lowering.js";
import { lowerCosts } from "./orders.js";

/**
 * `round_trip_cost`: what an entry and an exit at the market cost together, as a fraction of the price: twice the
 * taker fee, twice the slippage and the spread. Undefined where the slippage depends on the bar. What grows with the
 * order's share of the volume is left out.
 */
export function roundTripScalar(lowering: Lowering): number | undefined {
  const { slippage } = lowering.checked.costs;
  if (slippage === undefined || slippage.kind === "rate") return fixedPart(lowering, true);
  // What an order costs by its share of the volume is known when there is an order.
  return isByVolume(slippage.kind) ? fixedPart(lowering, false) : undefined;
}

/** The same as a column, for slippage in ticks or as a part of the bar's range. */
export function roundTripColumn(expression: Expression, lowering: Lowering): ColumnReference {
  const { builder } = lowering;
  const { slippage } = lowerCosts(lowering.checked, lowering);
  const constant = (scalar: number) => node("constant", [], [scalar]);
  const node = (operation: string, inputs: readonly ColumnReference[], parameters: readonly number[] = []) =>
    builder.node({
      operation,
      inputs,
      parameters,
      outputs: [{ type: "number", unit: ratio }],
      ...(operation !== "constant" && lowering.onClock()),
      knownAt: "close",
      first: 0,
      settled: 0,
      span: spanOf(expression),
    });
  const twice = constant(builder.scalar("multiply", [builder.constant(2), slippage.amount]));
  const step =
    slippage.kind === "range"
      ? node("subtract", [lowering.bar("high"), lowering.bar("low")])
      : constant(tickScalar(lowering));
  const slipped = node("divide", [node("multiply", [twice, step]), lowering.bar("close")]);
  return node("add", [constant(fixedPart(lowering, false)), slipped]);
}

const isByVolume = (kind: string): boolean => kind === "square_root" || kind === "linear";

function fixedPart(lowering: Lowering, withSlippage: boolean): number {
  const { builder } = lowering;
  const { taker, spread, slippage } = lowerCosts(lowering.checked, lowering);
  const aSide = withSlippage ? builder.scalar("add", [taker, slippage.amount]) : taker;
  return builder.scalar("add", [builder.scalar("multiply", [builder.constant(2), aSide]), spread]);
}

/** The market's price step: as it is written, or that of the data, which is known when the run begins. */
export function tickScalar({ builder, checked }: Lowering): number {
  const { tick } = checked.market;
  return tick === null ? builder.scalar("tick") : builder.constant(tick);
}
