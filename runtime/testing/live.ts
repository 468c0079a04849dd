import type { Graph, PortfolioPlan } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { parameterValues } from "../engine/index.js";
import type { Feeds } from "../feeds/bind.js";
import type { LiveBar } from "../live/bar.js";
import { barsOf } from "../live/feeds/recorded.js";
import type { Market } from "../live/market.js";
import { inputMarkets } from "../live/session/inputs.js";
import type { MemberStep } from "../live/session/member.js";
import { LiveSession, type SessionPlan } from "../live/session/session.js";
import type { ModelSchedule } from "../models/predictor.js";
import { withTick } from "../modes/tick.js";

/** Markets and their bars, in the order in which the bars close. */
export function inOrder(
  feeds: readonly { readonly market: Market; readonly feed: BarFeed }[],
): readonly { readonly market: Market; readonly bar: LiveBar }[] {
  return feeds
    .flatMap(({ market, feed }) => Array.from(barsOf(feed), (bar) => ({ market, bar })))
    .toSorted((one, other) => one.bar.time + one.market.interval - (other.bar.time + other.market.interval));
}

export const testMarket = ({ market }: Graph): Market => ({
  exchange: market.exchange ?? "replay",
  symbol: market.symbol,
  marketType: market.type,
  interval: market.timeframe,
});

/** A strategy alone, as a session. */
export function planOf(
  graph: Graph,
  feed: BarFeed,
  feeds: Feeds,
  capital: number,
  models?: ReadonlyMap<number, ModelSchedule>,
): SessionPlan {
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
    ...(models !== undefined && { models }),
  };
  return { members: [member], capital, shared: false };
}

/** A portfolio as a session; `parts` stand in the order of its members. */
export function portfolioPlanOf(
  { members, account, limits, bankroll }: PortfolioPlan,
  parts: readonly { readonly graph: Graph; readonly feed: BarFeed }[],
  given: number,
): SessionPlan {
  const shared = account === "shared";
  const capital = bankroll ?? given;
  const shares = members.reduce((sum, { share }) => sum + share, 0);
  return {
    capital,
    shared,
    limits,
    members: parts.map(({ graph, feed }, k) => {
      const { label = "", share = 1, values = {} } = members[k] ?? {};
      const bound = withTick(graph, feed);
      return {
        label,
        graph: bound,
        values: parameterValues(bound, values),
        market: testMarket(graph),
        capital: capital * share,
        share: shared ? share : 1,
        stake: (capital * share) / (shared ? shares : 1),
      };
    }),
  };
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
