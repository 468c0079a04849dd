import * as fc from "fast-check";
import { scalarOperations } from "../graph/scalar.js";
import type { ColumnReference } from "../graph/schema.js";
import type { DraftGraph } from "../graph/stages.js";
import { arbitraryValue } from "./arbitrary-program.js";
import { DraftWriter } from "./draft.js";

const truths = new Set([
  "less",
  "less_equal",
  "greater",
  "greater_equal",
  "equal",
  "not_equal",
  "and",
  "or",
  "not",
  "within",
  "is_missing",
]);
const ofTruths = new Set(["and", "or", "not"]);

const operations = [
  ...[...scalarOperations].map(([name, { arity }]) => ({ name, arity })),
  { name: "history", arity: 1 },
  { name: "crosses_above", arity: 2 },
  { name: "crosses_below", arity: 2 },
  // Stands for everything that has a state and a length.
  { name: "ema", arity: 1 },
];

const step = fc.record({
  operation: fc.constantFrom(...operations),
  picks: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
});

/** A draft of random, well-typed nodes over `open` and `close`, constants and two parameters; some are plotted. */
export const arbitraryGraph: fc.Arbitrary<DraftGraph> = fc
  .record({
    constants: fc.array(arbitraryValue, { minLength: 1, maxLength: 3 }),
    // Values that identities look for.
    special: fc.array(fc.constantFrom(0, 1, -1, 2, 0.5, Number.NaN), { minLength: 1, maxLength: 3 }),
    steps: fc.array(step, { minLength: 1, maxLength: 30 }),
    plots: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    named: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  })
  .map(({ constants, special, steps, plots, named }) => {
    const writer = new DraftWriter();
    const numbers = [writer.column("open", []), writer.column("close", [])];
    for (const value of [...constants, ...special]) numbers.push(writer.constant(value === 0 ? 0 : value));
    numbers.push(writer.column("constant", [], { parameters: [writer.parameter(1.5)] }));
    const conditions = [writer.constant(1), writer.constant(0)];
    const length = writer.parameter(3);
    for (const { operation, picks } of steps) addStep(operation, picks, writer, numbers, conditions, length);
    const all = [...numbers, ...conditions];
    for (const at of plots) writer.plot(pick(all, at));
    named.forEach((at, number) => writer.name(`name ${number}`, pick(all, at)));
    return writer.finish();
  });

function addStep(
  { name, arity }: { readonly name: string; readonly arity: number },
  picks: readonly number[],
  writer: DraftWriter,
  numbers: ColumnReference[],
  conditions: ColumnReference[],
  length: number,
): void {
  const truth =
    truths.has(name) || name.startsWith("crosses") || (name === "select" && (picks[3] ?? 0) % 2 === 0);
  const inputs = Array.from({ length: arity }, (_, position) => {
    const ofTruth = ofTruths.has(name) || (name === "select" && (position === 0 || truth));
    return pick(ofTruth ? conditions : numbers, picks[position] ?? 0);
  });
  const parameters =
    name === "history"
      ? [writer.builder.constant(1 + ((picks[3] ?? 0) % 3))]
      : name === "ema"
        ? [length]
        : [];
  const column = writer.column(name, inputs, { parameters, type: truth ? "truth" : "number" });
  (truth ? conditions : numbers).push(column);
}

function pick<Item>(from: readonly Item[], at: number): Item {
  const item = from[at % from.length];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}
