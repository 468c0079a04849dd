import type { BarColumns } from "../data/dataset.js";
import type { ExitReason } from "../record.js";
import { faultOf, placedAt } from "./twin-levels.js";
import { boundedExit, boundIn, liquidationOf } from "./twin-margin.js";
import {
  averageOf,
  closeLot,
  goOn,
  grown,
  leftOf,
  type Lot,
  type Position,
  type Waiting,
} from "./twin-position.js";
import type { TwinRules, TwinTrade } from "./twin-rules.js";
import { unitsFor } from "./twin-size.js";

/** Money that one twin has alone, or several share. */
export interface TwinAccount {
  cash: number;
  /** What it was worth at the last close. */
  mark: number;
  bankrupt: boolean;
}

/** What a twin must know of the others that it trades with. */
export interface TwinPeers {
  /** Worth of what the others hold on the same account, and what of the money that binds. */
  readonly elsewhere: () => { readonly worth: number; readonly bound: number };
  /** The part of the account's equity that sizes are counted from. */
  readonly share: number;
  /** Why nothing may be filled now; null: it may. */
  readonly closed: (side: number) => string | null;
  /** Notional that the limits leave for an entry, and the word of the narrowest. */
  readonly roomFor: (
    price: number,
    side: number,
    fee: number,
  ) => { readonly room: number; readonly equity: number; readonly reason: string };
  readonly isHalted: () => boolean;
  /** Why nothing may be ordered at this close; null: it may. */
  readonly refusal: () => string | null;
  /** The position will be left at the next open; an entry waits for it. */
  readonly leaves: () => void;
  readonly waits: () => void;
  /** A fill is the last price seen. */
  readonly saw: (price: number) => void;
}

/** What the slow twin holds and waits for, and how orders are filled. */
export class TwinFills {
  position: Position | null = null;
  entry: Waiting | null = null;
  exit: { readonly reason: ExitReason } | null = null;
  /** What the bar's share of the volume still fills. */
  protected liquidity = Number.POSITIVE_INFINITY;
  protected pauseUntil = 0;
  protected losses = 0;
  /** Return of each position that has ended, on what was paid for it. */
  private readonly outcomes: number[] = [];
  readonly trades: TwinTrade[] = [];
  readonly failures: string[] = [];
  /** The day of each entry that was filled. */
  private readonly entryDays: number[] = [];

  constructor(
    readonly bars: BarColumns,
    readonly rules: TwinRules,
    readonly account: TwinAccount,
    protected readonly peers: TwinPeers | null,
  ) {}

  price(column: "open" | "high" | "low" | "close", bar: number): number {
    return this.bars[column][bar] ?? Number.NaN;
  }

  protected impact(bar: number, price: number, units: number): number {
    const { kind, amount } = this.rules.slippage;
    const volume = this.bars.volume[bar] ?? Number.NaN;
    const share = units === 0 ? 0 : units < volume ? units / volume : 1;
    const range = this.price("high", bar) - this.price("low", bar);
    const distances = {
      rate: amount * price,
      range: amount * range,
      square_root: amount * price * Math.sqrt(share),
      linear: amount * price * share,
    };
    return distances[kind] + (this.rules.spread / 2) * price;
  }

  /** Where units are had, or got rid of, at the market. */
  protected marketPrice(bar: number, reference: number, side: number, units: number): number {
    return Math.max(0, reference + side * this.impact(bar, reference, units));
  }

  /** The position against which it goes is not left whole yet. */
  protected isOpposed(entry: Waiting): boolean {
    return this.position !== null && this.position.side !== entry.rule.side;
  }

  /** How many of `units` the bar can fill. */
  protected fillable(units: number): number {
    return units <= this.liquidity * (1 + 1e-9) ? units : this.inLots(this.liquidity);
  }

  /** The waiting entry comes to nothing. */
  drop(bar: number, status: string, reason: string): void {
    if (this.entry !== null) this.failures.push(`${bar} ${status} ${reason}`);
    this.entry = null;
  }

  protected fill(bar: number, entry: Waiting, reference: number): void {
    const reason = this.open(bar, entry, reference);
    if (reason !== null) this.drop(bar, entry.left > 0 ? "cancelled" : "rejected", reason);
    else if (entry.left === 0 && entry.isFilled) this.entry = null;
  }

