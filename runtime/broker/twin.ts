import type { BarColumns } from "../data/dataset.js";
import type { ExitReason } from "../record.js";

/**
 * The broker once more, slow and obvious: every rule of `docs/semantics` bar by bar over plain objects. Tests hold the
 * kernel to it on random strategies and bars. It shares nothing with the kernel but the words for reasons.
 */
export interface TwinEntry {
  readonly side: 1 | -1;
  readonly when: readonly number[];
  readonly stop?: TwinLevel;
  readonly takes: readonly { readonly level: TwinLevel; readonly portion: number }[];
  readonly trail?: { readonly distance: readonly number[]; readonly after: number };
  readonly expire?: number;
}

/** base + slope × entry, base as it was at the signal's close. */
interface TwinLevel {
  readonly base: readonly number[];
  readonly slope: number;
}

export interface TwinRules {
  readonly entries: readonly TwinEntry[];
  readonly exits: readonly { readonly side: "long" | "short" | "all"; readonly when: readonly number[] }[];
  readonly size: {
    readonly kind: "equity" | "notional" | "quantity" | "risk";
    readonly amount: number;
    readonly limit?: number;
  };
  readonly taker: number;
  readonly maker: number;
  readonly fixed: number;
  readonly slippage: { readonly kind: "rate" | "range"; readonly amount: number };
  readonly spread: number;
  readonly cooldown?: { readonly length: number; readonly after: "any" | "loss" | "win" };
  readonly halts: readonly {
    readonly quantity: "drawdown" | "daily loss" | "losing streak";
    readonly above: number;
    readonly length?: number;
  }[];
  readonly path: "pessimistic" | "ohlc" | "olhc";
  readonly protectFrom: "fill" | "next";
  readonly reverses: boolean;
  readonly leverage: number;
  readonly lot: number;
  readonly minimumNotional: number;
  readonly first: number;
  readonly capital: number;
}

export interface TwinTrade {
  readonly side: number;
  readonly quantity: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  readonly exitBar: number;
  readonly exitPrice: number;
  readonly exitReason: ExitReason;
  readonly fees: number;
  readonly slippage: number;
  readonly mae: number;
  readonly mfe: number;
  readonly signalBar: number;
}

export interface TwinResult {
  readonly trades: readonly TwinTrade[];
  /** "bar action rule outcome reason". */
  readonly signals: readonly string[];
  readonly rejections: readonly string[];
  readonly equity: readonly number[];
}

interface Position {
  readonly side: number;
  readonly entry: number;
  readonly entryBar: number;
  readonly signalBar: number;
  readonly initial: number;
  readonly rule: TwinEntry;
  quantity: number;
  fee: number;
  slippage: number;
  profit: number;
  highest: number;
  lowest: number;
  readonly stop: number | null;
  takes: { readonly level: number; readonly portion: number }[];
  best: number;
}

interface Waiting {
  readonly rule: TwinEntry;
  readonly bar: number;
}

const day = 86_400_000;

export function twinBroker(bars: BarColumns, rules: TwinRules): TwinResult {
  return new Twin(bars, rules).run();
}

class Twin {
  private cash: number;
  private mark: number;
  private position: Position | null = null;
  private entry: Waiting | null = null;
  private exit: { readonly reason: ExitReason } | null = null;
  private bankrupt = false;
  private pauseUntil = 0;
  private losses = 0;
  private day = Number.NaN;
  private readonly halts: { reference: number; until: number; base: number }[];
  private readonly said = new Map<string, string>();
  private readonly trades: TwinTrade[] = [];
  private readonly signals: string[] = [];
  private readonly rejections: string[] = [];
  private readonly equity: number[] = [];

  constructor(
    private readonly bars: BarColumns,
    private readonly rules: TwinRules,
  ) {
    this.cash = rules.capital;
    this.mark = rules.capital;
    this.halts = rules.halts.map(() => ({ reference: rules.capital, until: 0, base: 0 }));
  }

