import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Graph, PortfolioPlan } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { assetOf } from "../broker/asset.js";
import { joinSwitches, type SwitchChange } from "../broker/switches.js";
import { loadKernelModule, parameterValues } from "../engine/index.js";
import { EngineGroup, type GroupMember, type GroupRows } from "../engine/group.js";
import type { Feeds } from "../feeds/bind.js";
import {
  measureUncertainty,
  MetricsAccumulator,
  metricsBytes,
  samplerBytes,
  type Metrics,
  type MetricSamples,
  type Uncertainty,
} from "../metrics/index.js";
import type { EquityCurve } from "../record.js";
import type { BacktestResult, MonthReturn, RunWarning } from "../result.js";
import { Books, currencyOf } from "./books.js";
import { correlations } from "./daily-closes.js";
import { programVersion } from "./identity.js";
import { MemberRun } from "./member-run.js";
import { settleOptions, type BacktestOptions, type SettledOptions } from "./options.js";
import { Recorder } from "./recorder.js";
import { refuseFeed } from "./refuse-feed.js";
import { GrowingColumn } from "./series.js";
import { withTick } from "./tick.js";

/** A member with what it needs to run. */
export interface PortfolioPart {
  readonly graph: Graph;
  readonly feed: BarFeed;
  /** Data of the member's feeds, by name. */
  readonly feeds?: Feeds;
  /** When it alone was stopped; the options say when all were. */
  readonly switches?: readonly SwitchChange[];
}

export interface PortfolioOptions extends Pick<
  BacktestOptions,
  | "from"
  | "to"
  | "endOfData"
  | "switches"
  | "calendar"
  | "riskFree"
  | "signal"
  | "progress"
  | "seed"
  | "keep"
  | "capacity"
  | "module"
> {
  /** Money at the start, where the portfolio does not say; default 10,000. */
  readonly capital?: number;
}

/** Hashes and versions that the ledger of a portfolio follows from. */
export interface PortfolioIdentity {
  /** Hash of the other fields and of the members' runs; names the run's files. */
  readonly id: string;
  readonly portfolio: string;
  readonly program: string;
  readonly seed: number;
}

export interface MemberResult {
  readonly label: string;
  /**
   * The member as if it were alone: its own account, or of a shared one its part of the money and what it made of it.
   */
  readonly result: BacktestResult;
  /** What it won or lost, and that as a fraction of the money at the start of the whole. */
  readonly profit: number;
  readonly contribution: number;
}

/** What was at stake at each moment, as money; a row for each of the equity. */
export interface ExposureCurve {
  /** Long and short added up. */
  readonly gross: Float64Array;
  /** Short taken from long. */
  readonly net: Float64Array;
}

export interface PortfolioResult {
  readonly run: PortfolioIdentity;
  readonly plan: PortfolioPlan;
  readonly members: readonly MemberResult[];
  readonly account: { readonly start: number; readonly end: number; readonly currency: string };
  /**
   * All members together, at each moment at which a bar of one of them closes; named by the open of the shortest bar that
   * ends there. `position` is how many hold something, `close` what the money had become held in the members' markets.
   * Null when the run kept none.
   */
  readonly equity: EquityCurve | null;
  readonly equityStep: number;
  /** Where every row of the equity was kept. */
  readonly exposure: ExposureCurve | null;
  /** Of the whole. */
  readonly metrics: Metrics;
  /** How many numbers each kind of metric rests on. */
  readonly samples: MetricSamples;
  /** How far the metrics may be off. Found when it is first asked for. */
  readonly uncertainty: Uncertainty;
  readonly months: readonly MonthReturn[];
  /** Correlation of the members' daily profits; null where too few days have both. */
  readonly correlation: readonly (readonly (number | null)[])[];
  /** How often a limit of the portfolio has halted it. */
  readonly halts: number;
  readonly warnings: readonly RunWarning[];
  readonly elapsedMs: number;
}

/**
 * Runs the members of a portfolio on one clock: each on its own money, or all on one account, within the portfolio's
 * limits. `parts` stand in the order of the plan's members. A member whose data begins later holds its money until then;
 * what it holds when its data ends is closed there. The same members, bars and options give the same ledger, to the
 * last bit.
 * @throws RunError when a member cannot run
 */
export function runPortfolio(
  plan: PortfolioPlan,
  parts: readonly PortfolioPart[],
  options: PortfolioOptions = {},
): PortfolioResult {
  const run = new PortfolioRun(plan, parts, options);
  run.stream();
  return run.result();
}