  /** Fills an entry, or gives the reason why it cannot be. */
  protected open(bar: number, entry: Waiting, reference: number): string | null {
    const { rule, bar: signalBar, limit: worst, better: limit } = entry;
    const { side } = rule;
    const before = this.position;
    const held = before?.quantity ?? 0;
    if (bar < this.pauseUntil) return "cooldown";
    if (this.isDayUsedUp(bar, entry)) return "the entries of the day are used up";
    const closed = this.peers?.closed(side) ?? null;
    if (closed !== null) return closed;
    if (this.worthAt(side * held, reference) <= 0) return "no money";
    let price = limit ? reference : this.takingPrice(bar, entry, reference);
    if (worst !== null && side * price > side * worst) price = worst;
    if (price <= 0) return "no price above zero";
    const alone = placedAt(rule, signalBar, price);
    const misplaced = faultOf(alone, side, price);
    if (misplaced !== null) return misplaced;
    const affordable = this.unitsAt(price, side, alone.stop, limit, entry.left);
    if (affordable === null) return "no money";
    const allowed = affordable > 0 ? this.withinLimits(affordable, price, side, limit) : affordable;
    if (typeof allowed === "string") return allowed;
    const wanted = allowed;
    const { taker, maker, fixed } = this.rules;
    const continues = entry.left > 0;
    const ordered = continues ? Math.min(entry.left, this.inLots(wanted)) : this.inLots(wanted);
    const small = this.faultOfSize(wanted, ordered, continues ? Number.POSITIVE_INFINITY : price);
    if (small !== null) return small;
    const quantity = this.fillable(ordered);
    if (quantity <= 0) return null;
    const average = averageOf([...(before?.lots ?? []), { quantity, price }]);
    const placed = placedAt(rule, signalBar, average);
    const fault = faultOf(placed, side, price);
    if (fault !== null) return fault;
    const left = leftOf(continues ? entry.left : ordered, quantity);
    this.use(quantity);
    const fee = quantity * price * (limit ? maker : taker) + fixed;
    this.account.cash -= side * quantity * price + fee;
    const slippage = limit ? 0 : quantity * Math.abs(price - reference);
    const fresh = { funding: 0, borrow: 0, highest: price, lowest: price };
    const entered: Lot = { price, bar, signalBar, quantity, fee, slippage, ...fresh };
    const followed = before !== null && (before.trail !== null || before.moves.length > 0);
    const best = !followed || side * price > side * before.best ? price : before.best;
    const lots = before !== null && continues ? grown(before, entered) : [...(before?.lots ?? []), entered];
    const changed = {
      entry: average,
      quantity: held + quantity,
      initial: held + quantity,
      invested: (before?.invested ?? 0) + quantity * price,
      rule,
      signalBar,
      lots,
      ...placed,
      best,
    };
    if (!continues) this.entryDays.push(this.dayOf(bar));
    goOn(entry, left);
    this.peers?.saw(reference);
    if (before === null) this.position = { side, entryBar: bar, profit: 0, ...changed };
    else Object.assign(before, changed);
    return null;
  }

  private dayOf(bar: number): number {
    return Math.floor((this.bars.time[bar] ?? 0) / 86_400_000);
  }

  private isDayUsedUp(bar: number, { left }: Waiting): boolean {
    const { entriesPerDay } = this.rules;
    if (entriesPerDay === undefined || left > 0) return false;
    return this.entryDays.filter((day) => day === this.dayOf(bar)).length >= entriesPerDay;
  }

  /** What a taking entry pays: its size at the price without impact is what moves the price. */
  protected takingPrice(bar: number, { rule, bar: signalBar, left }: Waiting, reference: number): number {
    const { kind } = this.rules.slippage;
    const price = this.marketPrice(bar, reference, rule.side, 0);
    if (kind !== "square_root" && kind !== "linear") return price;
    if (left > 0) return this.marketPrice(bar, reference, rule.side, this.fillable(left));
    const { stop } = placedAt(rule, signalBar, price);
    const units = this.unitsAt(price, rule.side, stop, false, 0);
    return units === null
      ? price
      : this.marketPrice(bar, reference, rule.side, this.fillable(this.inLots(units)));
  }

  /** What the account is worth while a unit costs `price`. */
  private worthAt(units: number, price: number): number {
    return this.account.cash + (this.peers?.elsewhere().worth ?? 0) + units * price;
  }