  run(): TwinResult {
    const bars = this.bars.time.length;
    for (let bar = 0; bar < bars; bar++) this.bar(bar);
    if (this.position !== null) {
      this.close(bars - 1, this.position.quantity, this.price("close", bars - 1), "end_of_data", true);
      this.equity[bars - 1] = this.cash;
    }
    return { trades: this.trades, signals: this.signals, rejections: this.rejections, equity: this.equity };
  }

  private price(column: "open" | "high" | "low" | "close", bar: number): number {
    return this.bars[column][bar] ?? Number.NaN;
  }

  private bar(bar: number): void {
    const today = Math.floor((this.bars.time[bar] ?? 0) / day);
    if (today !== this.day) {
      this.day = today;
      this.rules.halts.forEach((halt, k) => {
        const state = this.halts[k];
        if (halt.quantity === "daily loss" && state !== undefined) state.reference = this.mark;
      });
    }
    this.atOpen(bar);
    this.insideBar(bar);
    const held = this.position;
    if (held !== null && held.rule.expire !== undefined && bar - held.entryBar + 1 >= held.rule.expire)
      this.exit ??= { reason: "expire" };
    this.atClose(bar);
    this.checkHalts(bar);
    this.rules.exits.forEach((_, k) => this.decideExit(bar, k));
    this.rules.entries.forEach((_, k) => this.decideEntry(bar, k));
  }

  private atOpen(bar: number): void {
    const open = this.price("open", bar);
    if (this.exit !== null && this.position !== null)
      this.close(bar, this.position.quantity, open, this.exit.reason, true);
    this.exit = null;
    const { entry } = this;
    this.entry = null;
    if (entry !== null) {
      const reason = this.open(bar, entry, open);
      if (reason !== null) this.rejections.push(`${bar} ${reason}`);
    }
    if (this.position !== null) this.see(this.position, open, open);
  }

  private impact(bar: number, price: number): number {
    const { kind, amount } = this.rules.slippage;
    const range = this.price("high", bar) - this.price("low", bar);
    return (kind === "rate" ? amount * price : amount * range) + (this.rules.spread / 2) * price;
  }

  /** Fills an entry, or gives the reason why it cannot be. */
  private open(bar: number, { rule, bar: signalBar }: Waiting, open: number): string | null {
    if (bar < this.pauseUntil) return "cooldown";
    if (this.cash <= 0) return "no money";
    const price = Math.max(0, open + rule.side * this.impact(bar, open));
    const levelOf = (level: TwinLevel): number => (level.base[signalBar] ?? Number.NaN) + level.slope * price;
    const stop = rule.stop === undefined ? null : levelOf(rule.stop);
    if (stop !== null && (rule.side > 0 ? stop >= price : stop <= price))
      return "stop on the wrong side of the fill";
    const takes = rule.takes.map(({ level, portion }) => ({ level: levelOf(level), portion }));
    if (takes.some(({ level }) => (rule.side > 0 ? level <= price : level >= price)))
      return "target on the wrong side of the fill";
    const wanted = this.units(price, stop);
    if (wanted === null) return "no money";
    const { lot, minimumNotional, taker, fixed } = this.rules;
    const quantity = lot > 0 ? Math.floor((wanted / lot) * (1 + 1e-12)) * lot : wanted;
    if (quantity <= 0) return "below one lot";
    if (quantity * price < minimumNotional) return "below the minimum notional";
    const fee = quantity * price * taker + fixed;
    this.cash -= rule.side * quantity * price + fee;
    this.position = {
      side: rule.side,
      entry: price,
      entryBar: bar,
      signalBar,
      initial: quantity,
      rule,
      quantity,
      fee,
      slippage: quantity * Math.abs(price - open),
      profit: 0,
      highest: price,
      lowest: price,
      stop,
      takes: takes.toSorted((a, b) => rule.side * (a.level - b.level)),
      best: price,
    };
    return null;
  }

