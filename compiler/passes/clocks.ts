import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import type { Clock } from "../clock.js";
import { outsideTheFrame } from "../diagnostics/sage3106-outside-the-frame.js";
import { analyse, Fields, type Analysis, type FactsOf } from "./analysis.js";
import { formatDuration } from "./format.js";
import { helpFor } from "./held.js";
import type { Pass } from "./pass.js";
import type { Program } from "./program.js";

/** Whose bars a value changes with; undefined: it is fixed before the run and fits every clock. */
type Ticks = Clock | undefined;

export interface Clocks {
  readonly facts: FactsOf<Ticks>;
  readonly single: (expression: Expression) => Ticks;
}

/** Finds whose bars each value changes with, and names of the strategy that a frame cannot read. */
export function findClocks(program: Program): Pass<Clocks> {
  const out = analyse(program, clockAnalysis, () => undefined);
  const diagnostics: Diagnostic[] = [];
  for (const { expression, name, clock } of program.borrowed) {
    const found = out.facts.get(expression);
    const all = found instanceof Fields ? [...found.of.values()] : [found];
    if (clock === "base" || all.every((each) => each === undefined || each === clock)) continue;
    const every = formatDuration(clock.interval);
    const holes = { name, frame: clock.name, every, help: helpFor(undefined) };
    diagnostics.push(outsideTheFrame({ span: expression.span, holes }));
  }
  return { out, diagnostics };
}

const first = (ticks: readonly Ticks[]): Ticks => ticks.find((each) => each !== undefined);

const clockAnalysis: Analysis<Ticks> = {
  unknown: undefined,
  leaf: (_, symbol) => {
    if (symbol?.kind === "provided") return symbol.name === "round_trip_cost" ? undefined : "base";
    if (symbol?.kind === "fed") return "base";
    return symbol?.kind === "bar" ? symbol.clock : undefined;
  },
  operator: (_, operands) => first(operands),
  operation: ({ operation, clock }, inputs) => {
    const ticks = operation.bar.length > 0 ? clock : first(inputs);
    return operation.outputs.map(() => ticks);
  },
  prediction: () => "base",
  previous: ({ clock }) => clock,
  state: ({ clock }) => clock,
  held: (_, inside) => (inside === undefined ? undefined : "base"),
};
