import type { Expression } from "../../lang/tree.js";
import type { CheckedState } from "../checked.js";
import { isRecurrenceOperation } from "../graph/recurrence.js";
import type { ColumnReference } from "../graph/schema.js";
import { boundOf, outputOf } from "./describe.js";
import { LoweringFault } from "./fault.js";
import { formOf, originOf, type Application } from "./form.js";
import type { Lowering } from "./lowering.js";
import { ignored, Needs, shareNeeds } from "./needs.js";
import { ProgramWriter, type Register } from "./program.js";
import type { Reach } from "./reach.js";

/** The longest history of a value made from `prev`, in bars; each bar is a register. */
export const longestHistory = 64;

/**
 * Makes one node of a state and of all states it can only be computed together with. Gives the column of each.
 *
 * Sub-expressions without a `prev` of these states become ordinary columns or scalars; the node reads them. What is
 * left becomes its program.
 */
export function lowerStates(
  root: CheckedState,
  lowering: Lowering,
  reach: Reach,
): ReadonlyMap<CheckedState, ColumnReference> {
  const compiler = new RecurrenceCompiler(reach.group(root), lowering, reach);
  return compiler.node(root);
}

class RecurrenceCompiler {
  private readonly writer = new ProgramWriter();
  /** The register of each state's last value. */
  private readonly previous = new Map<CheckedState, Register>();
  /** The register of each state's value on this bar; undefined while it is being made. */
  private readonly current = new Map<CheckedState, Register | undefined>();
  /** What the group cannot do without on a bar. */
  private readonly needs = new Needs();

  constructor(
    private readonly group: Set<CheckedState>,
    private readonly lowering: Lowering,
    private readonly reach: Reach,
  ) {}

  node(root: CheckedState): ReadonlyMap<CheckedState, ColumnReference> {
    // States found on the way join the group and are visited too.
    for (const state of this.group) this.currentOf(state);
    const states = [...this.group];
    const facts = states.map((state) => this.lowering.stateFacts(state));
    const outputs = this.skipping(states.map((state) => this.currentOf(state)));
    const { node } = this.lowering.builder.node({
      operation: "recurrence",
      ...this.writer.finish(outputs),
      outputs: facts.map(outputOf),
      ...this.lowering.onClock(),
      knownAt: facts.some((each) => each.knownAt === "close") ? "close" : "open",
      first: Math.max(...facts.map((each) => each.first)),
      settled: boundOf(Math.max(...facts.map((each) => each.settled))),
      span: root.declaration.span,
    });
    return new Map(states.map((state, output) => [state, { node, output }]));
  }

  private previousOf(state: CheckedState): Register {
    const known = this.previous.get(state);
    if (known !== undefined) return known;
    this.group.add(state);
    const register = this.writer.state(this.lowering.scalar(state.start));
    this.previous.set(state, register);
    return register;
  }

  private currentOf(state: CheckedState): Register {
    const known = this.current.get(state);
    if (known !== undefined) return known;
    if (this.current.has(state)) throw new LoweringFault(`a circle of \`${state.name}\``, state.value);
    this.group.add(state);
    this.current.set(state, undefined);
    const previous = this.previousOf(state);
    const value = this.register(state.value, this.needs);
    this.current.set(state, value);
    this.writer.next(previous, value);
    return value;
  }

  /** Where a bar without a value that is needed only on some bars is left out: nothing is given, nothing moves on. */
  private skipping(outputs: readonly Register[]): readonly Register[] {
    for (const input of this.needs.inputs) this.writer.require(input);
    const skip = this.missingOf({ inputs: new Set(), guards: this.needs.guards });
    if (skip === undefined) return outputs;
    this.writer.holdWhere(skip);
    const missing = this.writer.scalar(this.missing());
    return outputs.map((output) => this.writer.apply("select", skip, missing, output));
  }

  /** Where the value of an expression is; what it cannot do without is added to `needs`. */
  private register(expression: Expression, needs: Needs): Register {
    if (!this.reach.meets(expression, this.group)) return this.hoisted(expression, needs);
    const origin = originOf(expression, this.lowering.checked);
    if (origin !== expression) return this.register(origin, needs);
    const form = formOf(origin, this.lowering.checked);
    switch (form.kind) {
      case "previous":
        return this.previousOf(form.state);
      case "state":
        return this.currentOf(form.state);
      case "application":
        return this.application(form, expression, needs);
      default:
        throw new LoweringFault(`a ${form.kind} made from prev`, expression);
    }
  }

