import type { BarColumns } from "../data/dataset.js";
import type { TwinAccount } from "./twin-fills.js";
import { stoppedAt, type Stopped } from "./switches.js";
import { TwinHalts } from "./twin-halts.js";
import { lacksLevel } from "./twin-levels.js";
import { liquidationOf, payHolding } from "./twin-margin.js";
import { TwinPath } from "./twin-path.js";
import type { Position } from "./twin-position.js";
import type { TwinResult, TwinRules } from "./twin-rules.js";

/**
 * The broker once more, slow and obvious: every rule of `docs/semantics` bar by bar over plain objects. Tests hold the
 * kernel to it on random strategies and bars. It shares nothing with the kernel but the words for reasons.
 */
export function twinBroker(bars: BarColumns, rules: TwinRules): TwinResult {
  const account: TwinAccount = { cash: rules.capital, mark: rules.capital, bankrupt: false };
  const twin = new Twin(bars, rules, account, null);
  const equity: number[] = [];
  for (let bar = 0; bar < bars.time.length; bar++) {
    twin.leaveAtOpen(bar);
    twin.enterAtOpen(bar);
    twin.inside(bar);
    account.mark = account.cash + twin.worthAtClose(bar);
    if (account.mark <= 0 && !account.bankrupt) {
      account.bankrupt = true;
      twin.closeOut(bar);
      account.mark = account.cash;
    }
    equity.push(account.mark);
    twin.decideExits(bar);
    twin.decideEntries(bar);
  }
  if (twin.end(bars.time.length - 1)) equity[equity.length - 1] = account.cash;
  const { trades, signals, failures } = twin;
  return { trades, signals, failures, equity };
}

/** One strategy in one market, step by step: several go through each step together. */
export class Twin extends TwinPath {
  private halts: TwinHalts | null = null;
  private readonly said = new Map<string, string>();
  readonly signals: string[] = [];

  /** They begin with the first bar, on what the account is worth then. */
  private haltsOf(): TwinHalts {
    return (this.halts ??= new TwinHalts(this.rules, this.account.mark));
  }

  /** What comes before the open, and what the open gives back. */
  leaveAtOpen(bar: number): void {
    this.haltsOf().beginDay(this.bars.time[bar] ?? 0, this.account.mark);
    const { participation } = this.rules;
    const volume = this.bars.volume[bar] ?? 0;
    if (participation !== undefined) this.liquidity = volume > 0 ? participation * volume : 0;
    if (this.account.bankrupt) this.drop(bar, "cancelled", "bankrupt");
    if (this.position !== null) this.holdUntil(bar, this.position);
    if (this.position !== null) this.liquidateAtOpen(bar, this.position);
    const { exit } = this;
    if (exit !== null && this.position !== null)
      this.close(bar, this.position.quantity, this.price("open", bar), exit.reason, true);
    // What the volume did not take is left at the next open.
    this.exit = this.position === null ? null : exit;
  }

  enterAtOpen(bar: number): void {
    const open = this.price("open", bar);
    if (this.entry?.price === null && !this.isOpposed(this.entry)) {
      if (this.stoppedAt(bar, "open") === "nothing") this.fill(bar, this.entry, open);
      else this.drop(bar, this.entry.left > 0 ? "cancelled" : "rejected", "stopped");
    }
    if (this.position !== null) this.see(this.position, open, open);
  }

  inside(bar: number): void {
    // Whether the price was reached before it was stopped, the bar does not say.
    const rests = this.entry !== null && this.entry.price !== null;
    if (rests && this.stoppedAt(bar, "close") !== "nothing") this.drop(bar, "cancelled", "stopped");
    if (this.entry === null || this.entry.price === null || this.isOpposed(this.entry)) this.insideBar(bar);
    else this.restingBar(bar, this.entry);
  }

  /** What is held at the close, as money; its prices have been seen then. */
  worthAtClose(bar: number): number {
    const held = this.position;
    if (held === null) return 0;
    this.see(held, this.price("high", bar), this.price("low", bar));
    return held.side * held.quantity * this.price("close", bar);
  }

  /** The account is used up. */
  closeOut(bar: number): void {
    this.drop(bar, "cancelled", "bankrupt");
    this.exit = null;
    if (this.position !== null)
      this.close(bar, this.position.quantity, this.price("close", bar), "liquidation", true);
  }

  decideExits(bar: number): void {
    const held = this.position;
    if (held !== null && held.rule.expire !== undefined && bar - held.entryBar + 1 >= held.rule.expire)
      this.exit ??= { reason: "expire" };
    if (held !== null && this.stoppedAt(bar, "close") === "all") this.exit ??= { reason: "stopped" };
    this.haltsOf().check(bar, this.account.mark, this.losses);
    this.endResting(bar);
    this.rules.exits.forEach((_, k) => this.decideExit(bar, k));
  }

  decideEntries(bar: number): void {
    this.rules.entries.forEach((_, k) => this.decideEntry(bar, k));
  }

  /** After the last bar there is; true when something was closed. */
  end(bar: number): boolean {
    this.drop(bar, "cancelled", "end of data");
    if (this.position === null) return false;
    this.close(bar, this.position.quantity, this.price("close", bar), "end_of_data", true);
    return true;
  }

  /** What the kill switch stops at a bar's open or close. */
  private stoppedAt(bar: number, moment: "open" | "close"): Stopped {
    const { switches = [], interval = 0 } = this.rules;
    return stoppedAt(switches, (this.bars.time[bar] ?? 0) + (moment === "close" ? interval : 0));
  }

  private holdUntil(bar: number, held: Position): void {
    const times = [this.bars.time[bar - 1] ?? 0, this.bars.time[bar] ?? 0] as const;
    this.account.cash -= payHolding(held, this.rules, times, this.price("close", bar - 1));
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

  /** A resting entry ends with its time and when trading halts. */
  private endResting(bar: number): void {
    if (this.entry === null) return;
    if (bar >= this.entry.until) this.drop(bar, "expired", "its time is over");
    else if (this.haltsOf().areOn()) this.drop(bar, "cancelled", "halted");
    else if (this.stoppedAt(bar, "close") !== "nothing") this.drop(bar, "cancelled", "stopped");
    else if (this.peers?.isHalted() === true) this.drop(bar, "cancelled", "the portfolio has halted");
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
    if (this.account.bankrupt) return say(false, "bankrupt");
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
    if (this.account.bankrupt) return say(false, "bankrupt");
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
    else if (this.position !== null && this.exit === null) {
      this.exit = { reason: "reverse" };
      this.peers?.leaves();
    }
    if (this.haltsOf().areOn()) return say(false, "halted");
    if (this.stoppedAt(bar, "close") !== "nothing") return say(false, "stopped");
    if (bar < this.pauseUntil) return say(false, "cooldown");
    const refused = this.peers?.refusal() ?? null;
    if (refused !== null) return say(false, refused);
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
    if (waiting === null) this.peers?.waits();
    this.drop(bar, "cancelled", "replaced by a newer signal");
    const until = bar + (rule.order?.validity ?? Number.POSITIVE_INFINITY);
    const better = rule.order?.type === "limit";
    this.entry = { rule, bar, price, better, limit, wanted, until, asked: bar, left: 0, isFilled: false };
    say(true, "entry rule");
  }
}
