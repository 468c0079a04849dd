import type { Graph } from "../../compiler/graph/schema.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import { price, sameUnit } from "../../kernels/index.js";
import type { ModelReport } from "../models/explain/model-report.js";
import type { MetricSamples } from "../metrics/catalog.js";
import { describeTrials, type TrialFacts, type Trials } from "../metrics/trials.js";
import type { BacktestResult } from "../result.js";
import { displayCandles, displayCurve, displayPlots } from "./display.js";
import type { DisplayCandles, DisplayCurve, DisplayPlot, PlotKind } from "./display.js";
import type { Trade } from "../record.js";
import { listedTrades } from "../why/chosen.js";
import type { ReportDecisions } from "../why/for-report.js";
import { refusalsOf, type Refusal } from "../why/refusals.js";
import { costSteps, type CostStep } from "./costs.js";
import { worstDrawdowns, type DrawdownEpisode } from "./drawdowns.js";
import { encodeChartData } from "./encode.js";
import { rollingSharpe, type RollingSharpe } from "./rolling.js";
import { sidesOf, type SideSummary } from "./sides.js";

/** One thing that a check of the data found. */
export interface QualityFinding {
  readonly title: string;
  readonly count: number;
  /** Places and numbers, in words. */
  readonly detail: string;
}

/** What the report can show beside the result itself. */
export interface ReportExtras {
  /** The bars of the run, for the price chart; a feed is read once more. */
  readonly bars?: BarFeed | BarColumns;
  /** The strategy's graph: documentation, source, parameters with their ranges. */
  readonly graph?: Graph;
  readonly quality?: readonly QualityFinding[];
  /** Why trades and refused signals came about, to be shown by click. */
  readonly decisions?: ReportDecisions;
  /** What did not trade, where the result does not tell it; those of a portfolio stay with its members. */
  readonly refusals?: readonly Refusal[];
  /** All variants of the strategy that were run on the data. */
  readonly trials?: Trials;
  /** What came of training and validating the strategy's models. */
  readonly models?: readonly ModelReport[];
  /** Whose each trade is, where several strategies traded. */
  readonly memberOf?: ReadonlyMap<Trade, string>;
  /** What it is for, and its text, where no one graph has them. */
  readonly documentation?: string;
  readonly source?: ReportSource;
  /** When the report is made, epoch milliseconds; left out, none is printed and equal runs give equal files. */
  readonly created?: number;
}

/** The text that was run. */
export interface ReportSource {
  readonly path: string;
  readonly text: string;
}

/** All that the views draw from; nothing in it is markup. */
export interface ReportModel {
  readonly result: BacktestResult;
  readonly graph: Graph | null;
  readonly documentation: string;
  readonly source: ReportSource | null;
  /** Whether several strategies traded, so that each trade is one of them. */
  readonly isPortfolio: boolean;
  readonly memberOf: ReadonlyMap<Trade, string>;
  readonly quality: readonly QualityFinding[];
  readonly created: number | null;
  readonly curve: DisplayCurve | null;
  readonly candles: DisplayCandles | null;
  readonly plots: readonly DisplayPlot[];
  /** How many numbers each kind of metric rests on. */
  readonly samples: MetricSamples;
  /** Null where it is not known how many variants were tried. */
  readonly trials: TrialFacts | null;
  readonly drawdowns: readonly DrawdownEpisode[];
  /** Null where the run is too short for it. */
  readonly rolling: RollingSharpe | null;
  readonly sides: readonly SideSummary[];
  readonly costs: readonly CostStep[];
  readonly refusals: readonly Refusal[];
  readonly decisions: ReportDecisions | null;
  readonly models: readonly ModelReport[];
  /** Trades written into the page: all of them, up to a limit. */
  readonly shownTrades: readonly Trade[];
  /** Payload of the charts and the table. */
  readonly payload: unknown;
}

/** Points a screen can show; more would only make the file heavy. */
const curvePoints = 3000;
const candleLimit = 4000;
const tradeLimit = 10_000;
const drawdownLimit = 5;

export function reportModel(result: BacktestResult, extras: ReportExtras): ReportModel {
  const curve = result.equity === null ? null : displayCurve(result.equity, curvePoints);
  const candles = extras.bars === undefined ? null : displayCandles(extras.bars, result.data, candleLimit);
  const plots =
    candles === null
      ? []
      : displayPlots(result.plots, candles, result.equity?.time ?? null, kindsOf(extras.graph));
  const shownTrades = listedTrades(result.trades, tradeLimit);
  const decisions = extras.decisions ?? null;
  return {
    result,
    graph: extras.graph ?? null,
    documentation: extras.documentation ?? extras.graph?.documentation ?? "",
    source: extras.source ?? extras.graph?.source ?? null,
    isPortfolio: extras.memberOf !== undefined,
    memberOf: extras.memberOf ?? new Map(),
    quality: extras.quality ?? [],
    created: extras.created ?? null,
    curve,
    candles,
    plots,
    samples: result.samples,
    trials: extras.trials === undefined ? null : describeTrials(result.metrics, extras.trials),
    drawdowns: result.equity === null ? [] : worstDrawdowns(result.equity, drawdownLimit),
    rolling: result.days === undefined ? null : rollingSharpe(result.days),
    sides: sidesOf(result.trades),
    costs: costSteps(result),
    refusals: extras.refusals ?? refusalsOf(result),
    decisions,
    models: extras.models ?? [],
    shownTrades,
    payload: { ...encodeChartData(result, curve, candles, plots, shownTrades, extras.memberOf), decisions },
  };
}

/** By type and unit: prices belong among the candles, yes or no onto them, all else below. */
function kindsOf(graph: Graph | undefined): readonly PlotKind[] {
  return (graph?.plots ?? []).flatMap(({ series }) => {
    const output = graph?.nodes[series.node]?.outputs[series.output];
    if (output === undefined) return [];
    if (output.type !== "number") return ["mark" as const];
    return [sameUnit(output.unit, price) ? ("price" as const) : ("other" as const)];
  });
}
