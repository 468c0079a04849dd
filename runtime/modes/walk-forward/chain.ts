import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed, DatasetInformation } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import { measureUncertainty, MetricsAccumulator, type MarketCalendar } from "../../metrics/index.js";
import { roundTrips } from "../../metrics/round-trips.js";
import type { Alert, EquityCurve, Order, Signal, Trade } from "../../record.js";
import type { BacktestResult, RunIdentity, RunWarning } from "../../result.js";
import { DaySampler } from "../days.js";

/** A window as it was traded; its bars are counted as those of the data. */
export interface Link {
  /** Of the fold, for messages. */
  readonly number: number;
  readonly equity: EquityCurve;
  readonly trades: readonly Trade[];
  readonly orders: readonly Order[];
  readonly signals: readonly Signal[];
  readonly alerts: readonly Alert[];
  readonly rejected: number;
  readonly warnings: readonly RunWarning[];
}

/** What a whole made of windows is told beside them. */
export interface ChainOptions {
  readonly run: RunIdentity;
  readonly capital: number;
  readonly currency: string;
  readonly feeds: BacktestResult["feeds"];
  readonly calendar?: MarketCalendar | undefined;
  readonly riskFree?: number | undefined;
  readonly warnings: readonly RunWarning[];
  readonly started: number;
}

/** A run that kept its equity at every bar, as a window. @throws RunError SAGE8213 where it kept none */
export function linkOf(number: number, result: BacktestResult): Link {
  const { equity, trades, orders, signals, alerts, counts, warnings } = result;
  if (equity === null || result.equityStep !== 1)
    throw new RunError("SAGE8213", "A window of a walk-forward has to keep its equity at every bar.");
  return { number, equity, trades, orders, signals, alerts, rejected: counts.rejected, warnings };
}

/**
 * Windows that follow each other in time, as one run of one account: each begins with the money that the one before left.
 * The records are numbered through.
 */
export function chainOf(
  graph: Graph,
  feed: BarFeed,
  links: readonly Link[],
  options: ChainOptions,
): BacktestResult {
  const equity = joinCurves(links.map((link) => link.equity));
  const trades = joinTrades(links);
  const { information } = feed;
  const { settled, first } = graph.warmup;
  const { run, capital, currency, calendar, riskFree } = options;
  const metrics = new MetricsAccumulator({
    bars: equity.time.length,
    interval: information.interval,
    ...(calendar !== undefined && { calendar }),
    ...(riskFree !== undefined && { riskFree }),
  });
  metrics.add(equity);
  for (const trip of roundTrips(trades)) metrics.addTrade(trip);
  const facts = metrics.uncertaintyFacts();
  const days = new DaySampler();
  days.add(equity);
  const orders = links.flatMap((link) => link.orders).map((order, k) => ({ ...order, id: k + 1 }));
  const alerts = links.flatMap((link) => link.alerts);
  let uncertainty: BacktestResult["uncertainty"] | undefined;
  return {
    run,
    data: dataOf(information, equity),
    feeds: options.feeds,
    warmup: { first, settled: typeof settled === "number" ? settled : null },
    account: { start: capital, end: equity.equity.at(-1) ?? capital, currency },
    metrics: facts.metrics,
    samples: facts.samples,
    get uncertainty() {
      return (uncertainty ??= measureUncertainty(facts));
    },
    months: metrics.monthReturns(),
    trades,
    orders,
    signals: links.flatMap((link) => link.signals),
    counts: {
      trades: trades.length,
      rejected: links.reduce((sum, { rejected }) => sum + rejected, 0),
      alerts: alerts.length,
    },
    alerts,
    equity,
    equityStep: 1,
    days: days.days(),
    plots: [],
    warnings: [...options.warnings, ...joinWarnings(links)],
    elapsedMs: performance.now() - options.started,
  };
}

function joinCurves(curves: readonly EquityCurve[]): EquityCurve {
  const length = curves.reduce((sum, { time }) => sum + time.length, 0);
  const join = (name: keyof EquityCurve): Float64Array => {
    const out = new Float64Array(length);
    let at = 0;
    for (const curve of curves) {
      out.set(curve[name], at);
      at += curve[name].length;
    }
    return out;
  };
  return {
    time: join("time"),
    equity: join("equity"),
    cash: join("cash"),
    position: join("position"),
    close: join("close"),
  };
}

/** Trades of all windows; positions are counted on, so that those of two windows are never taken for one. */
function joinTrades(links: readonly Link[]): readonly Trade[] {
  const out: Trade[] = [];
  let positions = 0;
  for (const { trades } of links) {
    const before = positions;
    for (const trade of trades) {
      positions = Math.max(positions, before + trade.position);
      out.push({ ...trade, id: out.length + 1, position: before + trade.position });
    }
  }
  return out;
}

/** What several windows have to say of the same kind is said once, with where. */
function joinWarnings(links: readonly Link[]): readonly RunWarning[] {
  const byCode = new Map<string, { readonly of: RunWarning[]; readonly numbers: number[] }>();
  for (const { number, warnings } of links) {
    for (const warning of warnings) {
      const known = byCode.get(warning.code);
      if (known === undefined) byCode.set(warning.code, { of: [warning], numbers: [number] });
      else {
        known.of.push(warning);
        known.numbers.push(number);
      }
    }
  }
  return [...byCode.values()].flatMap(({ of, numbers: [first = 0, ...others] }) => {
    const [said] = of;
    if (said === undefined) return [];
    const isSame = of.every(({ message }) => message === said.message);
    // Counts are of one fold: said of all they would be taken for their sum.
    const message = isSame
      ? `${foldsInWords([first, ...others])}: ${said.message}`
      : `Fold ${first}: ${said.message} So it is, with counts of their own, in ${foldsInWords(others).toLowerCase()}.`;
    return [{ ...said, message }];
  });
}

export function foldsInWords(numbers: readonly number[]): string {
  const [only] = numbers;
  if (numbers.length === 1) return `Fold ${only ?? 0}`;
  const shown = numbers.slice(0, 8).join(", ");
  return `Folds ${shown}${numbers.length > 8 ? ` and ${numbers.length - 8} more` : ""}`;
}

function dataOf(information: DatasetInformation, { time }: EquityCurve): BacktestResult["data"] {
  return {
    ...information,
    bars: time.length,
    from: time[0] ?? Number.NaN,
    to: time.at(-1) ?? Number.NaN,
  };
}
