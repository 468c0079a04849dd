import type { ExitReason } from "../record.js";
import { TwinFills } from "./twin-fills.js";
import { guardOf } from "./twin-levels.js";
import { liquidationOf } from "./twin-margin.js";
import { follow, reaches, type Position, type Waiting } from "./twin-position.js";

/** A bar as the side of an entry sees it. */
interface Points {
  readonly forUs: number;
  readonly against: number;
  readonly close: number;
}

/** What the path of a bar's prices does to protections and resting entries. */
export class TwinPath extends TwinFills {
  protected see(held: Position, high: number, low: number): void {
    for (const lot of held.lots) {
      lot.highest = Math.max(lot.highest, high);
      lot.lowest = Math.min(lot.lowest, low);
    }
  }

  /** Where the position is left against us: the nearest of stop, trailing stop and liquidation. */
  protected guard(
    bar: number,
    held: Position,
  ): { readonly level: number; readonly reason: ExitReason } | null {
    const last = liquidationOf(held, this.rules);
    const placed = this.acts(bar) ? guardOf(held) : null;
    if (last === null) return placed;
    return placed !== null && held.side * placed.level > held.side * last
      ? placed
      : { level: last, reason: "liquidation" };
  }

  protected insideBar(bar: number): void {
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
  protected restingBar(bar: number, entry: Waiting): void {
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
    for (const [k, point] of points.entries()) this.goTo(bar, points[k - 1] ?? open, point);
  }

  /** A stop-limit whose stop is reached at `price` beyond its limit becomes a limit. */
  protected trigger(entry: Waiting, price: number): boolean {
    const { limit, rule } = entry;
    if (entry.better || limit === null || !reaches(entry, price)) return false;
    if (rule.side * price <= rule.side * limit) return false;
    entry.better = true;
    entry.price = limit;
    return true;
  }

  /** After a stop-limit was reached beyond its limit: only the close is sure to come later. */
  protected fillOnTheWayBack(bar: number, entry: Waiting, { against, close }: Points): void {
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
  protected acts(bar: number): boolean {
    return this.position !== null && (this.rules.protectFrom === "fill" || bar > this.position.entryBar);
  }

  protected fillAtWorst(bar: number, entry: Waiting, { forUs, against, close }: Points): void {
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

  /** The price goes straight from one point to the next. An entry that lacked volume is not met once more behind its price. */
  protected goTo(bar: number, from: number, point: number): void {
    const { entry, position } = this;
    if (entry !== null && reaches(entry, point) && !reaches(entry, from)) {
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

  /** Stops out when the price goes to `price`; `at` is the price where it jumped there. */
  protected hit(bar: number, held: Position, price: number, at?: number): boolean {
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

  protected target(bar: number, held: Position, price: number, at?: number): void {
    while (this.position !== null) {
      const [next] = held.takes;
      if (next === undefined || held.side * next.level > held.side * price) return;
      held.takes = held.takes.slice(1);
      const before = held.quantity;
      const { entry } = held;
      let units = next.left ?? next.portion * held.initial;
      if ((next.portion >= 1 && next.left === undefined) || units >= held.quantity * (1 - 1e-9))
        units = held.quantity;
      else units = this.inLots(units);
      if (units > 0) this.close(bar, units, at ?? next.level, "take", false);
      const left = Math.min(units, before) - (this.position === null ? before : before - held.quantity);
      const isPart = units > 0 && left > before * 1e-9;
      if (isPart) held.takes = [{ ...next, left }, ...held.takes];
      // Where the oldest entry is gone the others may have cost less, and what is measured from their price stands higher.
      const where = at ?? next.level;
      if (this.position !== null && held.entry !== entry && this.hit(bar, held, where, where)) return;
      if (isPart) return;
    }
  }
}
