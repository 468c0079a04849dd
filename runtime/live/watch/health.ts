import type { Clock } from "../clock.js";
import type { EventBus } from "../events.js";
import type { FeedState } from "../feeds/feed.js";
import { marketKey, type Market } from "../market.js";

/** What readiness is judged by. Times in epoch milliseconds. */
export interface HealthFacts {
  readonly now: number;
  readonly markets: readonly {
    readonly market: Market;
    /** When the last known bar closed; null before the first. */
    readonly lastClose: number | null;
    /** Nobody tells of its bars in time, as of a market that is only read, or of a recording: its state alone is judged. */
    readonly isOnlyHeard?: boolean;
    /** Null where nothing tells, as in a store that is only read. */
    readonly state: FeedState | null;
    /** How far the venue's clock goes ahead of ours, in milliseconds; null: not told. */
    readonly skew: number | null;
  }[];
  readonly store: { readonly isWritable: boolean; readonly message: string };
}

export interface HealthCheck {
  readonly name: "feed" | "store" | "clock";
  /** Key of the market that it concerns. */
  readonly market: string | null;
  readonly isGood: boolean;
  readonly message: string;
}

export interface Health {
  readonly isReady: boolean;
  readonly checks: readonly HealthCheck[];
}

/** A bar is late when half another interval has passed since it should have closed. */
const freshIntervals = 1.5;

/** More than this the clock must not be off, in milliseconds. */
export const mostSkew = 2000;

/** Whether what is decided now can be relied on: feeds fresh, store writable, clock sane. */
export function judgeHealth({ now, markets, store }: HealthFacts): Health {
  const checks = markets.flatMap((one): readonly HealthCheck[] => {
    const market = marketKey(one.market);
    return [
      { name: "feed", market, ...judgeFeed(one, now) },
      { name: "clock", market, ...judgeClock(one, now) },
    ];
  });
  checks.push({ name: "store", market: null, isGood: store.isWritable, message: store.message });
  return { isReady: checks.every(({ isGood }) => isGood), checks };
}

/** What a feed says of itself that no fresh bar makes good. */
const brokenStates: Readonly<Partial<Record<FeedState, string>>> = {
  refused: "the venue refuses",
  silent: "the venue says nothing",
  reconnecting: "the connection is broken",
};

export type Verdict = Pick<HealthCheck, "isGood" | "message">;

export interface HealthWatch {
  readonly facts: () => HealthFacts;
  readonly close: () => void;
}

function judgeFeed(
  { market, lastClose, state, isOnlyHeard }: HealthFacts["markets"][number],
  now: number,
): Verdict {
  const broken = state === null ? undefined : brokenStates[state];
  if (broken !== undefined) return { isGood: false, message: broken };
  if (isOnlyHeard === true) return { isGood: true, message: "nothing is wrong" };
  if (lastClose === null) return { isGood: false, message: "no bar yet" };
  const age = now - lastClose;
  const message = `last bar closed ${ageText(age)} ago`;
  return { isGood: age <= freshIntervals * market.interval, message };
}

function judgeClock({ lastClose, skew }: HealthFacts["markets"][number], now: number): Verdict {
  if (skew !== null && Math.abs(skew) > mostSkew)
    return { isGood: false, message: `${Math.round(Math.abs(skew))} ms off the venue's clock` };
  if (lastClose !== null && lastClose > now + mostSkew)
    return { isGood: false, message: "the last bar closes in the future of this clock" };
  return { isGood: true, message: "sane" };
}

/** "45 s", "12 min", "3 h", "2 d". */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** All checks of one kind as one: what is wrong, or that nothing is. */
export function verdictOf({ checks }: Health, name: HealthCheck["name"]): Verdict {
  const bad = checks.filter((check) => check.name === name && !check.isGood);
  const messages = bad.map(({ market, message }) => (market === null ? message : `${market}: ${message}`));
  return { isGood: bad.length === 0, message: bad.length === 0 ? "good" : messages.join("; ") };
}

/** Gathers the facts of a running desk. */
export function watchHealth({ bus, clock }: { readonly bus: EventBus; readonly clock: Clock }): HealthWatch {
  const markets = new Map<string, HealthFacts["markets"][number]>();
  let store: HealthFacts["store"] = { isWritable: true, message: "writable" };
  const change = (market: Market, what: Partial<HealthFacts["markets"][number]>): void => {
    const key = marketKey(market);
    const known = markets.get(key) ?? { market, lastClose: null, state: null, skew: null, isOnlyHeard: true };
    markets.set(key, { ...known, ...what });
  };
  const close = bus.listen((event) => {
    if (event.kind === "step") {
      const { market } = event.strategy;
      const lastClose = event.step.bar.time + market.interval;
      const known = markets.get(marketKey(market))?.lastClose ?? null;
      if (known === null || lastClose > known) change(market, { lastClose, isOnlyHeard: false });
    } else if (event.kind === "store") {
      store =
        event.state === "held"
          ? { isWritable: false, message: event.message }
          : { isWritable: true, message: "writable" };
    } else if (event.kind === "feed") {
      if (event.event.kind === "state") change(event.event.market, { state: event.event.state });
      if (event.event.kind === "skew") change(event.event.market, { skew: event.event.milliseconds });
    }
  });
  return { facts: () => ({ now: clock.now(), markets: [...markets.values()], store }), close };
}
