import type { Diagnostic } from "../../../lang/diagnostics/diagnostic.js";
import type {
  CheckedCosts,
  CheckedModel,
  CheckedRequirement,
  DeclaredModel,
  TargetKind,
} from "../../checked.js";
import type { Everything } from "../assemble.js";
import type { Pass, Reporter } from "../pass.js";
import { isWholeMultiple } from "../whole.js";
import { typeDiffers } from "../../diagnostics/sage2101-type-differs.js";
import { outsideDomain } from "../../diagnostics/sage2111-outside-domain.js";
import { targetKind } from "../../diagnostics/sage5015-target-kind.js";
import { checkFeatures, checkTarget } from "./features.js";
import { futureFinder, type Future } from "./future.js";
import { checkParts } from "./parts.js";
import { checkPredictions } from "./questions.js";
import { refitsOf } from "./refits.js";
import { forcesRefits } from "../../diagnostics/sage5003-forces-refits.js";
import { checkTimes, timesOf } from "./times.js";
import { formatNumber } from "../format.js";
import { findLabel } from "../../models/labels.js";
import type { Expression } from "../../../lang/tree.js";

/** What a model stands in: the costs that its target may count, and what the search space looks like. */
export interface ModelSurroundings {
  readonly costs: CheckedCosts;
  readonly requirements: readonly CheckedRequirement[];
  /** Valid cells of the search, or all of them. */
  readonly cells: number;
}

/** Checks models wholly: features, target, times, learner, training, and what is asked of them. */
export function checkModels(
  known: Everything,
  surroundings: ModelSurroundings,
): Pass<readonly CheckedModel[]> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const futureOf = futureFinder(known.program, known.ranges);
  const models = known.program.models.map((model) =>
    checkModel(model, known, surroundings, futureOf, report),
  );
  checkPredictions(models, known, report);
  return { out: models, diagnostics };
}

function checkModel(
  declared: DeclaredModel,
  known: Everything,
  { costs, requirements, cells }: ModelSurroundings,
  futureOf: (expression: Expression) => Future | undefined,
  report: Reporter,
): CheckedModel {
  checkParts(declared, known.program, report);
  checkFeatures(declared, known, futureOf, report);
  checkTarget(declared, known, futureOf, report);
  const { kind, classes } = kindOf(declared, known, report);
  const model: CheckedModel = {
    ...declared,
    kind,
    classes,
    ...timesOf(declared, known),
    refits: refitsOf(declared, costs, requirements, known.program),
  };
  checkTimes(model, known, report);
  checkOptions(model, known, report);
  checkClassWeights(model, report);
  for (const parameter of model.refits.parameters) {
    const trainings = model.refits.trainings;
    const holes = {
      parameter: parameter.name,
      model: model.name,
      trainings: trainings === undefined ? "too many" : formatNumber(trainings),
      cells: formatNumber(cells),
    };
    report(forcesRefits({ span: parameter.declaration.name.span, holes }));
  }
  return model;
}

/** More classes than this are not learned. */
const classLimit = 50;

function kindOf(
  { target, name }: DeclaredModel,
  { program, types, ranges }: Everything,
  report: Reporter,
): { readonly kind: TargetKind; readonly classes: readonly string[] } {
  if (target === undefined) return { kind: "binary", classes: [] };
  const type = types.single(target.value);
  if (type === "truth") return { kind: "binary", classes: [target.name] };
  if (type !== "category" && !target.category) return { kind: "regression", classes: [] };
  const named = classesOf(target.value, program.resolution);
  if (named !== undefined) return { kind: "classes", classes: named };
  const { low, high } = ranges.single(target.value);
  const count = high - low + 1;
  if (low === 0 && count <= classLimit) {
    return { kind: "classes", classes: Array.from({ length: count }, (_, number) => String(number)) };
  }
  if (type !== "unknown") {
    const holes = {
      message: `the classes of \`${name}\` cannot be counted`,
      label: "which numbers can it be?",
      help: ["a target with named classes: `three_way(ahead(close, 12) / close - 1, 1%)`"],
    };
    report(targetKind({ span: target.value.span, holes }));
  }
  return { kind: "classes", classes: [] };
}

/** The names of the classes, where a label function stands behind a target. */
function classesOf(
  value: Expression,
  resolution: Everything["program"]["resolution"],
): readonly string[] | undefined {
  const symbol = resolution.get(value);
  if (symbol?.kind === "value") return classesOf(symbol.value, resolution);
  if (symbol?.kind === "inlined") return classesOf(symbol.call.body, resolution);
  return symbol?.kind === "operation" ? findLabel(symbol.operation.name)?.classes : undefined;
}

/** There is a weight for each class. */
function checkClassWeights({ train, kind, classes }: CheckedModel, report: Reporter): void {
  const given = train.options.get("class_weights");
  const setting = train.declaration?.settings.find(({ name }) => name.text === "class_weights");
  if (given?.kind !== "numbers" || setting === undefined) return;
  const wanted = kind === "classes" ? classes : [`no ${classes[0] ?? ""}`, ...classes];
  if (kind !== "regression" && (wanted.length === given.expressions.length || classes.length === 0)) return;
  const holes =
    kind === "regression"
      ? { message: "a target that is a number has no classes to weigh", label: "has no effect" }
      : {
          message: `\`class_weights\` has ${given.expressions.length} of ${wanted.length} weights`,
          label: `in this order: ${wanted.join(", ")}`,
        };
  report(typeDiffers({ span: setting.value.span, holes }));
}

/** Settings that count are whole numbers, and the learner can learn the target. */
function checkOptions({ algorithm, target, kind }: CheckedModel, known: Everything, report: Reporter): void {
  if (algorithm === undefined) return;
  const { learner, options, declaration } = algorithm;
  for (const option of learner.options) {
    const given = options.get(option.name);
    if (given?.kind !== "number" || option.kind !== "number" || option.whole !== true) continue;
    const { expression } = given;
    if (known.types.single(expression) !== "number" || isWholeMultiple(expression, 1, known)) continue;
    const holes = {
      what: `\`${option.name}\``,
      found: "can be a fraction",
      allowed: `a whole number between ${formatNumber(option.low)} and ${formatNumber(option.high)}`,
    };
    report(outsideDomain({ span: expression.span, holes }));
  }
  if (target === undefined || known.types.single(target.value) === "unknown") return;
  if (learner.learns.includes(kind)) return;
  const learned = { binary: "yes or no", classes: "classes", regression: "numbers" } as const;
  const better = kind === "regression" ? "ridge" : "logistic";
  report(
    targetKind({
      span: declaration.name.span,
      holes: {
        message: `\`${declaration.name.text}\` does not learn ${learned[kind]}`,
        label: `learns ${learner.learns.map((each) => learned[each]).join(" and ")}`,
        help: [`\`${better}\` or \`boosted_trees\``],
      },
    }),
  );
}
