import type { BarColumns } from "../data/dataset.js";
import type { ExitReason } from "../record.js";
import { faultOf, guardOf, lacksLevel, placedAt } from "./twin-levels.js";
import { boundedExit, boundIn, liquidationOf, payHolding } from "./twin-margin.js";
import {
  averageOf,
  closeLot,
  follow,
  goOn,
  grown,
  leftOf,
  reaches,
  type Lot,
  type Position,
  type Waiting,
} from "./twin-position.js";
import { TwinHalts } from "./twin-halts.js";
import { unitsFor } from "./twin-size.js";
import type { TwinResult, TwinRules, TwinTrade } from "./twin-rules.js";

/** A bar as the side of an entry sees it. */
interface Points {
  readonly forUs: number;
  readonly against: number;
  readonly close: number;
}

/**
 * The broker once more, slow and obvious: every rule of `docs/semantics` bar by bar over plain objects. Tests hold the
 * kernel to it on random strategies and bars. It shares nothing with the kernel but the words for reasons.
 */
export function twinBroker(bars: BarColumns, rules: TwinRules): TwinResult {
  return new Twin(bars, rules).run();
}

class Twin {
  private cash: number;
  private mark: number;
  private position: Position | null = null;
  private entry: Waiting | null = null;
  private exit: { readonly reason: ExitReason } | null = null;
  /** What the bar's share of the volume still fills. */
  private liquidity = Number.POSITIVE_INFINITY;
  private bankrupt = false;
  private pauseUntil = 0;
  private losses = 0;
  private readonly halts: TwinHalts;
  /** Return of each position that has ended, on what was paid for it. */
  private readonly outcomes: number[] = [];
  private readonly said = new Map<string, string>();
  private readonly trades: TwinTrade[] = [];
  private readonly signals: string[] = [];
  private readonly failures: string[] = [];
  private readonly equity: number[] = [];

  constructor(
    private readonly bars: BarColumns,
    private readonly rules: TwinRules,
  ) {
    this.cash = rules.capital;
    this.mark = rules.capital;
    this.halts = new TwinHalts(rules);
  }

  run(): TwinResult {
    const bars = this.bars.time.length;
    for (let bar = 0; bar < bars; bar++) this.bar(bar);
    this.drop(bars - 1, "cancelled", "end of data");
    if (this.position !== null) {
      this.close(bars - 1, this.position.quantity, this.price("close", bars - 1), "end_of_data", true);
      this.equity[bars - 1] = this.cash;
    }
    return { trades: this.trades, signals: this.signals, failures: this.failures, equity: this.equity };
  }

  private price(column: "open" | "high" | "low" | "close", bar: number): number {
    return this.bars[column][bar] ?? Number.NaN;
  }

  private bar(bar: number): void {
    this.halts.beginDay(this.bars.time[bar] ?? 0, this.mark);
    const { participation } = this.rules;
    const volume = this.bars.volume[bar] ?? 0;
    if (participation !== undefined) this.liquidity = volume > 0 ? participation * volume : 0;
    if (this.position !== null) this.holdUntil(bar, this.position);
    if (this.position !== null) this.liquidateAtOpen(bar, this.position);
    this.atOpen(bar);
    if (this.entry === null || this.entry.price === null || this.isOpposed(this.entry)) this.insideBar(bar);
    else this.restingBar(bar, this.entry);
    const held = this.position;
    if (held !== null && held.rule.expire !== undefined && bar - held.entryBar + 1 >= held.rule.expire)
      this.exit ??= { reason: "expire" };
    this.atClose(bar);
    this.halts.check(bar, this.mark, this.losses);
    this.endResting(bar);
    this.rules.exits.forEach((_, k) => this.decideExit(bar, k));
    this.rules.entries.forEach((_, k) => this.decideEntry(bar, k));
  }

  private holdUntil(bar: number, held: Position): void {
    const times = [this.bars.time[bar - 1] ?? 0, this.bars.time[bar] ?? 0] as const;
    this.cash -= payHolding(held, this.rules, times, this.price("close", bar - 1));
  }

  private liquidateAtOpen(bar: number, held: Position): void {
    const level = liquidationOf(held, this.rules);
    const open = this.price("open", bar);
    if (level === null || held.side * open > held.side * level) return;
    this.exit = null;
    this.close(bar, held.quantity, open, "liquidation", true);
    if (this.entry?.rule.side === held.side)
      this.drop(bar, "cancelled", "the position it would add to is closed");
  }

