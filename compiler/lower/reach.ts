import type { Expression } from "../../lang/tree.js";
import type { CheckedState, CheckedStrategy } from "../checked.js";
import { formOf, type Form } from "./form.js";

const none: ReadonlySet<CheckedState> = new Set();

/**
 * Which states' last values (`prev`) an expression is computed from on the same bar. What depends on none of them is
 * an ordinary column; the rest has to be computed bar by bar, together with those states.
 */
export class Reach {
  private readonly known = new Map<Expression, ReadonlySet<CheckedState>>();

  constructor(private readonly checked: CheckedStrategy) {}

  of(expression: Expression): ReadonlySet<CheckedState> {
    const known = this.known.get(expression);
    if (known !== undefined) return known;
    const found = this.find(formOf(expression, this.checked));
    this.known.set(expression, found);
    return found;
  }

  private find(form: Form): ReadonlySet<CheckedState> {
    if (form.kind === "previous") return new Set([form.state]);
    const reached = operandsOf(form)
      .map((operand) => this.of(operand))
      .filter((states) => states.size > 0);
    if (reached.length === 0) return none;
    const found = new Set(reached.flatMap((states) => [...states]));
    // A state's own last value stays inside it.
    if (form.kind === "state") found.delete(form.state);
    return found;
  }

  /** A state with the others it can only be computed together with: those whose last value it needs, and theirs. */
  group(root: CheckedState): Set<CheckedState> {
    const group = new Set([root]);
    // A set's iteration also visits what is added on the way.
    for (const state of group) for (const other of this.of(state.value)) group.add(other);
    return group;
  }

  meets(expression: Expression, group: ReadonlySet<CheckedState>): boolean {
    for (const state of this.of(expression)) if (group.has(state)) return true;
    return false;
  }
}

function operandsOf(form: Form): readonly Expression[] {
  switch (form.kind) {
    case "same":
      return [form.as];
    case "application":
      return form.inputs;
    case "field":
      return [form.object];
    case "record":
      return [...form.fields.values()];
    case "state":
      return [form.state.value];
    default:
      return [];
  }
}
