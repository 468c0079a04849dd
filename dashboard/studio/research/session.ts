import { compileTests } from "../../../compiler/compile-tests.js";
import { check } from "../../../compiler/check.js";
import type { Graph } from "../../../compiler/graph/index.js";
import { memoryHost } from "../../../compiler/modules/host.js";
import { createSource } from "../../../lang/source.js";
import { backtest, backtestWithPauses } from "../../../runtime/modes/backtest.js";
import { evaluate } from "../../../runtime/modes/evaluate.js";
import { runTest } from "../../../runtime/modes/tests.js";
import type { BacktestResult, PlotColumn } from "../../../runtime/result.js";
import { explainTrade } from "../../../runtime/why/explanation.js";
import { candlesOf, placeOf } from "./candles.js";
import { compileFile } from "./compiled-file.js";
import { curvesOf } from "./curves.js";
import { ChosenData, type LoadedBars } from "./data.js";
import { explainedLines } from "./explained.js";
import type {
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

const keep = { equity: "sampled", orders: false, signals: false, alerts: false, plots: false } as const;

/**
 * What a page researches with: one file, one data set, any number of runs. The graph and the bars stay where they are
 * between two runs, so that a moved slider costs a run and nothing else.
 */
export class ResearchSession {
  #data: ChosenData = new ChosenData({ kind: "sample" });
  #graph: Graph | null = null;
  #plots: { readonly key: string; readonly columns: readonly PlotColumn[] } | undefined;

  load(given: GivenBars): DataFacts {
    this.#data = new ChosenData(given);
    this.#plots = undefined;
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
  async run({ values, capital, width }: RunRequest, { signal, pause }: RunControl): Promise<RunView> {
    const { graph, bars } = this.#ready();
    const begun = performance.now();
    const options = { parameters: values, capital, keep, signal, pause };
    const result = await backtestWithPauses(graph, bars.feed, options);
    const ran = performance.now();
    const { equity } = result;
    if (equity === null) throw new RangeError("a run that keeps its equity has one");
    const curves = curvesOf(equity, capital, width);
    const drawn = performance.now();
    const trades = tradeColumns(result.trades);
    const cost = { engine: ran - begun, curves: drawn - ran, trades: performance.now() - drawn };
    return viewOf(result, { ...curves, trades, cost });
  }

  /** A part of the bars as candles, with the strategy's plots for these values. */
  window({ values, from, to, most }: WindowRequest): PriceWindow {
    const { graph, bars } = this.#ready();
    const { time } = bars.columns;
    const first = from === null ? 0 : placeOf(time, from);
    const end = to === null ? time.length : placeOf(time, to + 1);
    return candlesOf(bars.columns, this.#plotsFor(graph, bars, values), first, Math.max(first, end), most);
  }

  explain({ values, capital, trade }: ExplainRequest): readonly ExplainedLine[] {
    const { graph, bars } = this.#ready();
    const result = backtest(graph, bars.feed, {
      parameters: values,
      capital,
      keep: { ...keep, orders: true, signals: true },
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

function viewOf(
  result: BacktestResult,
  drawn: Pick<RunView, "equity" | "drawdown" | "market" | "trades" | "cost">,
): RunView {
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
    warnings: warnings.map(({ code, message, help }) => ({ code, message, help })),
    ...drawn,
  };
}
