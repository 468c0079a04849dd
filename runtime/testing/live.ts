import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { parameterValues } from "../engine/index.js";
import type { Feeds } from "../feeds/bind.js";
import type { LiveBar } from "../live/bar.js";
import { machineClock, type Clock } from "../live/clock.js";
import type { FeedEvent, LiveFeed } from "../live/feeds/feed.js";
import type { TimeRange } from "../live/feeds/source.js";
import { marketKey, type Market } from "../live/market.js";
import { inputMarkets } from "../live/session/inputs.js";
import type { MemberStep } from "../live/session/member.js";
import { LiveSession, type SessionPlan } from "../live/session/session.js";
import { withTick } from "../modes/tick.js";

/** Bars of a feed one by one, with all that comes beside them. */
export function* liveBars(feed: BarFeed): Generator<LiveBar> {
  const names = feed.information.series ?? [];
  for (const { time, open, high, low, close, volume, series } of feed.chunks(names)) {
    for (let k = 0; k < time.length; k++) {
      const of = (column: Float64Array | undefined): number => column?.[k] ?? Number.NaN;
      yield {
        time: of(time),
        open: of(open),
        high: of(high),
        low: of(low),
        close: of(close),
        volume: of(volume),
        ...(series !== undefined && {
          series: Object.fromEntries(names.map((name) => [name, of(series[name])])),
        }),
      };
    }
  }
}

/** Markets and their bars, in the order in which the bars close. */
export function inOrder(
  feeds: readonly { readonly market: Market; readonly feed: BarFeed }[],
): readonly { readonly market: Market; readonly bar: LiveBar }[] {
  return feeds
    .flatMap(({ market, feed }) => Array.from(liveBars(feed), (bar) => ({ market, bar })))
    .toSorted((one, other) => one.bar.time + one.market.interval - (other.bar.time + other.market.interval));
}

export const testMarket = ({ market }: Graph): Market => ({
  exchange: market.exchange ?? "replay",
  symbol: market.symbol,
  marketType: market.type,
  interval: market.timeframe,
});

/** A strategy alone, as a session. */
export function planOf(graph: Graph, feed: BarFeed, feeds: Feeds, capital: number): SessionPlan {
  const files = Object.fromEntries(
    Object.entries(feeds).flatMap(([name, given]) =>
      "values" in given
        ? [
            [
              name,
              {
                *rows() {
                  for (const { time, value } of given.values()) yield { time, columns: [value] };
                },
              },
            ],
          ]
        : [],
    ),
  );
  const bound = withTick(graph, feed);
  const member = {
    label: graph.strategy,
    graph: bound,
    values: parameterValues(bound, {}),
    market: testMarket(graph),
    capital,
    share: 1,
    stake: capital,
    files,
  };
  return { members: [member], capital, shared: false };
}

/** Feeds a session all bars, and saves and restores it in another one after so many of its moments. */
export async function liveThrough(
  plan: SessionPlan,
  bars: readonly { readonly market: Market; readonly bar: LiveBar }[],
  restartsAfter: (moment: number) => boolean,
): Promise<readonly MemberStep[]> {
  let session = new LiveSession(plan);
  const steps: MemberStep[] = [];
  const lasts = new Map<number, MemberStep>();
  let moments = 0;
  const goOn = async (): Promise<void> => {
    for (let moment = await session.step(); moment !== null; moment = await session.step()) {
      for (const step of moment.steps) lasts.set(step.member, step);
      steps.push(...moment.steps);
      if (!restartsAfter(moments++) || session.members.some(({ next }) => next !== Infinity)) continue;
      const next = new LiveSession(plan);
      next.restore(
        session.save(),
        session.members.map(({ records }, k) => {
          const last = lasts.get(k);
          if (last === undefined) throw new RangeError("a member has had no bar");
          return { number: last.number, bar: last.bar, counts: records.counts };
        }),
      );
      session = next;
    }
  };
  for (const { market, bar } of bars) {
    session.offer(market, { bar, received: bar.time + market.interval, late: false });
    await goOn();
  }
  for (const { graph, market } of plan.members)
    for (const input of inputMarkets(graph, market)) session.known(input.market, Number.POSITIVE_INFINITY);
  await goOn();
  return steps;
}

/** Bars in memory as a live feed: all of them at once, in the order of their closes. Times are those of the bars. */
export class MemoryLiveFeed implements LiveFeed {
  readonly #bars: readonly { readonly market: Market; readonly bar: LiveBar }[];
  readonly #waits: () => Promise<void>;
  /** Close of the last bar that it gave. */
  now: number;

  /** @param start what the time is before the first bar; bars that close until then are history */
  constructor(
    feeds: Parameters<typeof inOrder>[0],
    start: number,
    waits: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#bars = inOrder(feeds);
    this.now = start;
    this.#waits = waits;
  }

  get clock(): Clock {
    return { ...machineClock, now: () => this.now };
  }

  history(market: Market, { from, to }: TimeRange): Promise<readonly LiveBar[]> {
    const key = marketKey(market);
    return Promise.resolve(
      this.#bars
        .filter((one) => marketKey(one.market) === key)
        .map(({ bar }) => bar)
        .filter(({ time }) => time >= from && time < to && time + market.interval <= this.now),
    );
  }

  async *events(wanted: Parameters<LiveFeed["events"]>[0], signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const after = new Map(wanted.map((one) => [marketKey(one.market), one.after]));
    for (const { market, bar } of this.#bars) {
      if (bar.time < (after.get(marketKey(market)) ?? Number.POSITIVE_INFINITY)) continue;
      if (signal.aborted) return;
      const received = bar.time + market.interval;
      const late = received <= this.now;
      if (!late) this.now = received;
      yield { kind: "bar", market, bar, received, via: late ? "history" : "stream", late };
      await this.#waits();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
