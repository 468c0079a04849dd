import { milliseconds, sameUnit } from "../../kernels/catalog/unit.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedLength, OperationParameter, Symbol } from "../checked.js";
import { intervalOf, type Clock } from "../clock.js";
import type { Pass } from "./pass.js";
import type { Program } from "./program.js";
import type { Rules } from "./rules.js";
import type { Units } from "./units.js";

/** Where a duration stands for a number of bars, notes that it is divided by the length of a bar. */
export function convertLengths(
  program: Program,
  rules: Rules,
  units: Units,
): Pass<{ readonly program: Program; readonly rules: Rules }> {
  const divisorOf = (expression: Expression, clock: Clock = "base"): number => {
    const unit = units.single(expression);
    return unit !== "any" && sameUnit(unit, milliseconds) ? intervalOf(clock, program.timeframe) : 1;
  };
  const inBars = (symbol: Extract<Symbol, { kind: "operation" | "ahead" }>): Symbol => {
    const convert = (parameter: OperationParameter): OperationParameter =>
      parameter.kind === "expression"
        ? {
            ...parameter,
            divisor: divisorOf(parameter.expression, "clock" in symbol ? symbol.clock : "base"),
          }
        : parameter;
    if (symbol.kind === "ahead") return { ...symbol, offset: convert(symbol.offset) };
    const parameters = symbol.parameters.map((parameter, index) =>
      symbol.operation.parameters[index]?.kind === "length" ? convert(parameter) : parameter,
    );
    return { ...symbol, parameters };
  };
  const resolution = new Map<Expression, Symbol>();
  for (const [expression, symbol] of program.resolution) {
    const converted = symbol.kind === "operation" || symbol.kind === "ahead" ? inBars(symbol) : symbol;
    resolution.set(expression, converted);
  }
  const length = ({ expression }: CheckedLength): CheckedLength => ({
    expression,
    divisor: divisorOf(expression),
  });
  const converted: Rules = {
    ...rules,
    entries: rules.entries.map((entry) => ({
      ...entry,
      order: entry.order && {
        ...entry.order,
        validity: entry.order.validity && length(entry.order.validity),
      },
      expire: entry.expire && length(entry.expire),
    })),
    halts: rules.halts.map((halt) => ({ ...halt, length: halt.length && length(halt.length) })),
    cooldown: rules.cooldown && { ...rules.cooldown, length: length(rules.cooldown.length) },
  };
  return { out: { program: { ...program, resolution }, rules: converted }, diagnostics: [] };
}