  private units(price: number, stop: number | null): number | null {
    const { size, leverage, taker, fixed } = this.rules;
    const { amount } = size;
    const relative = size.kind === "equity" || size.kind === "risk";
    let units = amount;
    if (size.kind === "equity") units = (amount * this.cash) / price;
    if (size.kind === "notional") units = amount / price;
    if (size.kind === "risk") units = (amount * this.cash) / Math.abs(price - (stop ?? price));
    if (size.limit !== undefined) units = Math.min(units, (size.limit * this.cash) / price);
    const most = (this.cash - fixed) / (1 / leverage + taker) / price;
    if (units <= most) return units;
    return relative ? Math.max(most, 0) : null;
  }

  private close(bar: number, quantity: number, reference: number, reason: ExitReason, takes: boolean): void {
    const held = this.position;
    if (held === null) return;
    const price = takes ? Math.max(0, reference - held.side * this.impact(bar, reference)) : reference;
    const fee = quantity * price * (takes ? this.rules.taker : this.rules.maker) + this.rules.fixed;
    const slippage = quantity * Math.abs(price - reference);
    this.cash += held.side * quantity * price - fee;
    const share = quantity / held.quantity;
    const highest = Math.max(held.highest, price);
    const lowest = Math.min(held.lowest, price);
    const best = held.side > 0 ? highest - held.entry : held.entry - lowest;
    const worst = held.side > 0 ? lowest - held.entry : held.entry - highest;
    const fees = fee + held.fee * share;
    this.trades.push({
      side: held.side,
      quantity,
      entryBar: held.entryBar,
      entryPrice: held.entry,
      exitBar: bar,
      exitPrice: price,
      exitReason: reason,
      fees,
      slippage: slippage + held.slippage * share,
      mae: Math.min(0, worst / held.entry),
      mfe: Math.max(0, best / held.entry),
      signalBar: held.signalBar,
    });
    held.fee -= held.fee * share;
    held.slippage -= held.slippage * share;
    held.profit += held.side * (price - held.entry) * quantity - fees;
    held.quantity -= quantity;
    if (share < 1) return;
    this.position = null;
    this.losses = held.profit < 0 ? this.losses + 1 : 0;
    const { cooldown } = this.rules;
    if (cooldown === undefined) return;
    const applies =
      cooldown.after === "any" || (cooldown.after === "loss" ? held.profit < 0 : held.profit > 0);
    if (applies) this.pauseUntil = bar + cooldown.length;
  }

  private see(held: Position, high: number, low: number): void {
    held.highest = Math.max(held.highest, high);
    held.lowest = Math.min(held.lowest, low);
  }

  /** Where the position is left against us: the nearer of stop and trailing stop. */
  private guard(held: Position): { readonly level: number; readonly reason: ExitReason } | null {
    const { trail } = held.rule;
    const distance = trail?.distance[held.signalBar];
    const active = distance !== undefined && held.side * (held.best - held.entry) >= (trail?.after ?? 0);
    const trailing = active ? held.best - held.side * distance : null;
    if (trailing === null) return held.stop === null ? null : { level: held.stop, reason: "stop" };
    if (held.stop !== null && held.side * held.stop > held.side * trailing)
      return { level: held.stop, reason: "stop" };
    return { level: trailing, reason: "trail" };
  }

  private insideBar(bar: number): void {
    const held = this.position;
    if (held === null) return;
    if (this.rules.protectFrom === "next" && bar === held.entryBar) return;
    const open = this.price("open", bar);
    const against = held.side > 0 ? this.price("low", bar) : this.price("high", bar);
    const forUs = held.side > 0 ? this.price("high", bar) : this.price("low", bar);
    if (this.hit(bar, held, open, open)) return;
    this.target(bar, held, open, open);
    const { path } = this.rules;
    if (path === "pessimistic") {
      if (this.hit(bar, held, against)) return;
      this.target(bar, held, forUs);
      this.follow(held, forUs);
      return;
    }
    this.follow(held, open);
    const points = path === "ohlc" ? ["high", "low", "close"] : ["low", "high", "close"];
    for (const point of points) {
      const price = this.price(point === "high" ? "high" : point === "low" ? "low" : "close", bar);
      if (this.hit(bar, held, price)) return;
      this.target(bar, held, price);
      this.follow(held, price);
    }
  }

