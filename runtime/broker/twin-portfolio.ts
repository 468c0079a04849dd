import type { PortfolioLimits } from "../../compiler/graph/index.js";
import type { BarColumns } from "../data/dataset.js";
import { boundIn } from "./twin-margin.js";
import { Twin } from "./twin.js";
import type { TwinAccount, TwinPeers } from "./twin-fills.js";
import type { TwinRules, TwinTrade } from "./twin-rules.js";

// Several twins on one clock: the slow and obvious form of a portfolio.

/** A member of the portfolio that the twin runs. */
export interface TwinMember {
  readonly bars: BarColumns;
  /** Its capital is not read: the portfolio says what it has. */
  readonly rules: TwinRules;
  /** Milliseconds of a bar. */
  readonly interval: number;
  readonly share: number;
  readonly market: string;
  /** Left out: one of its own. */
  readonly asset?: string;
}

export interface TwinDesk {
  readonly capital: number;
  readonly shared: boolean;
  readonly limits: PortfolioLimits;
}

export interface TwinPortfolioResult {
  readonly members: readonly {
    readonly trades: readonly TwinTrade[];
    readonly signals: readonly string[];
    readonly failures: readonly string[];
  }[];
  /** Of all, at each moment at which a bar closes. */
  readonly equity: readonly number[];
  readonly halts: number;
}

const day = 86_400_000;

/** Runs all members, each step of a moment for all of them before the next. */
export function twinPortfolio(members: readonly TwinMember[], desk: TwinDesk): TwinPortfolioResult {
  const run = new PortfolioTwin(members, desk);
  while (run.step());
  return {
    members: run.seats.map(({ twin: { trades, signals, failures } }) => ({ trades, signals, failures })),
    equity: run.rows,
    halts: run.halts,
  };
}

/** A member with its place on the clock. */
class Seat {
  bar = 0;
  /** The last price seen of its market; while a bar is under way its open, until something is filled. */
  price = Number.NaN;
  readonly twin: Twin;
  /** Where its market stood at the ends of the longest bars. */
  readonly prices: number[] = [];

  constructor(
    readonly member: TwinMember,
    readonly account: TwinAccount,
    peersOf: (seat: Seat) => TwinPeers,
  ) {
    this.twin = new Twin(member.bars, member.rules, account, peersOf(this));
  }

  /** When its bar closes; Infinity: it has none left. */
  get closing(): number {
    return (this.member.bars.time[this.bar] ?? Number.POSITIVE_INFINITY) + this.member.interval;
  }

  get units(): number {
    const held = this.twin.position;
    return held === null ? 0 : held.side * held.quantity;
  }

  worthAt(price: number): number {
    return this.units === 0 ? 0 : this.units * price;
  }

  /** Whether the next open finds something here. */
  get isCounted(): boolean {
    return (this.units !== 0 && this.twin.exit === null) || this.twin.entry !== null;
  }
}

const isSameAsset = (one: Seat, other: Seat): boolean =>
  (one.member.asset ?? one.member.market) === (other.member.asset ?? other.member.market);

/** The last returns; none where there are fewer. */
function returnsOf(prices: readonly number[], count: number): readonly number[] {
  const last = prices.slice(-count - 1);
  return last.length <= count ? [] : last.slice(1).map((price, k) => price / (last[k] ?? Number.NaN) - 1);
}

/** Pearson's; NaN where there is nothing to compare. */
function correlationOf(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [first, second] = [mean(one), mean(other)];
  const product = (a: readonly number[], b: readonly number[], x: number, y: number) =>
    a.reduce((sum, each, k) => sum + (each - x) * ((b[k] ?? Number.NaN) - y), 0);
  return (
    product(one, other, first, second) /
    Math.sqrt(product(one, one, first, first) * product(other, other, second, second))
  );
}

class PortfolioTwin {
  readonly seats: readonly Seat[];
  readonly rows: number[] = [];
  halts = 0;
  private readonly idle: number;
  private equity: number;
  private peak: number;
  private today = Number.NaN;
  private dayEquity: number;
  private halted: "" | "for the day" | "for good" = "";
  private staying = 0;
  private span = Number.NaN;

