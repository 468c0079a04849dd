import type { Parameter } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import type { Kind } from "./kinds.js";
import type { Callable, Scope } from "./scope.js";
import type { Fitting } from "./units.js";

type Make = (kind: Kind) => string;

/** A call of an operation with legal parameters; from the declaration alone, so that new operations are tried as well. */
export function operationCall(
  { operation, output, inputs }: Fitting,
  scope: Scope,
  choices: Choices,
  make: Make,
): string {
  const isPointwise = operation.family === "arithmetic" || operation.family === "logic";
  const series = inputs.map((kind) => (isPointwise ? make(kind) : moving(kind, make(kind))));
  const fixed: string[] = [];
  let named = false;
  for (const parameter of operation.parameters) {
    const hasFallback = parameter.kind === "choice" || parameter.fallback !== undefined;
    if (hasFallback && choices.chance(50)) {
      named = true;
      continue;
    }
    named ||= choices.chance(20);
    const value = legalValue(parameter, scope, choices);
    fixed.push(named ? `${parameter.name}: ${value}` : value);
  }
  const call = `${operation.name}(${[...series, ...fixed].join(", ")})`;
  return operation.outputs.length === 1 ? call : `${call}.${output.name}`;
}

/** What is looked back on must change from bar to bar; names may stand for what does not. */
function moving(kind: Kind, text: string): string {
  if (/\b(close|open|high|low|volume|time)\b/.test(text)) return text;
  return changing(kind, text);
}

const changing = (kind: Kind, text: string): string =>
  kind.type === "number" ? `(${text} * (close / open))` : `(${text} and close > open)`;

function legalValue(parameter: Parameter, scope: Scope, choices: Choices): string {
  if (parameter.kind === "choice") return choices.pick(parameter.choices);
  if (parameter.kind === "length") {
    // Names of lengths may be as short as one bar.
    if (parameter.low <= 1 && choices.chance(40))
      return choices.any([...scope.lengths, ...scope.durations]) ?? "3 bars";
    const bars = choices.integer(parameter.low, Math.min(parameter.high, parameter.low + 12));
    return choices.pick([`${bars}`, `${bars} bars`, bars === 1 ? "1 bar" : `${bars}`]);
  }
  const { low, high } = parameter.range;
  const from = Number.isFinite(low) ? low : -2;
  const to = Number.isFinite(high) ? high : from + 5;
  // Inside, not on the ends: these may be open.
  return String(Number((from + (to - from) * choices.pick([0.5, 0.25, 0.1, 0.9, 0.4])).toPrecision(3)));
}

/** A call of a function of the program or of a module, of which it is not known whether it looks back. */
export function callOf(callable: Callable, scope: Scope, choices: Choices, make: Make): string {
  const isModule = callable.text.includes(".");
  const own = (kind: Kind): string => {
    const text = make(kind);
    // What is held from a slower clock has no history of bars here.
    return isModule && /\b(frame\d|eth|mood)\./.test(text) ? changing(kind, text) : text;
  };
  let named = false;
  const given: string[] = [];
  for (const parameter of callable.parameters) {
    if (parameter.hasFallback && choices.chance(50)) {
      named = true;
      continue;
    }
    named ||= choices.chance(25);
    const { kind } = parameter;
    const value = kind === "length" ? (choices.any(scope.lengths) ?? "4 bars") : own(kind);
    given.push(named ? `${parameter.name}: ${value}` : value);
  }
  return `${callable.text}(${given.join(", ")})`;
}