  private atOpen(bar: number): void {
    const open = this.price("open", bar);
    const { exit } = this;
    if (exit !== null && this.position !== null)
      this.close(bar, this.position.quantity, open, exit.reason, true);
    // What the volume did not take is left at the next open.
    this.exit = this.position === null ? null : exit;
    if (this.entry?.price === null && !this.isOpposed(this.entry)) this.fill(bar, this.entry, open);
    if (this.position !== null) this.see(this.position, open, open);
  }

  private impact(bar: number, price: number, units: number): number {
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
  private marketPrice(bar: number, reference: number, side: number, units: number): number {
    return Math.max(0, reference + side * this.impact(bar, reference, units));
  }

  /** The position against which it goes is not left whole yet. */
  private isOpposed(entry: Waiting): boolean {
    return this.position !== null && this.position.side !== entry.rule.side;
  }

  /** How many of `units` the bar can fill. */
  private fillable(units: number): number {
    return units <= this.liquidity * (1 + 1e-9) ? units : this.inLots(this.liquidity);
  }

  /** The waiting entry comes to nothing. */
  private drop(bar: number, status: string, reason: string): void {
    if (this.entry !== null) this.failures.push(`${bar} ${status} ${reason}`);
    this.entry = null;
  }

  private fill(bar: number, entry: Waiting, reference: number): void {
    const reason = this.open(bar, entry, reference);
    if (reason !== null) this.drop(bar, entry.left > 0 ? "cancelled" : "rejected", reason);
    else if (entry.left === 0 && entry.isFilled) this.entry = null;
  }

  /** Fills an entry, or gives the reason why it cannot be. */
  private open(bar: number, entry: Waiting, reference: number): string | null {
    const { rule, bar: signalBar, limit: worst, better: limit } = entry;
    const { side } = rule;
    const before = this.position;
    const held = before?.quantity ?? 0;
    if (bar < this.pauseUntil) return "cooldown";
    if (this.cash + side * held * reference <= 0) return "no money";
    let price = limit ? reference : this.takingPrice(bar, entry, reference);
    if (worst !== null && side * price > side * worst) price = worst;
    if (price <= 0) return "no price above zero";
    const alone = placedAt(rule, signalBar, price);
    const misplaced = faultOf(alone, side, price);
    if (misplaced !== null) return misplaced;
    const wanted = unitsFor(this.rules, {
      equity: this.cash + side * held * price,
      price,
      stop: alone.stop,
      bound: before === null ? 0 : boundIn(before, this.rules, price),
      rests: limit,
      left: entry.left,
      outcomes: this.outcomes,
    });
    if (wanted === null) return "no money";
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
    this.cash -= side * quantity * price + fee;
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
    goOn(entry, left);
    if (before === null) this.position = { side, entryBar: bar, profit: 0, ...changed };
    else Object.assign(before, changed);
    return null;
  }

  /** What a taking entry pays: its size at the price without impact is what moves the price. */
  private takingPrice(bar: number, { rule, bar: signalBar, left }: Waiting, reference: number): number {
    const { kind } = this.rules.slippage;
    const price = this.marketPrice(bar, reference, rule.side, 0);
    if (kind !== "square_root" && kind !== "linear") return price;
    const held = this.position;
    if (left > 0) return this.marketPrice(bar, reference, rule.side, this.fillable(left));
    const units = unitsFor(this.rules, {
      equity: this.cash + rule.side * (held?.quantity ?? 0) * price,
      price,
      stop: placedAt(rule, signalBar, price).stop,
      bound: held === null ? 0 : boundIn(held, this.rules, price),
      rests: false,
      left: 0,
      outcomes: this.outcomes,
    });
    return units === null
      ? price
      : this.marketPrice(bar, reference, rule.side, this.fillable(this.inLots(units)));
  }

  private use(units: number): void {
    this.liquidity = Math.max(0, this.liquidity - units);
  }

  private faultOfSize(wanted: number, ordered: number, price: number): string | null {
    const { size, minimumNotional } = this.rules;
    if (wanted === 0) return size.kind === "kelly" ? "the closed trades show no edge" : "no size";
    if (ordered <= 0) return "below one lot";
    return ordered * price < minimumNotional * (1 - 1e-9) ? "below the minimum notional" : null;
  }

  private inLots(units: number): number {
    const { lot } = this.rules;
    return lot > 0 ? Math.floor((units / lot) * (1 + 1e-12)) * lot : units;
  }

  private close(bar: number, wanted: number, reference: number, reason: ExitReason, takes: boolean): void {
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
    this.cash += held.side * quantity * price - fee;
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

  private see(held: Position, high: number, low: number): void {
    for (const lot of held.lots) {
      lot.highest = Math.max(lot.highest, high);
      lot.lowest = Math.min(lot.lowest, low);
    }
  }

  /** Where the position is left against us: the nearest of stop, trailing stop and liquidation. */
  private guard(bar: number, held: Position): { readonly level: number; readonly reason: ExitReason } | null {
    const last = liquidationOf(held, this.rules);
    const placed = this.acts(bar) ? guardOf(held) : null;
    if (last === null) return placed;
    return placed !== null && held.side * placed.level > held.side * last
      ? placed
      : { level: last, reason: "liquidation" };
  }

  private insideBar(bar: number): void {
    const held = this.position;
    if (held === null) return;
    const open = this.price("open", bar);
    const against = held.side > 0 ? this.price("low", bar) : this.price("high", bar);
    const forUs = held.side > 0 ? this.price("high", bar) : this.price("low", bar);
    if (this.hit(bar, held, open, open)) return;
    if (!this.acts(bar)) {
      this.hit(bar, held, against);
      return;
    }
    this.target(bar, held, open, open);
    const { path } = this.rules;
    if (path === "pessimistic") {
      if (this.hit(bar, held, against)) return;
      this.target(bar, held, forUs);
      follow(held, forUs);
      return;
    }
    follow(held, open);
    const points = path === "ohlc" ? ["high", "low", "close"] : ["low", "high", "close"];
    for (const point of points) {
      const price = this.price(point === "high" ? "high" : point === "low" ? "low" : "close", bar);
      // The fall hits, the rise takes; where the volume did not do for the stop, what is left goes on.
      if (this.hit(bar, held, price)) continue;
      this.target(bar, held, price);
      follow(held, price);
    }
  }

  /** A bar with an entry that rests, alone or beside the position it would add to. */
  private restingBar(bar: number, entry: Waiting): void {
    const held = this.position;
    const { side } = entry.rule;
    const open = this.price("open", bar);
    if (held !== null && this.hit(bar, held, open, open)) return;
    if (held !== null) this.target(bar, held, open, open);
    if (this.entry === null) return this.insideBar(bar);
    this.trigger(entry, open);
    if (reaches(entry, open)) {
      this.fill(bar, entry, open);
      this.insideBar(bar);
      return;
    }
    const close = this.price("close", bar);
    const high = this.price("high", bar);
    const low = this.price("low", bar);
    if (this.rules.path === "pessimistic") {
      const [forUs, against] = side > 0 ? [high, low] : [low, high];
      const points = { forUs, against, close };
      if (!reaches(entry, entry.better ? against : forUs)) this.insideBar(bar);
      else if (this.trigger(entry, entry.price ?? Number.NaN)) this.fillOnTheWayBack(bar, entry, points);
      else this.fillAtWorst(bar, entry, points);
      return;
    }
    if (held !== null) follow(held, open);
    const points = this.rules.path === "ohlc" ? [high, low, close] : [low, high, close];
    for (const point of points) this.goTo(bar, point);
  }

  /** A stop-limit whose stop is reached at `price` beyond its limit becomes a limit. */
  private trigger(entry: Waiting, price: number): boolean {
    const { limit, rule } = entry;
    if (entry.better || limit === null || !reaches(entry, price)) return false;
    if (rule.side * price <= rule.side * limit) return false;
    entry.better = true;
    entry.price = limit;
    return true;
  }

  /** After a stop-limit was reached beyond its limit: only the close is sure to come later. */
  private fillOnTheWayBack(bar: number, entry: Waiting, { against, close }: Points): void {
    this.insideBar(bar);
    if (this.entry === null || !reaches(entry, close)) return;
    const level = entry.price ?? Number.NaN;
    this.fill(bar, entry, level);
    const now = this.position;
    if (now === null || !this.acts(bar)) return;
    if (this.hit(bar, now, level, level) || this.hit(bar, now, against)) return;
    this.target(bar, now, close);
    follow(now, close);
  }

  /** Whether protections act in this bar. */
  private acts(bar: number): boolean {
    return this.position !== null && (this.rules.protectFrom === "fill" || bar > this.position.entryBar);
  }

  private fillAtWorst(bar: number, entry: Waiting, { forUs, against, close }: Points): void {
    const { side } = entry.rule;
    const limit = entry.better;
    const level = entry.price ?? Number.NaN;
    const held = this.position;
    if (held !== null) {
      const guard = this.guard(bar, held);
      const falls = guard !== null && side * against <= side * guard.level;
      // On its way down the price meets the stop before a limit that lies below it.
      if (falls && limit && side * level <= side * guard.level) return this.insideBar(bar);
      // A rise to the target may come before the fall to the limit; before a stop entry above it, it must.
      if (!falls) this.target(bar, held, limit ? forUs : level);
      if (this.entry === null) return this.insideBar(bar);
    }
    this.fill(bar, entry, level);
    const now = this.position;
    if (now === null) return;
    if (this.hit(bar, now, level, level) || this.hit(bar, now, against) || !this.acts(bar)) return;
    const sure = limit ? close : forUs;
    this.target(bar, now, sure);
    follow(now, sure);
    if (held !== null) follow(now, forUs);
  }

  /** The price goes straight to `point`. */
  private goTo(bar: number, point: number): void {
    const { entry, position } = this;
    if (entry !== null && reaches(entry, point)) {
      const level = entry.price ?? Number.NaN;
      const guard = position && this.guard(bar, position);
      const { side } = entry.rule;
      const limit = entry.better;
      if (position !== null && !limit) {
        this.target(bar, position, level);
        follow(position, level);
      }
      const stopsFirst = limit && guard !== null && side * guard.level >= side * level;
      if (this.entry !== null && !stopsFirst && !this.trigger(entry, level)) {
        this.fill(bar, entry, level);
        if (this.position !== null) this.hit(bar, this.position, level, level);
      }
    }
    const now = this.position;
    if (now === null || this.hit(bar, now, point) || !this.acts(bar)) return;
    this.target(bar, now, point);
    follow(now, point);
  }

  /** A resting entry ends with its time and when trading halts. */
  private endResting(bar: number): void {
    if (this.entry === null) return;
    if (bar >= this.entry.until) this.drop(bar, "expired", "its time is over");
    else if (this.halts.areOn()) this.drop(bar, "cancelled", "halted");
  }

  /** Stops out when the price goes to `price`; `at` is the price where it jumped there. */
  private hit(bar: number, held: Position, price: number, at?: number): boolean {
    if (this.position === null) return true;
    const guard = this.guard(bar, held);
    if (guard === null || held.side * price > held.side * guard.level) return false;
    const where = at ?? guard.level;
    const last = liquidationOf(held, this.rules);
    const { reason } = guard;
    const isLast = last !== null && held.side * where <= held.side * last;
    this.close(bar, held.quantity, where, isLast ? "liquidation" : reason, true);
    if (this.position !== null) this.exit ??= { reason };
    return true;
  }

  private target(bar: number, held: Position, price: number, at?: number): void {
    while (this.position !== null) {
      const [next] = held.takes;
      if (next === undefined || held.side * next.level > held.side * price) return;
      held.takes = held.takes.slice(1);
      const before = held.quantity;
      let units = next.left ?? next.portion * held.initial;
      if ((next.portion >= 1 && next.left === undefined) || units >= held.quantity * (1 - 1e-9))
        units = held.quantity;
      else units = this.inLots(units);
      if (units > 0) this.close(bar, units, at ?? next.level, "take", false);
      const left = Math.min(units, before) - (this.position === null ? before : before - held.quantity);
      if (units > 0 && left > before * 1e-9) {
        held.takes = [{ ...next, left }, ...held.takes];
        return;
      }
    }
  }

  private atClose(bar: number): void {
    const held = this.position;
    const close = this.price("close", bar);
    if (held !== null) this.see(held, this.price("high", bar), this.price("low", bar));
    this.mark = this.cash + (held === null ? 0 : held.side * held.quantity * close);
    if (this.mark <= 0 && !this.bankrupt) {
      this.bankrupt = true;
      this.drop(bar, "cancelled", "bankrupt");
      this.exit = null;
      if (held !== null) this.close(bar, held.quantity, close, "liquidation", true);
      this.mark = this.cash;
    }
    this.equity.push(this.mark);
  }

  /** Writes a signal down unless the same was said of this condition since it came true. */
  private say(bar: number, action: string, rule: number, ordered: boolean, reason: string): void {
    const key = `${action} ${rule}`;
    const before = this.said.get(key);
    if (!ordered && before === reason) return;
    if (reason === "no position" && before === "withdrew the resting entry") return;
    this.said.set(key, reason);
    this.signals.push(`${bar} ${action} ${rule} ${ordered ? "order" : "ignored"} ${reason}`);
  }

  private decideExit(bar: number, k: number): void {
    const rule = this.rules.exits[k];
    if (rule?.when[bar] !== 1) {
      this.said.delete(`exit ${k}`);
      return;
    }
    const say = (ordered: boolean, reason: string): void => this.say(bar, "exit", k, ordered, reason);
    if (this.bankrupt) return say(false, "bankrupt");
    if (bar < this.rules.first) return say(false, "warm-up");
    const side = this.position === null ? "none" : this.position.side > 0 ? "long" : "short";
    const resting = this.entry?.rule.side === 1 ? "long" : "short";
    if (side === "none" && this.entry !== null && (rule.side === "all" || rule.side === resting)) {
      this.drop(bar, "cancelled", "exit rule");
      return say(false, "withdrew the resting entry");
    }
    if (side === "none" || (rule.side !== "all" && rule.side !== side)) return say(false, "no position");
    if (this.exit !== null) return say(false, "already leaving");
    this.exit = { reason: "rule" };
    say(true, "exit rule");
  }

  private decideEntry(bar: number, k: number): void {
    const rule = this.rules.entries[k];
    if (rule?.when[bar] !== 1) {
      this.said.delete(`enter ${k}`);
      return;
    }
    const say = (ordered: boolean, reason: string): void => this.say(bar, "enter", k, ordered, reason);
    if (this.bankrupt) return say(false, "bankrupt");
    if (bar < this.rules.first) return say(false, "warm-up");
    const waiting = this.entry;
    const filling =
      waiting !== null && waiting.bar !== bar && (waiting.rule.order === undefined || waiting.left > 0);
    if (filling && waiting.rule.side === rule.side) {
      if (this.said.get(`enter ${k}`) !== "entry rule") say(false, "its order is still being filled");
      return;
    }
    if (!filling && waiting?.asked === bar) return say(false, "an earlier rule came first");
    if (this.position?.side === rule.side) {
      const adds = this.position.lots.length < this.rules.pyramiding && this.exit === null;
      if (!adds && this.said.get(`enter ${k}`) === "entry rule") return;
      if (!adds) return say(false, "in position");
    } else if (this.position !== null && !this.rules.reverses) return say(false, "in position");
    else if (this.position !== null) this.exit ??= { reason: "reverse" };
    if (this.halts.areOn()) return say(false, "halted");
    if (bar < this.pauseUntil) return say(false, "cooldown");
    if (lacksLevel(rule, bar)) return say(false, "a stop, target or trail has no value");
    const price = rule.order?.price[bar] ?? null;
    const limit = rule.order?.limit?.[bar] ?? null;
    if ((price !== null && price <= 0) || (limit !== null && limit <= 0))
      return say(false, "a stop, target or trail has no value");
    const wanted = `${price} ${limit}`;
    if (waiting?.rule === rule && waiting.wanted === wanted) {
      waiting.asked = bar;
      if (this.said.get(`enter ${k}`) !== "entry rule") say(false, "the same order rests already");
      return;
    }
    this.drop(bar, "cancelled", "replaced by a newer signal");
    const until = bar + (rule.order?.validity ?? Number.POSITIVE_INFINITY);
    const better = rule.order?.type === "limit";
    this.entry = { rule, bar, price, better, limit, wanted, until, asked: bar, left: 0, isFilled: false };
    say(true, "entry rule");
  }
}
