import { compileTests } from "../../../compiler/compile-tests.js";
import { check } from "../../../compiler/check.js";
import type { Graph } from "../../../compiler/graph/index.js";
import { memoryHost } from "../../../compiler/modules/host.js";
import { createSource } from "../../../lang/source.js";
import { backtest, backtestWithPauses } from "../../../runtime/modes/backtest.js";
import { evaluate } from "../../../runtime/modes/evaluate.js";
import { runTest } from "../../../runtime/modes/tests.js";
import type { Trade } from "../../../runtime/record.js";
import type { BacktestResult, PlotColumn } from "../../../runtime/result.js";
import { explainTrade } from "../../../runtime/why/explanation.js";
import { candlesOf, marksOf } from "./candles.js";
import { compileFile } from "./compiled-file.js";
import { curvesOf, type Rows } from "./curves.js";
import { wholeCut } from "../../interface/charts/cut.js";
import { ChosenData, type LoadedBars } from "./data.js";
import { explainedLines } from "./explained.js";
import type {
  AccountCurves,
  Compiled,
  DataFacts,
  ExplainedLine,
  ExplainRequest,
  GivenBars,
  PriceWindow,
  RunRequest,
  RunView,
  StrategyFile,
  TestView,
  WindowRequest,
} from "./protocol.js";
import { ResearchError } from "./research-error.js";
import { tradeColumns } from "./trade-columns.js";

/** What lets a long run be left: asked now and then while it is on its way. */
export interface RunControl {
  readonly signal: AbortSignal;
  readonly pause: () => Promise<void> | undefined;
}

const keep = { orders: false, signals: false, alerts: false, plots: false } as const;

/**
 * What a page researches with: one file, one data set, any number of runs. The graph and the bars stay where they are
 * between two runs, so that a moved slider costs a run and nothing else.
 */
export class ResearchSession {
  #data: ChosenData = new ChosenData({ kind: "sample" });
  #graph: Graph | null = null;
  #plots: { readonly key: string; readonly columns: readonly PlotColumn[] } | undefined;
  /** Every bar of the run that was looked at at rest. */
  #rows: { readonly key: string; readonly rows: Rows } | undefined;
  /** Of the last run. */
  #trades: readonly Trade[] = [];

  load(given: GivenBars): DataFacts {
    this.#data = new ChosenData(given);
    this.#plots = undefined;
    this.#rows = undefined;
    this.#trades = [];
    return this.#data.facts;
  }

  /** A file with errors leaves the graph of the last one that had none. */
  compile(file: StrategyFile): Compiled {
    const { view, graph } = compileFile(file);
    if (graph !== null) {
      this.#graph = graph;
      this.#plots = undefined;
    }
    return view;
  }

  /** @throws RunError, DataError, ResearchError; whatever `signal` ends with */
  async run(request: RunRequest, control: RunControl): Promise<RunView> {
    const { capital, width, cut } = request;
    // Bars may have to be made first, once: that is not the run's time.
    this.#ready();
    const begun = performance.now();
    const { bars, result, rows } = await this.#ran(request, cut === null ? "sampled" : "full", control);
    const ran = performance.now();
    const whole = wholeCut(bars.columns.time.length, width);
    // Of what was sampled a step holds whole buckets: then it has the peak and the trough of every bar.
    const drawn = cut ?? { ...whole, step: Math.max(whole.step, result.equityStep) };
    const curves = curvesOf(rows, bars.columns.time, capital, drawn);
    const reduced = performance.now();
    const trades = tradeColumns(result.trades);
    this.#trades = result.trades;
    const cost = { engine: ran - begun, curves: reduced - ran, trades: performance.now() - reduced };
    return viewOf(result, { curves, trades, cost });
  }