/** A member with its books, its values and its money. */
interface BoundMember {
  readonly label: string;
  readonly graph: Graph;
  readonly values: readonly number[];
  readonly books: Books;
  readonly options: SettledOptions;
  readonly capital: number;
  /** Its part of the money, were it held in its market. */
  readonly stake: number;
  /** The part of the account's equity that its sizes are counted from. */
  readonly share: number;
  readonly market: string;
  readonly asset: string;
}

function bindMembers(
  { members, account, currency }: PortfolioPlan,
  parts: readonly PortfolioPart[],
  given: PortfolioOptions,
  capital: number,
): readonly BoundMember[] {
  const shared = account === "shared";
  const shares = members.reduce((sum, { share }) => sum + share, 0);
  return members.map(({ label, share, values, exchange, symbol }, index) => {
    const part = parts[index];
    if (part === undefined) throw new RangeError(`the member "${label}" has no data`);
    refuseFeed(part.graph, part.feed);
    const graph = withTick(part.graph, part.feed);
    const options = settleOptions({
      ...given,
      capital: capital * share,
      parameters: values,
      ...(part.feeds !== undefined && { feeds: part.feeds }),
      switches: joinSwitches([given.switches ?? [], part.switches ?? []]),
      ...(currency !== null && { currency }),
    });
    return {
      label,
      graph,
      values: parameterValues(graph, values),
      books: new Books(graph, part.feed, options),
      options,
      capital: capital * share,
      stake: (capital * share) / (shared ? shares : 1),
      share: shared ? share : 1,
      market: `${exchange ?? ""} ${symbol}`,
      asset: assetOf(symbol),
    };
  });
}

const groupMember = ({
  graph,
  books,
  values,
  capital,
  share,
  stake,
  market,
  asset,
}: BoundMember): GroupMember => ({
  graph,
  options: { ...books.engineOptions(), values },
  capital,
  share,
  stake,
  market,
  asset,
});

class PortfolioRun {
  readonly #started = performance.now();
  readonly #plan: PortfolioPlan;
  readonly #options: SettledOptions;
  readonly #capital: number;
  readonly #members: readonly MemberRun[];
  readonly #group: EngineGroup;
  readonly #metrics: MetricsAccumulator;
  readonly #recorder: Recorder;
  readonly #gross: GrowingColumn | null;
  readonly #net: GrowingColumn | null;
  readonly #bars: number;
  #last: Readonly<Record<"equity" | "cash" | "position", number>> | null = null;

