import { boundedExit, boundIn, liquidationOf, payHolding, type MarginRules } from "./twin-margin.js";

/**
 * The target position once more, slow and obvious. Tests hold the kernel to it; the two share nothing. A row is open,
 * high, low, close and the target in hundredths.
 */
export interface TargetRules extends MarginRules {
  readonly rebalance: number;
  readonly taker: number;
  readonly fixed: number;
  readonly slippage: number;
  readonly liquidationFee: number;
  /** When the first bar opens, and milliseconds from one to the next. */
  readonly start: number;
  readonly interval: number;
  readonly lot: number;
  readonly minimumNotional: number;
  readonly first: number;
  /** Bars after a position has ended. */
  readonly cooldown: number | undefined;
}

export interface TargetTrade {
  readonly entryBar: number;
  readonly exitBar: number;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly fees: number;
  readonly funding: number;
  readonly borrow: number;
  readonly profit: number;
}

type Row = readonly [open: number, high: number, low: number, close: number, target?: number];

export interface TargetRun {
  readonly trades: readonly TargetTrade[];
  readonly equity: readonly number[];
}

export function twinTarget(rows: readonly Row[], rules: TargetRules): TargetRun {
  return new TwinTarget(rules).run(rows);
}

class TwinTarget {
  private readonly trades: TargetTrade[] = [];
  private readonly equity: number[] = [];
  private cash = 1000;
  private held = 0;
  private average = 0;
  private entryBar = 0;
  private entryFees = 0;
  /** What holding has cost so far. */
  private paid = { quantity: 0, funding: 0, borrow: 0 };
  private pauseUntil = 0;
  private bankrupt = false;

  constructor(private readonly rules: TargetRules) {}

  run(rows: readonly Row[]): TargetRun {
    let order: number | null = null;
    for (const [bar, [open, high, low, close, target = 0]] of rows.entries()) {
      this.payUntil(bar, rows[bar - 1]?.[3] ?? Number.NaN);
      this.liquidateAt(bar, open, open);
      if (order !== null) this.atOpen(bar, order, open);
      this.liquidateAt(bar, open, open);
      this.liquidateAt(bar, this.held > 0 ? low : high);
      if (!this.bankrupt && this.worth(close) <= 0) {
        this.bankrupt = true;
        if (this.held !== 0) this.reduce(bar, Math.abs(this.held), close);
      }
      this.equity.push(this.worth(close));
      order = this.atClose(bar, close, target / 100);
    }
    const last = rows.at(-1);
    if (this.held !== 0 && last !== undefined) {
      this.reduce(rows.length - 1, Math.abs(this.held), last[3]);
      this.equity[rows.length - 1] = this.cash;
    }
    return { trades: this.trades, equity: this.equity };
  }

  private worth(price: number): number {
    return this.cash + this.held * price;
  }

  private position() {
    const quantity = Math.abs(this.held);
    return { side: Math.sign(this.held), entry: this.average, quantity, lots: [{ ...this.paid, quantity }] };
  }

  /** What holding has cost since the bar before. */
  private payUntil(bar: number, price: number): void {
    if (this.held === 0) return;
    const { start, interval } = this.rules;
    const held = this.position();
    const times = [start + (bar - 1) * interval, start + bar * interval] as const;
    this.cash -= payHolding(held, this.rules, times, price);
    const [paid] = held.lots;
    if (paid !== undefined) this.paid = paid;
  }

  /** Liquidates where the price goes to `price`; `at` is the price where it jumped there. */
  private liquidateAt(bar: number, price: number, at?: number): void {
    if (this.held === 0) return;
    const held = this.position();
    const level = liquidationOf(held, this.rules);
    if (level === null || held.side * price > held.side * level) return;
    this.reduce(bar, held.quantity, at ?? level, this.rules.liquidationFee);
  }

  private inLots(units: number): number {
    const { lot } = this.rules;
    return lot > 0 ? Math.floor((units / lot) * (1 + 1e-12)) * lot : units;
  }

  /** Sells (or buys back) `units` of what is held. */
  private reduce(bar: number, units: number, reference: number, extra = 0): void {
    const { taker, fixed, slippage, cooldown } = this.rules;
    const side = Math.sign(this.held);
    const wanted = reference * (1 - side * slippage);
    const { price, fee } = boundedExit(this.position(), this.rules, units, reference, {
      price: wanted,
      fee: units * wanted * (taker + extra) + fixed,
      slippage: 0,
    });
    const share = units / Math.abs(this.held);
    const fees = fee + this.entryFees * share;
    const funding = this.paid.funding * share;
    const borrow = this.paid.borrow * share;
    this.cash += side * units * price - fee;
    this.trades.push({
      entryBar: this.entryBar,
      exitBar: bar,
      quantity: units,
      entryPrice: this.average,
      exitPrice: price,
      fees,
      funding,
      borrow,
      profit: side * (price - this.average) * units - fees - funding - borrow,
    });
    this.paid.funding -= funding;
    this.paid.borrow -= borrow;
    this.entryFees -= this.entryFees * share;
    this.held = share === 1 ? 0 : this.held - side * units;
    if (this.held === 0 && cooldown !== undefined) this.pauseUntil = bar + cooldown;
  }

  private increase(bar: number, target: number, open: number): void {
    const { taker, fixed, slippage, leverage, minimumNotional } = this.rules;
    const side = Math.sign(target);
    const price = open * (1 + side * slippage);
    const before = Math.abs(this.held);
    const bound = before === 0 ? 0 : boundIn(this.position(), this.rules, price);
    const free = this.worth(price) - fixed - bound;
    const affordable = free / (price * (1 / leverage + taker));
    const units = this.inLots(Math.min((Math.abs(target) * this.worth(price)) / price - before, affordable));
    if (units * price <= 1e-9 * this.worth(price) || units * price < minimumNotional * (1 - 1e-9)) return;
    const fee = units * price * taker + fixed;
    this.cash -= side * units * price + fee;
    if (before === 0) {
      this.entryBar = bar;
      this.entryFees = 0;
      this.paid = { quantity: 0, funding: 0, borrow: 0 };
    }
    this.entryFees += fee;
    this.average = (before * this.average + units * price) / (before + units);
    this.held += side * units;
  }

  private atOpen(bar: number, target: number, open: number): void {
    if (this.held !== 0 && this.held * target <= 0) this.reduce(bar, Math.abs(this.held), open);
    if (target === 0 || this.worth(open) <= 0 || bar < this.pauseUntil) return;
    const wanted = (Math.abs(target) * this.worth(open)) / open;
    if (Math.abs(wanted - Math.abs(this.held)) * open <= 1e-9 * this.worth(open)) return;
    if (wanted > Math.abs(this.held)) return this.increase(bar, target, open);
    const units = this.inLots(Math.abs(this.held) - wanted);
    if (units > 0 && units * open >= this.rules.minimumNotional * (1 - 1e-9)) this.reduce(bar, units, open);
  }

  private atClose(bar: number, close: number, wanted: number): number | null {
    const { leverage, first, rebalance } = this.rules;
    if (this.bankrupt || bar < first || Number.isNaN(wanted)) return null;
    const target = Math.max(-leverage, Math.min(leverage, wanted));
    const share = (this.held * close) / this.worth(close);
    const crosses = share > 0 ? target <= 0 : share < 0 && target >= 0;
    const away = Math.abs(target - share);
    if (away <= 1e-9 || (!crosses && away < rebalance - 1e-9)) return null;
    if (bar >= this.pauseUntil || (!crosses && Math.abs(target) <= Math.abs(share))) return target;
    return crosses ? 0 : null;
  }
}
