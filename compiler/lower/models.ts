import { ratio } from "../../kernels/catalog/index.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedAlgorithm, CheckedModel, CheckedOption, Prediction } from "../checked.js";
import type { ColumnReference, GraphModel, GraphOutput } from "../graph/schema.js";
import { boundOf, outputOf, spanOf } from "./describe.js";
import { LoweringFault } from "./fault.js";
import { scalarOf } from "./lag.js";
import type { Lowering } from "./lowering.js";

/** The models of a strategy: columns of their features and targets, and how they are trained. */
export function lowerModels(lowering: Lowering): readonly GraphModel[] {
  return lowering.checked.models.map((model) => lowerModel(model, lowering));
}

/** Labels whose second output says after how many bars they were decided. */
const decidedEarly = new Set(["triple_barrier", "trend_scan"]);

function lowerModel(model: CheckedModel, lowering: Lowering): GraphModel {
  const { target, algorithm, declaration } = model;
  if (target === undefined || algorithm === undefined) throw unfinished(model);
  const lag = lowering.delayed.lag(target.value);
  const series = lowering.delayed.column(target.value, lag);
  const decided = lowering.builder.nodes[series.node]?.operation ?? "";
  return {
    name: model.name,
    documentation: declaration.documentation,
    features: model.features.map(({ name, value, category }) => ({
      name,
      series: lowering.column(value),
      type: category ? "category" : outputOf(lowering.facts(value)).type,
    })),
    target: {
      name: target.name,
      series,
      ...(decidedEarly.has(decided) && { lives: { node: series.node, output: 1 } }),
      delay: scalarOf(lag, lowering),
      kind: model.kind,
      classes: model.classes,
    },
    algorithm: { name: algorithm.learner.name, options: learnerOptions(algorithm, lowering) },
    train: lowerOptions(model.train.options, lowering),
    first: model.first,
    settled: boundOf(model.settled),
    reach: model.reach,
    purge: model.purge,
    embargo: model.embargo,
    span: { start: declaration.name.span.start, end: declaration.name.span.end },
  };
}

const unfinished = ({ name, declaration }: CheckedModel) =>
  new LoweringFault(`the model "${name}"`, { kind: "damaged", span: declaration.span });

/** All settings of a learner, those that are not written with their defaults: a graph says by itself what is learned. */
function learnerOptions({ learner, options }: CheckedAlgorithm, lowering: Lowering): GraphModel["train"] {
  const defaults = learner.options.flatMap((option): GraphModel["train"] => {
    if (options.has(option.name)) return [];
    switch (option.kind) {
      case "number":
        return option.fallback === undefined
          ? []
          : [{ name: option.name, scalar: lowering.builder.constant(option.fallback) }];
      case "choice":
        return [{ name: option.name, words: [option.choices[0]] }];
      case "features":
        return [{ name: option.name, words: [] }];
      default:
        return [];
    }
  });
  return [...lowerOptions(options, lowering), ...defaults].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function lowerOptions(options: ReadonlyMap<string, CheckedOption>, lowering: Lowering): GraphModel["train"] {
  return [...options]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, option]) => {
      switch (option.kind) {
        case "number":
          return { name, scalar: lowering.operationParameter({ ...option, kind: "expression" }) };
        case "truth":
          return { name, scalar: lowering.scalar(option.expression) };
        case "time":
          return { name, scalar: lowering.builder.constant(option.milliseconds) };
        case "word":
          return { name, words: [option.word] };
        case "numbers":
          return { name, scalars: option.expressions.map((expression) => lowering.scalar(expression)) };
        case "names":
          return { name, words: option.names };
      }
    });
}

/** What a model says of a bar: a node whose inputs are the features, one for all questions to that model. */
export function lowerPrediction(
  { model: asked, output, of }: Prediction,
  expression: Expression,
  lowering: Lowering,
): ColumnReference {
  const number = lowering.checked.models.findIndex((each) => each.declaration === asked.declaration);
  const model = lowering.checked.models[number];
  if (model === undefined) throw new LoweringFault("a model that is not there", expression);
  const { node } = lowering.predictionNode(number, () => predictionNode(model, number, lowering));
  if (model.kind !== "classes") return { node, output: 0 };
  const position = output === "class" ? 0 : 1 + model.classes.indexOf(of?.text ?? "");
  return { node, output: position };
}

/** binary: the probability; regression: the value; classes: the most probable class, then each one's probability. */
function predictionNode(model: CheckedModel, number: number, lowering: Lowering): ColumnReference {
  const probability: GraphOutput = { type: "number", unit: ratio };
  const outputs: Readonly<Record<CheckedModel["kind"], readonly GraphOutput[]>> = {
    binary: [probability],
    classes: [{ type: "category", unit: ratio }, ...model.classes.map(() => probability)],
    regression: [model.target ? outputOf(lowering.facts(model.target.value)) : probability],
  };
  return lowering.builder.node({
    operation: "prediction",
    inputs: model.features.map(({ value }) => lowering.column(value)),
    parameters: [],
    outputs: outputs[model.kind],
    knownAt: "close",
    first: model.first,
    settled: boundOf(model.settled),
    span: spanOf({ kind: "damaged", span: model.declaration.name.span }),
    model: number,
  });
}
