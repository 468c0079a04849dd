import type { Graph, GraphNode } from "../../compiler/graph/index.js";
import { refuseBeforeTrainingEnd } from "../models/known-until.js";
import type { ModelSchedule } from "../models/predictor.js";
import { RunError } from "./error.js";

/** Bars that a model is asked about. */
export interface AskedBars {
  /** Open times, epoch milliseconds. */
  readonly time: Float64Array;
  /** Number of the first of them, counted from the first that was ever stepped. */
  readonly first: number;
  /** What is said of them can be acted on. */
  readonly trades: boolean;
}

/** What models say while a graph is stepped. */
export class Predictions {
  readonly #graph: Graph;
  readonly #schedules: ReadonlyMap<number, ModelSchedule>;

  constructor(graph: Graph, schedules: ReadonlyMap<number, ModelSchedule>) {
    this.#graph = graph;
    this.#schedules = schedules;
  }

  /**
   * Fills the outputs of a `prediction` node. Bars of no period, and those before all features can have a value, have no
   * answer.
   * @param inputs the features' columns over the bars, rounded to 32 bits here, once
   * @throws RunError (SAGE5008) where the model has learned from bars that are to be traded
   */
  async answer(
    node: GraphNode,
    bars: AskedBars,
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
  ): Promise<void> {
    const model = this.#graph.models[node.model ?? -1];
    const schedule = this.#schedules.get(node.model ?? -1);
    if (model === undefined || schedule === undefined) throw untrained(this.#graph, node);
    for (const output of outputs) output.fill(Number.NaN);
    const count = bars.time.length;
    const settled = Math.min(count, Math.max(0, model.first - bars.first));
    for (const { from, to, knownUntil, predictor } of schedule.periods) {
      let start = Math.max(settled, lowerBound(bars.time, from));
      const end = lowerBound(bars.time, to);
      if (start >= end) continue;
      if (schedule.inSample !== true && (bars.time[start] ?? 0) < knownUntil) {
        if (bars.trades) refuseBeforeTrainingEnd(`\`${model.name}\``, knownUntil, bars.time[start] ?? 0);
        start = lowerBound(bars.time, knownUntil);
        if (start >= end) continue;
      }
      const columns = inputs.map((input) => new Float32Array(input.subarray(start, end)));
      const answers = await predictor.predict(columns, end - start);
      for (const [k, output] of outputs.entries()) copyAnswers(answers[k], output, start);
    }
  }
}

/** One bit pattern for all that is missing, as kernels write it. */
function copyAnswers(answers: Float64Array | undefined, output: Float64Array, start: number): void {
  if (answers === undefined)
    throw new RunError("SAGE8213", "A model gives fewer answers than it is asked for.");
  for (const [row, value] of answers.entries())
    output[start + row] = Number.isNaN(value) ? Number.NaN : value;
}

/** What a model says is there only when it has learned. */
export function untrained({ strategy, models, source }: Graph, node: GraphNode): RunError {
  const model = models[node.model ?? -1];
  const names = [model?.features[0]?.name, model?.target.name].flatMap((name) => name ?? []);
  const asked = names.map((name) => `${model?.name}.${name}`).join(" ");
  return new RunError(
    "SAGE8250",
    `\`${strategy}\` asks the model \`${model?.name}\`, which has not been trained.`,
    `Train it: sage train ${source.path}; a model file is given with --model FILE.onnx. Its features and its target can be looked at before: sage eval ${asked} --strategy ${source.path}`,
  );
}

/** First place whose value is not below `value`. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