  private unitsAt(
    price: number,
    side: number,
    stop: number | null,
    rests: boolean,
    left: number,
  ): number | null {
    const held = this.position;
    return unitsFor(this.rules, {
      equity: this.worthAt(side * (held?.quantity ?? 0), price),
      share: this.peers?.share ?? 1,
      price,
      stop,
      bound: (held === null ? 0 : boundIn(held, this.rules, price)) + (this.peers?.elsewhere().bound ?? 0),
      rests,
      left,
      outcomes: this.outcomes,
    });
  }

  /** What the limits leave of some units, or the word of the limit that leaves nothing. */
  private withinLimits(units: number, price: number, side: number, rests: boolean): number | string {
    if (this.peers === null) return units;
    const { room, equity, reason } = this.peers.roomFor(
      price,
      side,
      rests ? this.rules.maker : this.rules.taker,
    );
    const notional = units * price;
    if (notional <= room) return units;
    const { kind } = this.rules.size;
    if (kind === "notional" || kind === "quantity") return notional > room * (1 + 1e-12) ? reason : units;
    return room > 1e-9 * equity ? room / price : reason;
  }

  protected use(units: number): void {
    this.liquidity = Math.max(0, this.liquidity - units);
  }

  protected faultOfSize(wanted: number, ordered: number, price: number): string | null {
    const { size, minimumNotional } = this.rules;
    if (wanted === 0) return size.kind === "kelly" ? "the closed trades show no edge" : "no size";
    if (ordered <= 0) return "below one lot";
    return ordered * price < minimumNotional * (1 - 1e-9) ? "below the minimum notional" : null;
  }

  protected inLots(units: number): number {
    const { lot } = this.rules;
    return lot > 0 ? Math.floor((units / lot) * (1 + 1e-12)) * lot : units;
  }

  close(bar: number, wanted: number, reference: number, reason: ExitReason, takes: boolean): void {
    const held = this.position;
    if (held === null) return;
    const isBound =
      this.rules.participation !== undefined && reason !== "liquidation" && reason !== "end_of_data";
    let quantity = isBound ? this.fillable(wanted) : wanted;
    if (quantity <= 0) return;
    if (isBound) this.liquidity = Math.max(0, this.liquidity - quantity);
    if (isBound && quantity >= held.quantity * (1 - 1e-9)) quantity = held.quantity;
    const fill = takes ? this.marketPrice(bar, reference, -held.side, quantity) : reference;
    const rate =
      (takes ? this.rules.taker : this.rules.maker) +
      (reason === "liquidation" ? this.rules.liquidationFee : 0);
    const { price, fee, slippage } = boundedExit(held, this.rules, quantity, reference, {
      price: fill,
      fee: quantity * fill * rate + this.rules.fixed,
      slippage: quantity * Math.abs(fill - reference),
    });
    this.account.cash += held.side * quantity * price - fee;
    const whole = quantity === held.quantity;
    const liquidation = liquidationOf(held, this.rules);
    let left = quantity;
    for (const lot of held.lots) {
      const part = whole || left >= lot.quantity * (1 - 1e-9) ? lot.quantity : left;
      if (part <= 0) break;
      left -= part;
      const exit = { bar, price, reason, liquidation };
      const shared = { fee: (fee * part) / quantity, slippage: (slippage * part) / quantity };
      this.trades.push(closeLot(held, lot, part, { ...exit, ...shared }));
    }
    this.peers?.saw(reference);
    const rest = held.lots.filter((lot) => lot.quantity > 0);
    held.lots.splice(0, held.lots.length, ...rest);
    held.quantity -= quantity;
    if (this.entry !== null && this.entry.left > 0)
      this.drop(bar, "cancelled", "an exit came before the rest was filled");
    if (!whole) {
      held.entry = averageOf(rest);
      return;
    }
    this.position = null;
    this.outcomes.push(held.profit / held.invested);
    if (this.entry !== null && this.entry.price !== null && this.entry.rule.side === held.side)
      this.drop(bar, "cancelled", "the position it would add to is closed");
    this.losses = held.profit < 0 ? this.losses + 1 : 0;
    const { cooldown } = this.rules;
    if (cooldown === undefined) return;
    const applies =
      cooldown.after === "any" || (cooldown.after === "loss" ? held.profit < 0 : held.profit > 0);
    if (applies) this.pauseUntil = bar + cooldown.length;
  }
}
