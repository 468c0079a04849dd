import { ratio, sameUnit } from "../../kernels/catalog/unit.js";
import type { NamedType } from "./annotation.js";
import type { Expression } from "../../lang/tree.js";
import { analyse, Fields, type Analysis, type FactsOf } from "./analysis.js";
import type { Stage } from "./facts.js";
import type { Pass } from "./pass.js";
import type { Program } from "./program.js";

export interface Stages {
  readonly facts: FactsOf<Stage>;
  readonly single: (expression: Expression) => Stage;
}

const order: readonly Stage[] = ["constant", "parameter", "series"];

export function isLater(found: Stage, wanted: Stage): boolean {
  return order.indexOf(found) > order.indexOf(wanted);
}

/** Whether a value, or one of a record's, can change from bar to bar. */
export function isSeries(expression: Expression, stages: Stages): boolean {
  const stage = stages.facts.get(expression);
  return stage instanceof Fields || stage === "series";
}

function latest(stages: readonly Stage[]): Stage {
  return order[Math.max(0, ...stages.map((stage) => order.indexOf(stage)))] ?? "series";
}

/** Finds when each value is fixed: in the text, with the parameters, or anew on every bar. */
export function findStages(program: Program): Pass<Stages> {
  return { out: analyse(program, stageAnalysis(program), () => undefined), diagnostics: [] };
}

const stageAnalysis = (program: Program): Analysis<Stage> => ({
  unknown: "constant",
  leaf: (_, symbol) => {
    if (symbol?.kind === "parameter") return "parameter";
    if (symbol?.kind === "provided") return symbol.name === "round_trip_cost" ? "parameter" : "series";
    if (symbol?.kind === "given") return givenStage(symbol.type);
    return symbol?.kind === "bar" || symbol?.kind === "fed" ? "series" : "constant";
  },
  operator: (expression, operands) => {
    const past = expression.kind === "history" || expression.kind === "crosses";
    return past || program.resolution.get(expression)?.kind === "ahead" ? "series" : latest(operands);
  },
  prediction: () => "series",
  operation: ({ operation }, inputs, parameters) => {
    const scalar = operation.family === "arithmetic" || operation.family === "logic";
    const stage = scalar
      ? latest([...inputs, ...parameters.filter((each): each is Stage => each !== undefined)])
      : "series";
    return operation.outputs.map(() => stage);
  },
  previous: () => "series",
  state: () => "series",
});

/** Without a caller, plain numbers and lengths may be fixed before the run; everything else changes from bar to bar. */
function givenStage({ type, unit }: NamedType): Stage {
  if (unit === "length") return "constant";
  return type === "number" && unit !== "any" && sameUnit(unit, ratio) ? "constant" : "series";
}
