import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedState } from "../checked.js";
import { windowOfPrevious } from "../diagnostics/sage3008-window-of-prev.js";
import { historyOfPrevious } from "../diagnostics/sage3009-history-of-prev.js";
import { isRecurrenceOperation } from "../graph/recurrence.js";
import { startDependent } from "../diagnostics/sage3203-start-dependent.js";
import { dependents } from "./analysis.js";
import { formatNumber } from "./format.js";
import { forgettingOf, usesPrevious } from "./forgetting.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt, type Program } from "./program.js";
import type { Ranges } from "./ranges.js";

/** The longest history of a value made from `prev`, in bars; each bar is a register of the recurrence. */
const longestHistory = 64;

/** Checks `state`s: that `prev` meets nothing with a memory of its own, and that the past is forgotten some day. */
export function checkRecurrences(program: Program, ranges: Ranges): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  for (const state of program.allStates) {
    const uses = usesPrevious(state.group, program.resolution);
    for (const expression of dependents(state, program.resolution).expressions) {
      checkImmediate(expression, state, uses, { program, ranges }, report);
    }
    if (forgettingOf(state, program, ranges).kind === "never") reportStart(state, program, report);
  }
  return { out: undefined, diagnostics };
}

function checkImmediate(
  expression: Expression,
  state: CheckedState,
  uses: (part: Expression) => boolean,
  { program, ranges }: { readonly program: Program; readonly ranges: Ranges },
  report: Reporter,
): void {
  const { span } = expression;
  const symbol = program.resolution.get(expression);
  if (expression.kind === "call" && symbol?.kind === "operation") {
    const { name, family } = symbol.operation;
    if (isRecurrenceOperation(name) || !symbol.inputs.some(uses)) return;
    const operation = textAt(program.source, expression.callee.span);
    const holes = { operation, state: state.name, average: family === "average" };
    report(windowOfPrevious({ span, holes }));
  } else if (expression.kind === "history" && symbol === undefined) {
    const { series, offset } = expression;
    const { low, high } = ranges.single(offset);
    const isFixed = low === high && !uses(offset);
    if (!uses(offset) && (!uses(series) || (isFixed && high <= longestHistory))) return;
    const text = textAt(program.source, span);
    const found = isFixed ? `${formatNumber(high)} bars ago` : "changes from bar to bar, or with a `param`";
    report(historyOfPrevious({ span, holes: { text, longest: longestHistory, found } }));
  }
}

function reportStart(state: CheckedState, program: Program, report: Reporter): void {
  const window = windowFor(state, program);
  const allowance = "state that it is meant: `// sage-allow SAGE3203: counts since launch`";
  report(
    startDependent({
      span: state.declaration.name.span,
      holes: {
        name: state.name,
        help: window === undefined ? allowance : `a window forgets: \`${window}\`; or ${allowance}`,
      },
    }),
  );
}

/** `prev + x` is a running sum, `max(prev, x)` a running maximum: the window that does the same and forgets. */
function windowFor({ value }: CheckedState, program: Program): string | undefined {
  const text = (part: Expression) => textAt(program.source, part.span);
  if (value.kind === "binary" && value.operator === "+") {
    if (value.left.kind === "previous") return `sum(${text(value.right)}, 96 bars)`;
    if (value.right.kind === "previous") return `sum(${text(value.left)}, 96 bars)`;
  }
  const symbol = program.resolution.get(value);
  if (symbol?.kind !== "operation" || symbol.inputs.length !== 2) return undefined;
  const other = symbol.inputs.find((input) => input.kind !== "previous");
  if (other === undefined || (other === symbol.inputs[0]) === (other === symbol.inputs[1])) return undefined;
  if (symbol.operation.name === "maximum") return `highest(${text(other)}, 96 bars)`;
  return symbol.operation.name === "minimum" ? `lowest(${text(other)}, 96 bars)` : undefined;
}
