import type { Expression } from "../../../lang/tree.js";
import type {
  CheckedCosts,
  CheckedModel,
  CheckedParameter,
  CheckedRequirement,
  DeclaredModel,
} from "../../checked.js";
import { children } from "../children.js";
import { fixedValueOf } from "../evaluate.js";
import type { Program } from "../program.js";

/** More cells than this are not gone through one by one. */
const countLimit = 200_000;

/** The parameters that change what a model learns, and how many models the search space needs. */
export function refitsOf(
  model: DeclaredModel,
  costs: CheckedCosts,
  requirements: readonly CheckedRequirement[],
  program: Program,
): CheckedModel["refits"] {
  const found = new Set<CheckedParameter>();
  const seen = new Set<Expression>();
  for (const root of rootsOf(model)) collect(root, { program, costs, found, seen });
  const parameters = program.parameters.filter((each) => found.has(each) && each.count > 1);
  return { parameters, trainings: countTrainings(parameters, requirements, program) };
}

function rootsOf({ features, target, algorithm, train }: DeclaredModel): readonly Expression[] {
  const options = [...(algorithm?.options.values() ?? []), ...train.options.values()];
  return [
    ...features.map(({ value }) => value),
    ...(target ? [target.value] : []),
    ...options.flatMap((option) => {
      if (option.kind === "numbers") return option.expressions;
      return "expression" in option ? [option.expression] : [];
    }),
  ];
}

interface Collecting {
  readonly program: Program;
  readonly costs: CheckedCosts;
  readonly found: Set<CheckedParameter>;
  readonly seen: Set<Expression>;
}

function collect(expression: Expression, collecting: Collecting): void {
  const { program, costs, found, seen } = collecting;
  if (seen.has(expression)) return;
  seen.add(expression);
  const symbol = program.resolution.get(expression);
  const again = (part: Expression | undefined): void => {
    if (part !== undefined) collect(part, collecting);
  };
  switch (symbol?.kind) {
    case "parameter":
      found.add(symbol.parameter);
      return;
    case "held":
    case "value":
      again(symbol.value);
      return;
    case "state":
      again(symbol.state.start);
      again(symbol.state.value);
      return;
    case "inlined":
      again(symbol.call.body);
      return;
    case "prediction":
      for (const root of rootsOf(symbol.model)) again(root);
      return;
    case "provided":
      if (symbol.name !== "round_trip_cost") return;
      for (const cost of [costs.taker, costs.slippage?.amount, costs.spread]) again(cost);
      return;
    case "operation":
      for (const parameter of symbol.parameters)
        if (parameter.kind === "expression") again(parameter.expression);
      for (const input of symbol.inputs) again(input);
      return;
    default:
      for (const child of children(expression)) again(child);
  }
}

/** How many different sets of values these parameters take in the cells that every `require` allows. */
function countTrainings(
  forcing: readonly CheckedParameter[],
  requirements: readonly CheckedRequirement[],
  program: Program,
): number | undefined {
  const all = forcing.reduce((product, { count }) => product * count, 1);
  const tests = requirements.map(({ condition }) => fixedValueOf(condition, program));
  const tied = new Set(tests.flatMap((test) => [...test.parameters]));
  if (!forcing.some((parameter) => tied.has(parameter))) return all;
  const moving = program.parameters.filter((each) => tied.has(each) || forcing.includes(each));
  const cells = moving.reduce((product, { count }) => product * count, 1);
  if (cells > countLimit) return undefined;
  const values = program.parameters.map(({ value }) => value);
  const trained = new Set<string>();
  for (let cell = 0; cell < cells; cell++) {
    let rest = cell;
    for (const { index, low, step, count } of moving) {
      values[index] = low + (rest % count) * step;
      rest = Math.floor(rest / count);
    }
    if (tests.every((test) => test.evaluate(values) === 1)) {
      trained.add(forcing.map(({ index }) => values[index]).join());
    }
  }
  return trained.size;
}
