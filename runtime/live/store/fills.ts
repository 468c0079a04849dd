import type { Order } from "../../record.js";
import type { RowOf } from "./tables.js";

/** A fill whose position is not yet known to have a row. */
export type Fill = Omit<RowOf<"fills">, "strategy_id" | "signal_number">;

/** What is left of a holding after rounding, as a part of the order that closed it. */
const dust = 1e-9;

/**
 * Follows what a strategy holds from order to order, and so what each did: an order that turns a position around closes
 * one and opens the next.
 */
export class FillReader {
  #held: number;
  #position: number;
  #count: number;

  /** @param position the highest number that a position has so far */
  constructor(held: number, position: number, count: number) {
    this.#held = held;
    this.#position = position;
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  read(orders: readonly Order[]): readonly Fill[] {
    return orders
      .filter(({ status }) => status === "filled" || status === "partly_filled")
      .flatMap((order) => this.#fill(order));
  }

  /** What the account says that is held counts more than the sum of orders. */
  settle(held: number, position: number): void {
    this.#held = held;
    this.#position = Math.max(this.#position, position);
  }

  #fill(order: Order): readonly Fill[] {
    const { quantity, side } = order;
    if (order.price === null || !(quantity > 0)) return [];
    const direction = side === "buy" ? 1 : -1;
    const against = this.#held * direction < 0 ? Math.abs(this.#held) : 0;
    const closing = quantity - against <= dust * quantity ? quantity : against;
    const opening = quantity - closing;
    const fills: Fill[] = [];
    if (against > 0) {
      fills.push(this.#part(order, direction > 0 ? "close_short" : "close_long", closing));
      this.#held += direction * closing;
      if (Math.abs(this.#held) <= dust * quantity) this.#held = 0;
    }
    if (opening > 0) {
      if (this.#held === 0) this.#position++;
      fills.push(this.#part(order, direction > 0 ? "open_long" : "open_short", opening));
      this.#held += direction * opening;
    }
    return fills;
  }

  #part(order: Order, type: Fill["type"], quantity: number): Fill {
    const share = quantity === order.quantity ? 1 : quantity / order.quantity;
    return {
      number: ++this.#count,
      order_number: order.id,
      position_number: this.#position,
      type,
      quantity,
      price: order.price ?? 0,
      fee: order.fee * share,
      slippage: order.slippage * share,
      time: order.time,
    };
  }
}
