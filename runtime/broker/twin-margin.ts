import type { TwinRules } from "./twin-rules.js";

// Margin, liquidation and what holding costs, as the slow twin has them.

/** What of a strategy's rules margin and holding follow from. */
export type MarginRules = Pick<TwinRules, "leverage" | "maintenance" | "funding" | "borrow">;

interface PaidLot {
  quantity: number;
  funding: number;
  borrow: number;
}

/** What of a position the margin depends on. */
interface Margined {
  readonly side: number;
  readonly entry: number;
  readonly quantity: number;
  readonly lots: readonly PaidLot[];
}

/** Margin of a unit that is left. */
function marginOf(held: Margined, { leverage }: MarginRules): number {
  const paid = held.lots.reduce((sum, { funding, borrow }) => sum + funding + borrow, 0);
  return held.entry / leverage - paid / held.quantity;
}

/** Money that a position has bound while a unit costs `price`: its margin, and what it has won or lost so far. */
export function boundIn(held: Margined, rules: MarginRules, price: number): number {
  if (rules.maintenance === undefined) return (held.quantity * price) / rules.leverage;
  return held.quantity * (held.side * (price - held.entry) + marginOf(held, rules));
}

/** Where the margin left is the maintenance margin; null: nowhere. */
export function liquidationOf(held: Margined, rules: MarginRules): number | null {
  const { maintenance } = rules;
  if (maintenance === undefined) return null;
  const level =
    held.side > 0
      ? (held.entry - marginOf(held, rules)) / (1 - maintenance)
      : (held.entry + marginOf(held, rules)) / (1 + maintenance);
  return level > 0 ? level : null;
}

/** The fill of an exit after the venue has borne what lies beyond the margin. */
export function boundedExit(
  held: Margined,
  rules: MarginRules,
  quantity: number,
  reference: number,
  { price, fee, slippage }: { readonly price: number; readonly fee: number; readonly slippage: number },
): { readonly price: number; readonly fee: number; readonly slippage: number } {
  if (rules.maintenance === undefined) return { price, fee, slippage };
  const last = held.entry - held.side * marginOf(held, rules);
  const left = quantity * held.side * (price - last);
  if (left >= 0) return { price, fee: Math.min(fee, left), slippage };
  return { price: last, fee: 0, slippage: Math.max(0, quantity * held.side * (reference - last)) };
}

/** Pays what is due for the time between two bars, on the value at the earlier one's close; gives the sum. */
export function payHolding(
  held: Margined,
  { funding, borrow, leverage }: MarginRules,
  [before, now]: readonly [number, number],
  price: number,
): number {
  const year = 365 * 86_400_000;
  const due =
    funding === undefined
      ? 0
      : funding.rate * (Math.floor(now / funding.every) - Math.floor(before / funding.every));
  let sum = 0;
  for (const lot of held.lots) {
    const paid = held.side * lot.quantity * price * due;
    const lent = held.side < 0 ? lot.quantity * price : lot.quantity * held.entry * (1 - 1 / leverage);
    const interest = lent * borrow * ((now - before) / year);
    lot.funding += paid;
    lot.borrow += interest;
    sum += paid + interest;
  }
  return sum;
}
