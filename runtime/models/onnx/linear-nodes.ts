import type { LinearInput, LinearModel } from "../fitted-model.js";
import type { GraphBuilder } from "./builder.js";

/** Raw scores of a linear model, [rows, outputs], as 64-bit numbers. */
export function writeLinear(model: LinearModel, builder: GraphBuilder, features: string): string {
  const { inputs, coefficients, intercepts } = model.inputs.length > 0 ? model : withoutInputs(model);
  const pieces = runsOf(inputs).map((run) => writeInputs(run, builder, features));
  const prepared =
    pieces.length === 1 ? (pieces[0] ?? features) : builder.add("Concat", pieces, { axis: { integer: 1 } });
  const weights = builder.doubles(
    coefficients.flatMap((row) => Array.from(row)),
    [coefficients.length, inputs.length],
  );
  const rows = builder.add("Unsqueeze", [prepared, builder.integers([1])]);
  const weighted = builder.add("Mul", [rows, weights]);
  const sums = builder.rowSum(weighted, 2, inputs.length);
  return builder.add("Add", [sums, builder.doubles(intercepts)]);
}

/** The same for every row. */
function withoutInputs(model: LinearModel): LinearModel {
  const inputs: readonly LinearInput[] = [{ kind: "missing", feature: 0 }];
  return { ...model, inputs, coefficients: model.intercepts.map(() => new Float64Array(1)) };
}

/** Inputs of one kind that follow each other. */
function runsOf(inputs: readonly LinearInput[]): readonly (readonly LinearInput[])[] {
  const runs: LinearInput[][] = [];
  for (const input of inputs) {
    const last = runs.at(-1);
    if (last?.[0]?.kind === input.kind) last.push(input);
    else runs.push([input]);
  }
  return runs;
}

function writeInputs(run: readonly LinearInput[], builder: GraphBuilder, features: string): string {
  const places = builder.integers(run.map(({ feature }) => feature));
  const columns = builder.add("Gather", [features, places], { axis: { integer: 1 } });
  if (run[0]?.kind === "missing") return builder.cast(builder.add("IsNaN", [columns]), "double");
  if (run[0]?.kind === "category") {
    const categories = run.map((input) => (input.kind === "category" ? input.category : 0));
    return builder.cast(builder.add("Equal", [columns, builder.floats(categories)]), "double");
  }
  const scales = run.flatMap((input) => (input.kind === "standardised" ? [input] : []));
  const means = builder.doubles(scales.map(({ mean }) => mean));
  const deviations = builder.doubles(scales.map(({ deviation }) => deviation));
  const centred = builder.add("Sub", [builder.cast(columns, "double"), means]);
  const standardised = builder.add("Div", [centred, deviations]);
  const missing = builder.add("IsNaN", [columns]);
  return builder.add("Where", [missing, builder.doubles([0]), standardised]);
}