  /**
   * The curves of a run out of every bar, for a part of them or for all: what is looked at at rest.
   * @throws as `run`
   */
  async account(request: RunRequest, control: RunControl): Promise<AccountCurves> {
    const { capital, width, cut, values } = request;
    const { graph, bars } = this.#ready();
    const { time } = bars.columns;
    const key = JSON.stringify([graph.hash, values, capital]);
    if (this.#rows?.key !== key) this.#rows = { key, rows: (await this.#ran(request, "full", control)).rows };
    return curvesOf(this.#rows.rows, time, capital, cut ?? wholeCut(time.length, width));
  }

  async #ran(
    { values, capital }: RunRequest,
    equity: "sampled" | "full",
    { signal, pause }: RunControl,
  ): Promise<{ readonly bars: LoadedBars; readonly result: BacktestResult; readonly rows: Rows }> {
    const { graph, bars } = this.#ready();
    this.#rows = undefined;
    const options = { parameters: values, capital, keep: { ...keep, equity }, signal, pause };
    const result = await backtestWithPauses(graph, bars.feed, options);
    const { equity: curve } = result;
    if (curve === null) throw new RangeError("a run that keeps its equity has one");
    const { time, close } = bars.columns;
    // Every bar: times and prices lie ready already, and are not held a second time.
    const isWhole = curve.time.length === time.length;
    return { bars, result, rows: isWhole ? { time, close, equity: curve.equity } : curve };
  }

  /** A part of the bars as candles, with the strategy's plots for these values, and the marks of the last run's trades. */
  window({ values, cut, width }: WindowRequest): PriceWindow {
    const { graph, bars } = this.#ready();
    const { time } = bars.columns;
    const drawn = cut ?? wholeCut(time.length, width);
    return {
      ...candlesOf(bars.columns, this.#plotsFor(graph, bars, values), drawn),
      marks: marksOf(this.#trades, time, drawn),
    };
  }

  explain({ values, capital, trade }: ExplainRequest): readonly ExplainedLine[] {
    const { graph, bars } = this.#ready();
    const result = backtest(graph, bars.feed, {
      parameters: values,
      capital,
      keep: { ...keep, equity: "sampled", orders: true, signals: true },
    });
    const found = result.trades.find(({ id }) => id === trade);
    if (found === undefined)
      throw new ResearchError("SAGE8612", `The run has no trade ${trade}.`, "Choose one of the table.");
    return explainedLines(explainTrade({ graph, feed: bars.feed, result, parameters: values }, found));
  }

  /** Runs the tests of a file. */
  test({ path, text, others }: StrategyFile): readonly TestView[] {
    const source = createSource(path, text);
    const { tests, broken } = compileTests(source, check(source, { modules: memoryHost(others) }));
    return [
      ...tests.map((test): TestView => {
        const { passed, expectations } = runTest(test);
        const failed = expectations.filter((each) => !each.passed);
        const failures = failed.map(
          ({ expectation, happened }) => `expected ${expectation.text}; happened: ${happened}`,
        );
        return { title: test.title, strategy: test.graph.strategy, passed, failures };
      }),
      ...broken.map(({ title, strategy }) => ({
        title,
        strategy,
        passed: false,
        failures: ["it does not compile"],
      })),
    ];
  }

  #ready(): { readonly graph: Graph; readonly bars: LoadedBars } {
    const graph = this.#graph;
    if (graph === null)
      throw new ResearchError("SAGE8611", "No strategy has compiled yet.", "Mend what the editor marks.");
    return { graph, bars: this.#data.at(graph.market.timeframe) };
  }

  #plotsFor(
    graph: Graph,
    { feed }: LoadedBars,
    values: Readonly<Record<string, number>>,
  ): readonly PlotColumn[] {
    if (graph.plots.length === 0 || feed.information.bars <= graph.warmup.first) return [];
    const key = JSON.stringify(values);
    if (this.#plots?.key !== key)
      this.#plots = { key, columns: evaluate(graph, feed, { parameters: values }).columns };
    return this.#plots.columns;
  }
}

function viewOf(result: BacktestResult, drawn: Pick<RunView, "curves" | "trades" | "cost">): RunView {
  const { run, account, metrics, data, warnings } = result;
  return {
    runId: run.id,
    strategy: run.strategy,
    values: run.parameters,
    metrics: { ...metrics },
    currency: account.currency,
    start: account.start,
    end: account.end,
    bars: data.bars,
    data: data.symbol ?? data.source,
    warnings: warnings.map(({ code, message, help }) => ({ code, message, help })),
    ...drawn,
  };
}