  constructor(
    members: readonly TwinMember[],
    private readonly desk: TwinDesk,
  ) {
    const { capital, shared } = desk;
    const account = (cash: number): TwinAccount => ({ cash, mark: cash, bankrupt: false });
    const wallet = account(capital);
    this.seats = members.map(
      (member) =>
        new Seat(member, shared ? wallet : account(capital * member.share), (seat) => this.peersOf(seat)),
    );
    this.idle = shared ? 0 : capital - members.reduce((sum, { share }) => sum + capital * share, 0);
    [this.equity, this.peak, this.dayEquity] = [capital, capital, capital];
  }

  /** One moment; false when nothing is left. */
  step(): boolean {
    const now = Math.min(...this.seats.map(({ closing }) => closing));
    if (now === Number.POSITIVE_INFINITY) return false;
    const here = this.seats.filter(({ closing }) => closing === now);
    this.startDay(now);
    for (const seat of here) seat.price = seat.twin.price("open", seat.bar);
    for (const { twin, bar } of here) twin.leaveAtOpen(bar);
    for (const { twin, bar } of here) twin.enterAtOpen(bar);
    for (const { twin, bar } of here) twin.inside(bar);
    this.markAll(here);
    this.notePrices(now);
    this.watch();
    for (const { twin, bar } of here) twin.decideExits(bar);
    this.staying = this.seats.filter(({ isCounted }) => isCounted).length;
    for (const { twin, bar } of here) twin.decideEntries(bar);
    const ended = here.filter(({ bar, member }) => bar + 1 === member.bars.time.length);
    if (ended.filter(({ twin, bar }) => twin.end(bar)).length > 0) this.value(here);
    this.rows.push(this.equity);
    for (const seat of here) seat.bar++;
    return true;
  }

  private startDay(now: number): void {
    const today = Math.floor((now - 1) / day);
    if (today === this.today) return;
    this.today = today;
    this.dayEquity = this.equity;
    if (this.halted === "for the day") this.halted = "";
  }

  private markAll(here: readonly Seat[]): void {
    for (const seat of here) {
      seat.price = seat.twin.price("close", seat.bar);
      seat.twin.worthAtClose(seat.bar);
    }
    this.value(here);
    const broke = this.seats.filter(({ account }) => account.mark <= 0 && !account.bankrupt);
    if (broke.length === 0) return;
    for (const { account } of broke) account.bankrupt = true;
    for (const seat of broke) {
      if (here.includes(seat)) seat.twin.closeOut(seat.bar);
      else if (seat.units !== 0) seat.twin.exit = { reason: "liquidation" };
    }
    this.value(here);
  }

  /** What each account is worth; money of a member's own only changes its worth with that member's bars. */
  private value(here: readonly Seat[]): void {
    const worth = this.seats.reduce((sum, seat) => sum + seat.worthAt(seat.price), 0);
    for (const seat of this.desk.shared ? this.seats : here)
      seat.account.mark = seat.account.cash + (this.desk.shared ? worth : seat.worthAt(seat.price));
    const accounts = new Set(this.seats.map(({ account }) => account));
    this.equity = [...accounts].reduce((sum, { mark }) => sum + mark, this.idle);
  }

  /** Whether a limit on what may be lost is reached. */
  private watch(): void {
    this.peak = Math.max(this.peak, this.equity);
    if (this.halted === "for good") return;
    const { drawdown, dailyLoss, closes } = this.desk.limits;
    const falls = drawdown !== null && (this.peak - this.equity) / this.peak >= drawdown;
    const loses = dailyLoss !== null && (this.dayEquity - this.equity) / this.dayEquity >= dailyLoss;
    if (!falls && (!loses || this.halted !== "")) return;
    this.halts++;
    this.halted = falls ? "for good" : "for the day";
    for (const { twin } of closes ? this.seats : [])
      if (twin.position !== null) twin.exit ??= { reason: "halt" };
  }

  /** Once in each span of the longest bar. */
  private notePrices(now: number): void {
    const span = Math.floor(now / Math.max(...this.seats.map(({ member }) => member.interval)));
    if (span === this.span) return;
    this.span = span;
    for (const seat of this.seats) seat.prices.push(seat.price);
  }

  private isTooAlike(own: Seat, side: number): boolean {
    const { correlation, correlationBars } = this.desk.limits;
    if (correlation === null) return false;
    const bars = correlationBars ?? 100;
    return this.seats.some((seat) => {
      if (seat === own || seat.units === 0) return false;
      const alike =
        seat.member.market === own.member.market
          ? 1
          : correlationOf(returnsOf(seat.prices, bars), returnsOf(own.prices, bars));
      return Math.sign(seat.units) * side * alike > correlation;
    });
  }

