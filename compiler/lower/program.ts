import type { ColumnReference, RecurrenceProgram } from "../graph/schema.js";
import { columnKey } from "../graph/stages.js";
import type { RecurrenceOperation } from "../graph/recurrence.js";

/** A register before it is known how many of each kind there are. */
export interface Register {
  readonly kind: "state" | "scalar" | "input" | "temporary";
  readonly number: number;
}

interface State {
  readonly start: Register;
  next: Register | undefined;
}

/** Writes the program of a `recurrence` node, register by register. */
export class ProgramWriter {
  private readonly states: State[] = [];
  private readonly scalars: number[] = [];
  private readonly inputs: {
    readonly column: ColumnReference;
    readonly register: Register;
    required: boolean;
  }[] = [];
  private readonly instructions: {
    readonly operation: RecurrenceOperation;
    readonly operands: readonly Register[];
  }[] = [];
  private readonly known = new Map<string, Register>();

  /** The register that holds a scalar of the graph. */
  scalar(scalar: number): Register {
    const found = this.scalars.indexOf(scalar);
    return { kind: "scalar", number: found === -1 ? this.scalars.push(scalar) - 1 : found };
  }

  /** The register that holds this bar's value of a column; the same object for the same column. */
  input(column: ColumnReference): Register {
    const known = this.inputs.find((input) => columnKey(input.column) === columnKey(column));
    if (known !== undefined) return known.register;
    const register: Register = { kind: "input", number: this.inputs.length };
    this.inputs.push({ column, register, required: false });
    return register;
  }

  /** Bars on which this input is missing are skipped. */
  require(register: Register): void {
    const input = this.inputs[register.number];
    if (register.kind === "input" && input !== undefined) input.required = true;
  }

  /** On bars on which `skip` is yes every state keeps its value. */
  holdWhere(skip: Register): void {
    for (const [number, state] of this.states.entries()) {
      if (state.next === undefined) continue;
      state.next = this.apply("select", skip, { kind: "state", number }, state.next);
    }
  }

  /** A value carried to the next bar, from the value of a scalar. Its `next` is to be given later. */
  state(startScalar: number): Register {
    return {
      kind: "state",
      number: this.states.push({ start: this.scalar(startScalar), next: undefined }) - 1,
    };
  }

  next(state: Register, value: Register): void {
    const entry = this.states[state.number];
    if (entry === undefined) throw new RangeError(`there is no state ${state.number}`);
    // The kernel moves states one after the other, so one that becomes another goes through a copy.
    const crossed = value.kind === "state" && value.number !== state.number;
    entry.next = crossed ? this.apply("copy", value) : value;
  }

  /** The register an operation's result is in; the same operation on the same registers is done once a bar. */
  apply(operation: RecurrenceOperation, ...operands: readonly Register[]): Register {
    const key = [operation, ...operands.map(({ kind, number }) => `${kind}${number}`)].join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const number = this.instructions.push({ operation, operands }) - 1;
    const register: Register = { kind: "temporary", number };
    this.known.set(key, register);
    return register;
  }

  /** The finished program, and the node's inputs and parameters in the order it expects. */
  finish(outputs: readonly Register[]): {
    readonly program: RecurrenceProgram;
    readonly inputs: readonly ColumnReference[];
    readonly parameters: readonly number[];
  } {
    const order = [
      ...this.inputs.filter((input) => input.required),
      ...this.inputs.filter((input) => !input.required),
    ];
    const inputsAt = this.states.length + this.scalars.length;
    const at = ({ kind, number }: Register): number => {
      if (kind === "state") return number;
      if (kind === "scalar") return this.states.length + number;
      if (kind === "temporary") return inputsAt + order.length + number;
      return inputsAt + order.findIndex((input) => input === this.inputs[number]);
    };
    const program: RecurrenceProgram = {
      states: this.states.length,
      required: order.filter((input) => input.required).length,
      temporaries: this.instructions.length,
      starts: this.states.map((state) => at(state.start)),
      nexts: this.states.map((state, number) => at(state.next ?? { kind: "state", number })),
      outputs: outputs.map(at),
      instructions: this.instructions.map(({ operation, operands }, number) => [
        operation,
        at({ kind: "temporary", number }),
        ...operands.map(at),
      ]),
    };
    return { program, inputs: order.map((input) => input.column), parameters: this.scalars };
  }
}
