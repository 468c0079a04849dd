import type { Graph, PortfolioPlan } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { RunError } from "../engine/error.js";
import type { Feeds } from "../feeds/bind.js";
import { computeMetrics, type Metrics } from "../metrics/index.js";
import type { EquityCurve, Trade } from "../record.js";
import type { BacktestResult, RunWarning } from "../result.js";
import { backtest } from "./backtest.js";
import type { BacktestOptions } from "./options.js";

/** A member with what it needs to run. */
export interface PortfolioPart {
  readonly graph: Graph;
  readonly feed: BarFeed;
  /** Data of the member's feeds, by name. */
  readonly feeds?: Feeds;
}

export interface PortfolioOptions extends Pick<
  BacktestOptions,
  "from" | "to" | "endOfData" | "calendar" | "riskFree" | "signal" | "seed"
> {
  /** Money at the start, where the portfolio does not say; default 10,000. */
  readonly capital?: number;
}

export interface PortfolioResult {
  readonly plan: PortfolioPlan;
  readonly members: readonly { readonly label: string; readonly result: BacktestResult }[];
  readonly account: { readonly start: number; readonly end: number };
  /** The account of all members together, at each moment at which a bar of one of them closes. */
  readonly equity: EquityCurve;
  /** Of the whole. Buy and hold is each member's money in its own market. */
  readonly metrics: Metrics;
  readonly warnings: readonly RunWarning[];
}

/**
 * Runs every member of a portfolio on its own money and adds their accounts up on one clock. `parts` stand in the
 * order of the plan's members. A member whose data begins later holds its money until then.
 * @throws RunError when the portfolio has limits across members, which need one account, or when a member cannot run
 */
export function runPortfolio(
  plan: PortfolioPlan,
  parts: readonly PortfolioPart[],
  options: PortfolioOptions = {},
): PortfolioResult {
  refuseLimits(plan);
  const { capital = 10_000, ...rest } = options;
  const bankroll = plan.bankroll ?? capital;
  const members = plan.members.map((member, index) => {
    const part = parts[index];
    if (part === undefined) throw new RangeError(`the member "${member.label}" has no data`);
    const result = backtest(part.graph, part.feed, {
      ...rest,
      capital: bankroll * member.share,
      parameters: member.values,
      ...(part.feeds !== undefined && { feeds: part.feeds }),
      ...(plan.currency !== null && { currency: plan.currency }),
      keep: { equity: "full" },
    });
    return { label: member.label, result };
  });
  const results = members.map(({ result }) => result);
  const interval = Math.min(...results.map(({ data }) => data.interval));
  const equity = addUp(results, interval);
  const trades = results
    .flatMap((result) => [...result.trades])
    .toSorted((a, b) => a.exitTime - b.exitTime)
    .map((trade, index): Trade => ({ ...trade, id: index + 1 }));
  const { calendar, riskFree } = options;
  return {
    plan,
    members,
    account: { start: bankroll, end: results.reduce((sum, { account }) => sum + account.end, 0) },
    equity,
    metrics: computeMetrics(equity, trades, {
      interval,
      ...(calendar !== undefined && { calendar }),
      ...(riskFree !== undefined && { riskFree }),
    }),
    warnings: warningsOf(members),
  };
}

function refuseLimits({ name, limits }: PortfolioPlan): void {
  if (Object.values(limits).every((each) => each === null)) return;
  throw new RunError(
    "SAGE8214",
    `\`${name}\` has limits across its members, which need one account for all of them; a backtest has none yet.`,
    "Leave `limits` out to run each member on its own money.",
  );
}

/** How far the account of one member has been followed. */
interface Follower {
  readonly curve: EquityCurve;
  /** From the open of a bar to its close. */
  readonly interval: number;
  readonly start: number;
  next: number;
}

/**
 * The sum of the accounts at every bar close of any of them, at the open of the bar that ends there. Between two closes
 * of its own an account is what it was.
 */
function addUp(results: readonly BacktestResult[], interval: number): EquityCurve {
  const followers = results.flatMap(({ equity, data, account }): Follower[] =>
    equity === null ? [] : [{ curve: equity, interval: data.interval, start: account.start, next: 0 }],
  );
  const closes = new Set(
    followers.flatMap(({ curve, interval: own }) => Array.from(curve.time, (time) => time + own)),
  );
  const times = Float64Array.from(closes).toSorted();
  const column = () => new Float64Array(times.length);
  const sum = {
    time: times.map((time) => time - interval),
    equity: column(),
    cash: column(),
    position: column(),
    close: column(),
  };
  for (const [row, time] of times.entries()) {
    for (const follower of followers) addMember(sum, row, time, follower);
  }
  return sum;
}

function addMember(sum: EquityCurve, row: number, time: number, follower: Follower): void {
  const { curve, interval, start } = follower;
  while (follower.next < curve.time.length && (curve.time[follower.next] ?? 0) + interval <= time)
    follower.next++;
  const at = follower.next - 1;
  const add = (column: Float64Array, value: number) => (column[row] = (column[row] ?? 0) + value);
  add(sum.equity, at < 0 ? start : (curve.equity[at] ?? start));
  add(sum.cash, at < 0 ? start : (curve.cash[at] ?? start));
  // Members hold different things: what can be said of all is how many of them hold something.
  add(sum.position, at < 0 || curve.position[at] === 0 ? 0 : 1);
  const first = curve.close[0] ?? Number.NaN;
  add(sum.close, at < 0 ? start : (start * (curve.close[at] ?? Number.NaN)) / first);
}

/** What the members' runs warn of, and what makes them hard to compare. */
function warningsOf(members: PortfolioResult["members"]): readonly RunWarning[] {
  const own = members.flatMap(({ label, result }) =>
    result.warnings.map((each) => ({ ...each, message: `${label}: ${each.message}` })),
  );
  const starts = new Set(members.map(({ result }) => result.data.from));
  if (starts.size <= 1) return own;
  const message =
    "The members' data begin at different times; until its own begins, a member holds its money.";
  return [{ code: "SAGE8406", message, help: "Give `--from` to compare them over the same time." }, ...own];
}