  private peersOf(own: Seat): TwinPeers {
    const { shared, limits } = this.desk;
    const positions = limits.positions ?? Number.POSITIVE_INFINITY;
    return {
      share: shared ? own.member.share : 1,
      elsewhere: () => this.elsewhere(own),
      isHalted: () => this.halted !== "",
      closed: (side) => {
        if (this.halted !== "") return "the portfolio has halted";
        const held = this.seats.filter(({ units }) => units !== 0).length;
        if (own.units !== 0) return null;
        if (held >= positions) return "the portfolio holds its most positions";
        const inAsset = this.seats.filter((seat) => seat.units !== 0 && isSameAsset(seat, own)).length;
        if (inAsset >= (limits.positionsPerAsset ?? Number.POSITIVE_INFINITY))
          return "the portfolio holds its most positions of this asset";
        return this.isTooAlike(own, side) ? "its market moves too much like one that is held" : null;
      },
      refusal: () => {
        if (this.halted !== "") return "the portfolio has halted";
        return !own.isCounted && this.staying >= positions ? "the portfolio holds its most positions" : null;
      },
      leaves: () => {
        this.staying--;
      },
      waits: () => {
        if (!own.isCounted) this.staying++;
      },
      saw: (price) => {
        own.price = price;
      },
      roomFor: (price, side, fee) => this.roomFor(own, price, side, fee),
    };
  }

  private elsewhere(own: Seat): { readonly worth: number; readonly bound: number } {
    let [worth, bound] = [0, 0];
    for (const seat of this.desk.shared ? this.seats : []) {
      const { position } = seat.twin;
      if (seat === own || position === null) continue;
      worth += seat.worthAt(seat.price);
      bound += boundIn(position, seat.member.rules, seat.price);
    }
    return { worth, bound };
  }

  /** What each limit leaves, as notional of an entry whose fee makes the equity smaller; the least of them. */
  private roomFor(own: Seat, price: number, side: number, fee: number): ReturnType<TwinPeers["roomFor"]> {
    const worths = this.seats.map((seat) => ({
      seat,
      worth: seat.worthAt(seat === own ? price : seat.price),
    }));
    const sum = (wanted: (seat: Seat) => boolean, size: (worth: number) => number): number =>
      worths.reduce((total, { seat, worth }) => total + (wanted(seat) ? size(worth) : 0), 0);
    const accounts = new Set(this.seats.map(({ account }) => account));
    const cash = [...accounts].reduce((total, account) => total + account.cash, this.idle);
    const equity =
      cash +
      sum(
        () => true,
        (worth) => worth,
      );
    const { exposure, netExposure, perMarket, perStrategy, perAsset, reserve } = this.desk.limits;
    const bound = worths.reduce((total, { seat, worth }) => {
      const { position } = seat.twin;
      return position === null ? total : total + boundIn(position, seat.member.rules, worth / seat.units);
    }, 0);
    const { market } = own.member;
    const used = [
      [exposure, sum(() => true, Math.abs), "the portfolio's exposure is at its limit"],
      [
        netExposure,
        side *
          sum(
            () => true,
            (worth) => worth,
          ),
        "the portfolio's net exposure is at its limit",
      ],
      [
        perMarket,
        sum((seat) => seat.member.market === market, Math.abs),
        "the portfolio's limit of this market is reached",
      ],
      [
        perStrategy,
        sum((seat) => seat === own, Math.abs),
        "the portfolio's limit of this strategy is reached",
      ],
      [
        perAsset,
        sum((seat) => isSameAsset(seat, own), Math.abs),
        "the portfolio's limit of this asset is reached",
      ],
      [reserve === null ? null : 1 - reserve, bound, "the portfolio's reserve is reached"],
    ] as const;
    let [room, reason] = [Number.POSITIVE_INFINITY, ""];
    for (const [limit, taken, words] of used) {
      if (limit === null) continue;
      // The reserve is measured in money that is bound, the others in what it carries.
      const weight = words === "the portfolio's reserve is reached" ? 1 / own.member.rules.leverage : 1;
      const left = (limit * (equity - own.member.rules.fixed) - taken) / (weight + limit * fee);
      if (left < room) [room, reason] = [left, words];
    }
    return { room, equity, reason };
  }
}