  private follow(held: Position, price: number): void {
    if (held.side * price > held.side * held.best) held.best = price;
  }

  /** Stops out when the price goes to `price`; `at` is the price where it jumped there. */
  private hit(bar: number, held: Position, price: number, at?: number): boolean {
    if (this.position === null) return true;
    const guard = this.guard(held);
    if (guard === null || held.side * price > held.side * guard.level) return false;
    this.close(bar, held.quantity, at ?? guard.level, guard.reason, true);
    return true;
  }

  private target(bar: number, held: Position, price: number, at?: number): void {
    while (this.position !== null) {
      const [next] = held.takes;
      if (next === undefined || held.side * next.level > held.side * price) return;
      held.takes = held.takes.slice(1);
      const { lot } = this.rules;
      let units = next.portion * held.initial;
      if (next.portion >= 1 || units >= held.quantity * (1 - 1e-9)) units = held.quantity;
      else if (lot > 0) units = Math.floor((units / lot) * (1 + 1e-12)) * lot;
      if (units > 0) this.close(bar, units, at ?? next.level, "take", false);
    }
  }

  private atClose(bar: number): void {
    const held = this.position;
    const close = this.price("close", bar);
    if (held !== null) this.see(held, this.price("high", bar), this.price("low", bar));
    this.mark = this.cash + (held === null ? 0 : held.side * held.quantity * close);
    if (this.mark <= 0 && !this.bankrupt) {
      this.bankrupt = true;
      this.entry = null;
      this.exit = null;
      if (held !== null) this.close(bar, held.quantity, close, "liquidation", true);
      this.mark = this.cash;
    }
    this.equity.push(this.mark);
  }

  private checkHalts(bar: number): void {
    this.rules.halts.forEach((halt, k) => {
      const state = this.halts[k];
      if (state === undefined) return;
      if (state.until > 0 && bar >= state.until) {
        state.until = 0;
        state.reference = this.mark;
        state.base = this.losses;
      }
      if (state.until !== 0) return;
      if (halt.quantity === "drawdown") state.reference = Math.max(state.reference, this.mark);
      if (this.losses < state.base) state.base = 0;
      const value =
        halt.quantity === "losing streak"
          ? this.losses - state.base
          : (state.reference - this.mark) / state.reference;
      if (value > halt.above)
        state.until = halt.length === undefined ? Number.POSITIVE_INFINITY : bar + halt.length;
    });
  }

  /** Writes a signal down unless the same was said of this condition since it came true. */
  private say(bar: number, action: string, rule: number, ordered: boolean, reason: string): void {
    const key = `${action} ${rule}`;
    if (!ordered && this.said.get(key) === reason) return;
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
    if (this.entry !== null) return say(false, "an earlier rule came first");
    if (this.position?.side === rule.side) {
      if (this.said.get(`enter ${k}`) === "entry rule") return;
      return say(false, "in position");
    }
    if (this.position !== null && !this.rules.reverses) return say(false, "in position");
    if (this.position !== null) this.exit ??= { reason: "reverse" };
    if (this.halts.some(({ until }) => until !== 0)) return say(false, "halted");
    if (bar < this.pauseUntil) return say(false, "cooldown");
    const levels = [
      rule.stop?.base[bar],
      ...rule.takes.map(({ level }) => level.base[bar]),
      rule.trail?.distance[bar],
    ];
    if (levels.some((value) => Number.isNaN(value)))
      return say(false, "a stop, target or trail has no value");
    this.entry = { rule, bar };
    say(true, "entry rule");
  }
}
