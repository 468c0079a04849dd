import { ratio } from "../../kernels/catalog/index.js";
import type { Span } from "../../lang/source.js";
import type { Expression } from "../../lang/tree.js";
import type { Bound, GraphOutput } from "../graph/schema.js";
import type { Facts } from "../passes/facts.js";

/** What a column of these facts holds. Dates are numbers of milliseconds. */
export function outputOf(facts: Facts | undefined): GraphOutput {
  const unit = facts === undefined || facts.unit === "any" ? ratio : facts.unit;
  const type = facts?.type === "truth" || facts?.type === "category" ? facts.type : "number";
  return { type, unit };
}

/** When a column of these facts is known and settled. */
export function timesOf(facts: Facts): {
  readonly knownAt: "open" | "close";
  readonly first: number;
  readonly settled: Bound;
} {
  return { knownAt: facts.knownAt, first: facts.first, settled: boundOf(facts.settled) };
}

export function boundOf(value: number): Bound {
  if (value === Infinity) return "inf";
  return value === -Infinity ? "-inf" : value;
}

export function spanOf(expression: Expression): Span {
  return { start: expression.span.start, end: expression.span.end };
}

/** What is known of a field, and of fields within it. */
export function factsAt(facts: Facts, path: readonly string[]): Facts | undefined {
  let inner: Facts | undefined = facts;
  for (const name of path) inner = inner?.fields?.get(name);
  return inner;
}