  private hoisted(expression: Expression, needs: Needs): Register {
    const scalar = this.lowering.tryScalar(expression);
    if (scalar !== undefined) return this.writer.scalar(scalar);
    const input = this.writer.input(this.lowering.column(expression));
    needs.inputs.add(input);
    return input;
  }

  private application(form: Application, expression: Expression, needs: Needs): Register {
    const { operation, inputs } = form;
    const [first, ...others] = inputs;
    if (operation === "history") return this.history(form, expression, needs);
    if (operation === "select" && first !== undefined) return this.choice(first, others, needs);
    if (operation === "coalesce" && first !== undefined) return this.instead(first, others, needs);
    const operands = inputs.map((input) =>
      this.register(input, operation === "is_missing" ? ignored() : needs),
    );
    if (operation === "crosses_above" || operation === "crosses_below")
      return this.crosses(operation, operands);
    if (!isRecurrenceOperation(operation) || form.parameters.length > 0) {
      throw new LoweringFault(`"${operation}" of what is made from prev`, expression);
    }
    return this.writer.apply(operation, ...operands);
  }

  /** What the branch that is not taken would need must not stop the bar. */
  private choice(condition: Expression, branches: readonly Expression[], needs: Needs): Register {
    // Its inputs are present here, so only a `prev` that is still `na` can be missing, and that counts as no.
    const chosen = this.writer.apply("coalesce", this.register(condition, needs), this.no());
    const [then = ignored(), otherwise = ignored()] = branches.map(() => new Needs());
    const values = branches.map((branch, at) => this.register(branch, at === 0 ? then : otherwise));
    shareNeeds(then, otherwise, needs);
    const [one, other] = [then, otherwise].map((each) => this.missingOf(each));
    if (one !== undefined || other !== undefined)
      needs.guards.push(this.writer.apply("select", chosen, one ?? this.no(), other ?? this.no()));
    return this.writer.apply("select", chosen, ...values);
  }

  /** `x ?? y`: the stand-in is needed only where `x` is missing. */
  private instead(series: Expression, others: readonly Expression[], needs: Needs): Register {
    const value = this.register(series, ignored());
    const standIn = new Needs();
    const values = others.map((other) => this.register(other, standIn));
    const missing = this.missingOf(standIn);
    if (missing !== undefined)
      needs.guards.push(this.writer.apply("and", this.writer.apply("is_missing", value), missing));
    return this.writer.apply("coalesce", value, ...values);
  }

  /** Whether something that is needed is missing; undefined where nothing is. */
  private missingOf({ inputs, guards }: Needs): Register | undefined {
    const each = [...inputs].map((input) => this.writer.apply("is_missing", input));
    return [...each, ...guards].reduce<Register | undefined>(
      (any, one) => (any === undefined ? one : this.writer.apply("or", any, one)),
      undefined,
    );
  }

  private no(): Register {
    return this.writer.scalar(this.lowering.builder.constant(0));
  }

  /** One hidden state a bar: the first follows the value, each other one the one before it. */
  private history(form: Application, expression: Expression, needs: Needs): Register {
    const [series] = form.inputs;
    const [offset] = form.parameters;
    const bars = offset?.kind === "expression" ? this.lowering.facts(offset.expression).range : undefined;
    if (series === undefined || bars === undefined || bars.low !== bars.high || bars.high > longestHistory) {
      throw new LoweringFault("a long history of prev", expression);
    }
    let value = this.register(series, needs);
    for (let bar = 0; bar < bars.low; bar++) {
      const delayed = this.writer.state(this.missing());
      this.writer.next(delayed, value);
      value = delayed;
    }
    return value;
  }

  /** A hidden state holds on which side the two stood when both were last there. */
  private crosses(operation: "crosses_above" | "crosses_below", operands: readonly Register[]): Register {
    const above = operation === "crosses_above";
    const before = this.writer.state(this.missing());
    const now = this.writer.apply(above ? "less_equal" : "greater_equal", ...operands);
    this.writer.next(before, this.writer.apply("coalesce", now, before));
    return this.writer.apply("and", this.writer.apply(above ? "greater" : "less", ...operands), before);
  }

  private missing(): number {
    return this.lowering.builder.constant(Number.NaN);
  }
}
