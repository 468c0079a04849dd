import type { BarColumns } from "../data/dataset.js";
import type { Order, Trade } from "../record.js";
import { Tally, type Identity } from "./identity.js";

const ended: readonly string[] = ["rejected", "cancelled", "expired"];
/** Kinds that a condition at a bar's close asks for; the others follow from what is placed already. */
const askedFor: readonly string[] = ["market", "limit", "stop_entry", "stop_limit"];
/** Settled on the bar on which it comes out. */
const settled: readonly string[] = ["equity used up", "margin used up", "end of data"];

/** Nothing fills on the bar that caused it, and nothing ends before it began. */
export function strictlyLater(orders: readonly Order[], trades: readonly Trade[]): Identity {
  const tally = new Tally("no fill on the bar that caused it");
  for (const { id, kind, signalBar, bar, status, reason } of orders) {
    if (ended.includes(status)) continue;
    const waits = askedFor.includes(kind) && !settled.includes(reason);
    tally.holds(
      waits ? bar > signalBar : bar >= signalBar,
      () => `order ${id} (${kind}) filled on bar ${bar}, caused on bar ${signalBar}`,
    );
  }
  for (const { id, signalBar, entryBar, exitBar } of trades)
    tally.holds(
      signalBar < entryBar && entryBar <= exitBar,
      () => `trade ${id}: caused on bar ${signalBar}, entered on ${entryBar}, left on ${exitBar}`,
    );
  return tally.identity;
}

/** Every order that did not fill says why, and costs nothing. */
export function endedWithReason(orders: readonly Order[]): Identity {
  const tally = new Tally("an order that did not fill has a reason and no fee");
  for (const { id, status, reason, fee, slippage } of orders) {
    if (!ended.includes(status)) continue;
    tally.holds(reason !== "", () => `order ${id} was ${status} without a reason`);
    tally.holds(fee === 0 && slippage === 0, () => `order ${id} was ${status} and cost ${fee + slippage}`);
  }
  return tally.identity;
}

/**
 * A fill without what slippage and spread added lies between low and high of its bar. Where the margin is used up it
 * may be better than that: the position loses its margin and no more, however far the market has gone.
 */
export function insideBars(orders: readonly Order[], bars: BarColumns, tick: number): Identity {
  const tally = new Tally("a fill lies inside its bar");
  for (const { id, bar, side, price, quantity, slippage, status, reason } of orders) {
    if (price === null || ended.includes(status) || quantity === 0) continue;
    const [low = NaN, high = NaN] = [bars.low[bar], bars.high[bar]];
    // A price that slippage pushed to zero has nothing to take it back from.
    if (Number.isNaN(low) || Number.isNaN(high) || price === 0) continue;
    const moved = slippage / quantity;
    const before = side === "buy" ? price - moved : price + moved;
    const slack = 1e-9 * Math.max(Math.abs(high), moved) + tick;
    const isBounded = reason === "margin used up";
    const least = isBounded && side === "buy" ? 0 : low - slack;
    const most = isBounded && side === "sell" ? Infinity : high + slack;
    tally.holds(
      before >= least && before <= most,
      () => `order ${id} on bar ${bar}: ${before}, but the bar goes from ${low} to ${high}`,
    );
  }
  return tally.identity;
}