  constructor(plan: PortfolioPlan, parts: readonly PortfolioPart[], given: PortfolioOptions) {
    const options = settleOptions(given);
    this.#plan = plan;
    this.#options = options;
    this.#capital = plan.bankroll ?? options.capital;
    const bound = bindMembers(plan, parts, given, this.#capital);
    const data = bound.map(({ books }) => books.information);
    this.#bars = data.reduce((sum, { bars }) => sum + bars, 0);
    const interval = Math.min(...data.map((each) => each.interval));
    const moments = momentsOf(data, interval);
    const { keep } = options;
    const forMetrics = metricsBytes(moments, undefined, undefined, bound.length);
    this.#group = new EngineGroup(bound.map(groupMember), {
      module: options.module ?? loadKernelModule(),
      capital: this.#capital,
      shared: plan.account === "shared",
      limits: plan.limits,
      closes: options.endOfData === "close",
      ...(options.capacity !== undefined && { capacity: options.capacity }),
      reserve: forMetrics + (keep.equity === "sampled" ? samplerBytes() : 0),
    });
    this.#members = bound.map(({ books, options: own }, k) => {
      const engine = this.#group.engines[k];
      if (engine !== undefined) books.open(engine);
      return new MemberRun(books, k, own);
    });
    const { reserved } = this.#group;
    this.#metrics = new MetricsAccumulator({
      bars: moments,
      interval,
      home: reserved,
      members: bound.length,
      ...(options.calendar !== undefined && { calendar: options.calendar }),
      ...(options.riskFree !== undefined && { riskFree: options.riskFree }),
    });
    const sampler = { ...reserved, address: reserved.address + forMetrics };
    this.#recorder = new Recorder(keep.equity, moments, this.#metrics, sampler, false);
    this.#gross = keep.equity === "full" ? new GrowingColumn(moments) : null;
    this.#net = keep.equity === "full" ? new GrowingColumn(moments) : null;
  }

  stream(): void {
    const group = this.#group;
    const members = this.#members;
    const { signal, progress } = this.#options;
    for (const member of members) member.refill(group);
    while (members.some(({ isOver }) => !isOver)) {
      signal?.throwIfAborted();
      const horizon = Math.min(...members.map((member) => member.reach(group)));
      for (const member of members) member.compute(group, horizon);
      // What is computed stands in the engines: the next chunks may come, and say whose data has ended.
      for (const member of members) member.refill(group);
      group.walk((member) => members[member]?.isOver ?? true, {
        rows: (rows) => this.#take(rows),
        trade: (address, member) => this.#metrics.addTradeRows(address, 1, member),
      });
      for (const member of members) member.record();
      progress?.(
        members.reduce((sum, { books }) => sum + books.bars, 0),
        this.#bars,
      );
    }
    for (const { books } of members) {
      books.refuseShort();
      books.close();
    }
    if (this.#last !== null) this.#recorder.finish(this.#last.equity, this.#last.cash, this.#last.position);
  }

  #take({ time, equity, cash, positions, gross, net, benchmark }: GroupRows): void {
    this.#recorder.take({ time, equity, cash, position: positions, close: benchmark });
    this.#gross?.append(gross);
    this.#net?.append(net);
    const last = time.length - 1;
    this.#last = {
      equity: equity[last] ?? Number.NaN,
      cash: cash[last] ?? Number.NaN,
      position: positions[last] ?? Number.NaN,
    };
  }

  result(): PortfolioResult {
    const plan = this.#plan;
    const start = this.#capital;
    const members = plan.members.flatMap(({ label }, k) => {
      const member = this.#members[k];
      if (member === undefined) return [];
      const result = member.books.result(this.#started);
      const profit = result.account.end - result.account.start;
      return [{ label, result, profit, contribution: profit / start }];
    });
    const currency = plan.currency ?? currencyOf(members[0]?.result.data.symbol ?? "");
    const facts = this.#metrics.uncertaintyFacts();
    let uncertainty: Uncertainty | undefined;
    return {
      run: this.#identity(members),
      plan,
      members,
      account: { start, end: this.#group.state.get("equity"), currency },
      ...this.#recorder.curve(),
      exposure:
        this.#gross === null || this.#net === null
          ? null
          : { gross: this.#gross.finish(), net: this.#net.finish() },
      metrics: facts.metrics,
      samples: facts.samples,
      get uncertainty() {
        return (uncertainty ??= measureUncertainty(facts));
      },
      months: this.#metrics.monthReturns(),
      correlation: correlations(this.#members.map(({ daily }) => daily.values)),
      halts: this.#group.state.get("halts"),
      warnings: warningsOf(members, this.#group.state.get("halts")),
      elapsedMs: performance.now() - this.#started,
    };
  }

  #identity(members: readonly MemberResult[]): PortfolioIdentity {
    const { seed, from, to, endOfData } = this.#options;
    const { name, account, limits, currency } = this.#plan;
    const identity = { portfolio: name, program: programVersion(), seed };
    const runs = members.map(({ label, result }, k) => [label, result.run.id, this.#plan.members[k]?.share]);
    const text = JSON.stringify([
      identity,
      account,
      limits,
      currency,
      this.#capital,
      from,
      to,
      endOfData,
      runs,
    ]);
    return { id: bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16), ...identity };
  }
}

/** Moments that there can be at most: bars of one grid close together. */
function momentsOf(
  data: readonly {
    readonly from: number;
    readonly to: number;
    readonly interval: number;
    readonly bars: number;
  }[],
  interval: number,
): number {
  const all = data.reduce((sum, { bars }) => sum + bars, 0);
  const onGrid = data.every((each) => each.interval % interval === 0 && each.from % interval === 0);
  if (!onGrid) return all;
  const first = Math.min(...data.map(({ from, interval: own }) => from + own));
  const last = Math.max(...data.map(({ to, interval: own }) => to + own));
  return Math.min(all, (last - first) / interval + 1);
}

/** What the members' runs warn of, and what makes them hard to compare. */
function warningsOf(members: readonly MemberResult[], halts: number): readonly RunWarning[] {
  const own = members.flatMap(({ label, result }) =>
    result.warnings.map((each) => ({ ...each, message: `${label}: ${each.message}` })),
  );
  const halted: RunWarning[] =
    halts === 0
      ? []
      : [
          {
            code: "SAGE8407",
            message: `A limit of the portfolio halted it ${halts === 1 ? "once" : `${halts} times`}.`,
            help: null,
          },
        ];
  const starts = new Set(members.map(({ result }) => result.data.from));
  if (starts.size <= 1) return [...halted, ...own];
  const message =
    "The members' data begin at different times; until its own begins, a member holds its money.";
  const help = "Give `--from` to compare them over the same time.";
  return [...halted, { code: "SAGE8406", message, help }, ...own];
}
