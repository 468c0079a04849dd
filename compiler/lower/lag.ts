import type { OperationParameter } from "../checked.js";
import type { Lowering } from "./lowering.js";

/** A number of bars that is fixed before the run: a constant and scalars to be added; `worst` for the worst parameters. */
export interface Lag {
  readonly constant: number;
  readonly scalars: readonly number[];
  readonly worst: number;
}

export const noLag: Lag = { constant: 0, scalars: [], worst: 0 };

export const isNothing = ({ constant, scalars }: Lag): boolean => constant === 0 && scalars.length === 0;

/** The length that a parameter of an operation gives. */
export function lagOfParameter(parameter: OperationParameter, lowering: Lowering): Lag {
  if (parameter.kind === "value") return { constant: parameter.value, scalars: [], worst: parameter.value };
  const { low, high } = lowering.facts(parameter.expression).range;
  const worst = high / parameter.divisor;
  if (low === high) return { constant: worst, scalars: [], worst };
  return { constant: 0, scalars: [lowering.operationParameter(parameter)], worst };
}

export const plus = (a: Lag, b: Lag): Lag => ({
  constant: a.constant + b.constant,
  scalars: [...a.scalars, ...b.scalars],
  worst: a.worst + b.worst,
});

/** The difference of a lag and a part of it. */
export function minus(whole: Lag, part: Lag, lowering: Lowering): Lag {
  const left = [...whole.scalars];
  const missing = part.scalars.filter((scalar) => {
    const at = left.indexOf(scalar);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  const worst = Math.max(0, whole.worst - part.worst);
  if (missing.length === 0) return { constant: whole.constant - part.constant, scalars: left, worst };
  const { builder } = lowering;
  const difference = builder.scalar("subtract", [scalarOf(whole, lowering), scalarOf(part, lowering)]);
  return { constant: 0, scalars: [difference], worst: whole.worst };
}

/** The longer of two; a scalar is made only where neither is always the longer one. */
export function longer(a: Lag, b: Lag, lowering: Lowering): Lag {
  if (isNothing(a)) return b;
  if (isNothing(b)) return a;
  const same = a.scalars.length === b.scalars.length && a.scalars.every((each) => b.scalars.includes(each));
  if (same) return a.constant >= b.constant ? a : b;
  const { builder } = lowering;
  const most = builder.scalar("maximum", [scalarOf(a, lowering), scalarOf(b, lowering)]);
  return { constant: 0, scalars: [most], worst: Math.max(a.worst, b.worst) };
}

/** The scalar that holds a lag. */
export function scalarOf({ constant, scalars }: Lag, { builder }: Lowering): number {
  const [first, ...rest] = scalars;
  if (first === undefined) return builder.constant(constant);
  const sum = rest.reduce((whole, scalar) => builder.scalar("add", [whole, scalar]), first);
  return constant === 0 ? sum : builder.scalar("add", [sum, builder.constant(constant)]);
}
