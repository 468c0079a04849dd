import type { EquityCurve, Order, Trade } from "../record.js";
import { ExactSum, sumOf, Tally, type Identity } from "./identity.js";

/** What the money identities are checked on. */
export interface Ledger {
  readonly trades: readonly Trade[];
  readonly orders: readonly Order[];
  readonly equity: EquityCurve;
  readonly start: number;
  readonly end: number;
  /** Whether a position pays funding or interest while it is held. */
  readonly holdingCosts: boolean;
}

const filled = (orders: readonly Order[]): readonly Order[] =>
  orders.filter(
    (order) => order.price !== null && !["rejected", "cancelled", "expired"].includes(order.status),
  );

const signed = ({ side, quantity }: Order): number => (side === "buy" ? quantity : -quantity);

const barName = (time: number, bar: number): string => `bar ${bar}, ${new Date(time).toISOString()}`;

/** equity = cash + position × close on every bar. */
export function markedEquity({ equity: rows }: Ledger): Identity {
  const tally = new Tally("equity = cash + position × close");
  for (let bar = 0; bar < rows.time.length; bar++) {
    const [cash = NaN, position = NaN, close = NaN] = [rows.cash[bar], rows.position[bar], rows.close[bar]];
    // A bar without a close has no mark of its own.
    if (Number.isNaN(close)) continue;
    const held = position * close;
    tally.near(
      rows.equity[bar] ?? NaN,
      cash + held,
      Math.max(Math.abs(cash), Math.abs(held)),
      () => `equity of ${barName(rows.time[bar] ?? NaN, bar)}`,
    );
  }
  return tally.identity;
}

/** The position on every bar is what orders have bought less what they have sold. */
export function positionOfOrders({ equity: rows, orders }: Ledger, firstBar: number): Identity {
  const tally = new Tally("position = bought − sold");
  const fills = filled(orders).toSorted((a, b) => a.bar - b.bar);
  const position = new ExactSum();
  let next = 0;
  for (let bar = 0; bar < rows.time.length; bar++) {
    for (let fill = fills[next]; fill !== undefined && fill.bar <= firstBar + bar; fill = fills[++next])
      position.add(signed(fill));
    tally.near(
      rows.position[bar] ?? NaN,
      position.value,
      position.size,
      () => `position of ${barName(rows.time[bar] ?? NaN, firstBar + bar)}`,
    );
  }
  return tally.identity;
}

/** Δequity = Σ gross profit − Σ fees − Σ funding − Σ interest, with what is still open at its mark. */
export function explainedProfit({
  trades,
  orders,
  equity: rows,
  start,
  end,
  holdingCosts,
}: Ledger): Identity {
  const tally = new Tally("change of equity = profit of trades − fees − funding − interest");
  const gross = sumOf(
    trades.map((trade) =>
      trade.side === "long"
        ? (trade.exitPrice - trade.entryPrice) * trade.quantity
        : (trade.entryPrice - trade.exitPrice) * trade.quantity,
    ),
  );
  const fees = sumOf(filled(orders).map(({ fee }) => fee));
  const held = sumOf(trades.map(({ funding }) => funding));
  const interest = sumOf(trades.map(interestOf));
  const scale = Math.max(start, gross.size, fees.size);
  const open = rows.position.at(-1) ?? 0;
  // What is open was bought and sold at prices that only the orders know.
  if (open === 0) {
    const explained = gross.value - fees.value - held.value - interest.value;
    tally.near(end - start, explained, scale, () => "the whole run");
    tally.near(
      fees.value,
      sumOf(trades.map((trade) => trade.fees)).value,
      Math.max(fees.size, 1e-300),
      () => "fees of orders and of trades",
    );
  }
  // What an open position has paid while it was held stands in no record yet.
  if (open === 0 || !holdingCosts) {
    const paid = sumOf(filled(orders).map((order) => -signed(order) * (order.price ?? 0) - order.fee));
    const kept = paid.value - held.value - interest.value;
    tally.near((rows.cash.at(-1) ?? NaN) - start, kept, Math.max(start, paid.size), () => "cash at the end");
  }
  return tally.identity;
}

const interestOf = (trade: Trade): number =>
  "borrow" in trade && typeof trade.borrow === "number" ? trade.borrow : 0;

/**
 * Each trade adds up; its exit is the fill of an order at that bar and price, and its entry one or the mean of several
 * while it was held, where a position grows.
 */
export function tradesOfOrders({ trades, orders }: Ledger): Identity {
  const tally = new Tally("a trade = its fills");
  const fills = new Map<string, Map<number, number[]>>();
  const exits = new Set<string>();
  for (const { bar, side, price } of filled(orders)) {
    const onSide = fills.get(side) ?? new Map<number, number[]>();
    const onBar = onSide.get(bar) ?? [];
    onBar.push(price ?? NaN);
    fills.set(side, onSide.set(bar, onBar));
    exits.add(`${bar} ${side} ${price}`);
  }
  const pricesOf = (side: string, from: number, to: number): readonly number[] =>
    Array.from({ length: to - from + 1 }, (_, k) => fills.get(side)?.get(from + k) ?? []).flat();
  for (const trade of trades) {
    const { id, side, quantity, entryBar, entryPrice, exitBar, exitPrice } = trade;
    const where = (what: string) => (): string => `trade ${id}: ${what}`;
    const [opens, closes, sign] =
      side === "long" ? (["buy", "sell", 1] as const) : (["sell", "buy", -1] as const);
    const scale = quantity * Math.max(entryPrice, exitPrice);
    tally.holds(quantity > 0, where(`its quantity is ${quantity}`));
    tally.near(trade.grossProfit, sign * (exitPrice - entryPrice) * quantity, scale, where("gross profit"));
    const net = trade.grossProfit - trade.fees - trade.funding - interestOf(trade);
    tally.near(trade.profit, net, scale, where("profit"));
    tally.holds(
      exits.has(`${exitBar} ${closes} ${exitPrice}`),
      where(`no order filled at ${exitPrice} on bar ${exitBar}, where it ends`),
    );
    const first = pricesOf(opens, entryBar, entryBar);
    const isFill = first.includes(entryPrice);
    const entered = isFill ? first : pricesOf(opens, entryBar, exitBar);
    const slack = isFill ? 0 : 1e-12 * entryPrice;
    tally.holds(
      first.length > 0 &&
        entryPrice >= Math.min(...entered) - slack &&
        entryPrice <= Math.max(...entered) + slack,
      where(`no orders filled at ${entryPrice} from bar ${entryBar} on, where it begins`),
    );
    tally.holds(trade.mae <= 0 && trade.mfe >= 0, where(`excursions ${trade.mae} and ${trade.mfe}`));
  }
  return tally.identity;
}

/** Units that trades close are units that orders opened and closed. */
export function unitsOfTrades({ trades, orders, equity: rows }: Ledger): Identity {
  const tally = new Tally("units opened = units closed + units held");
  const fills = filled(orders);
  const all = sumOf(fills.map(({ quantity }) => quantity));
  const closed = sumOf(trades.map(({ quantity }) => quantity));
  const open = Math.abs(rows.position.at(-1) ?? 0);
  tally.near(all.value, 2 * closed.value + open, all.size, () => "the whole run");
  return tally.identity;
}
