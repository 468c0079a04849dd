import type { Range } from "../../kernels/catalog/range.js";
import type { Expression } from "../../lang/tree.js";
import { analyse, type Analysis, type FactsOf, type Operator } from "./analysis.js";
import { corners } from "./corners.js";
import { forgettingOf } from "./forgetting.js";
import type { Pass } from "./pass.js";
import type { Program } from "./program.js";
import type { Ranges } from "./ranges.js";
import { isSeries, type Stages } from "./stages.js";
import type { Units } from "./units.js";

/** Bars before the first value, and before the start of the data no longer matters; for the worst parameter values. */
export interface Warm {
  readonly first: number;
  readonly settled: number;
}

export interface Warms {
  readonly facts: FactsOf<Warm>;
  readonly single: (expression: Expression) => Warm;
}

/** What came before has been forgotten when it weighs less than this. */
export const epsilon = 1e-6;

const atOnce: Warm = { first: 0, settled: 0 };

/** Adds up how much history every value needs. */
export function findWarmUp(program: Program, units: Units, ranges: Ranges, stages: Stages): Pass<Warms> {
  const analysis: Analysis<Warm> = {
    unknown: atOnce,
    leaf: (_, symbol) => {
      if (symbol?.kind !== "fed" || !Number.isFinite(symbol.feed.ratio) || symbol.feed.ratio <= 1)
        return atOnce;
      const bars = Math.ceil(symbol.feed.ratio);
      return { first: bars, settled: bars };
    },
    operator: (expression, operands) => operatorWarm(expression, operands, units, ranges),
    operation: (call, inputs) => {
      const parameterRanges = call.parameters.map((parameter): Range | undefined =>
        parameter.kind === "expression" ? ranges.single(parameter.expression) : undefined,
      );
      const own = latest(
        corners(call, parameterRanges).map((values) => ({
          first: call.operation.first(values),
          settled: call.operation.settled(values, epsilon),
        })),
      );
      const whole = later(latest(inputs), own.first, own.settled);
      return call.operation.outputs.map(() => whole);
    },
    prediction: (_, features) => latest(features),
    previous: () => atOnce,
    together: latest,
    // A slower bar is worth as many bars as it is made of, and is there when the last of them is.
    held: ({ clock, value }, { first, settled }) =>
      isSeries(value, stages)
        ? { first: (first + 1) * clock.ratio, settled: (settled + 1) * clock.ratio }
        : atOnce,
    state: (state, start, value) => {
      const forgetting = forgettingOf(state, program, ranges);
      const bars =
        forgetting.kind === "shrinks" ? forgetting.bars : forgetting.kind === "never" ? Infinity : 0;
      return later(latest([start, value]), 0, bars);
    },
  };
  return { out: analyse(program, analysis, () => undefined), diagnostics: [] };
}

export function latest(parts: readonly Warm[]): Warm {
  return {
    first: Math.max(0, ...parts.map((part) => part.first)),
    settled: Math.max(0, ...parts.map((part) => part.settled)),
  };
}

const later = (warm: Warm, first: number, settled: number): Warm => ({
  first: warm.first + first,
  settled: warm.settled + settled,
});

function operatorWarm(expression: Operator, operands: readonly Warm[], units: Units, ranges: Ranges): Warm {
  if (expression.kind === "crosses") return later(latest(operands), 1, 1);
  if (expression.kind !== "history") return latest(operands);
  const unit = units.single(expression.offset);
  // An offset in milliseconds has been refused; it is no number of bars.
  if (unit !== "any" && unit.milliseconds !== 0) return latest(operands);
  const { high } = ranges.single(expression.offset);
  const bars = Number.isFinite(high) ? Math.max(0, Math.round(high)) : 0;
  return later(latest(operands), bars, bars);
}
