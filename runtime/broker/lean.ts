import type { Graph } from "../../compiler/graph/index.js";

/*
 * Strategies that only enter and leave at the next open, one entry at a time, have a shorter way through the broker
 * (`kernels/assembly/broker/lean.ts`). It knows what is listed here; whatever else a graph says takes the long way, so
 * that what is added to strategies one day is never passed over.
 */
const known = {
  orders: ["entries", "exits", "size", "costs", "halts", "fills"],
  entry: ["side", "when", "takes", "moves", "span", "text"],
  exit: ["side", "when", "span", "text"],
  size: ["kind", "amount", "limit", "span"],
  costs: ["taker", "maker", "fixed", "slippage", "spread", "liquidation"],
  fills: ["path", "protectFrom", "opposite", "leverage", "maintenance"],
} as const;

/** Whether something says nothing but what is known. */
function saysOnly(part: object, names: readonly string[]): boolean {
  return Object.entries(part).every(([name, value]) => value === undefined || names.includes(name));
}

/** Whether a strategy that runs alone can take the shorter way. */
export function isLean({ orders }: Graph): boolean {
  const { entries, exits, size, costs, halts, fills } = orders;
  return (
    saysOnly(orders, known.orders) &&
    entries.every(
      (entry) => saysOnly(entry, known.entry) && entry.takes.length + (entry.moves ?? []).length === 0,
    ) &&
    exits.every((exit) => saysOnly(exit, known.exit)) &&
    size !== undefined &&
    saysOnly(size, known.size) &&
    ["equity", "notional", "quantity"].includes(size.kind) &&
    saysOnly(costs, known.costs) &&
    ["rate", "ticks", "range"].includes(costs.slippage.kind) &&
    halts.length === 0 &&
    saysOnly(fills, known.fills)
  );
}
