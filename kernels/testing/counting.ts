import binaryen from "binaryen";
import type { Operation, ParameterValues } from "../catalog/index.js";
import { firstFreeAddress, pageBytes } from "../loader.js";
import { kernelBytes } from "./kernel-module.js";

/*
 * The work of a kernel, counted instead of timed: a copy of the module that counts every turn of every loop and every
 * word that a bulk copy moves. Between two turns lies a fixed number of instructions, so the count grows as the work.
 */

export interface CountedKernels {
  readonly memory: WebAssembly.Memory;
  readonly call: (kernel: string, ...values: number[]) => void;
  /** Turns and words since the module was made. */
  readonly work: () => number;
}

const turn = "(global.set $work (i64.add (global.get $work) (i64.const 1)))";

/** Adds its words to the count, then does what the instruction of this name does. */
const counted = (name: "copy" | "fill"): string => `
 (func $counted_${name} (param $to i32) (param $what i32) (param $bytes i32)
  (global.set $work (i64.add (global.get $work) (i64.extend_i32_u (i32.shr_u (local.get $bytes) (i32.const 3)))))
  (memory.${name} (local.get $to) (local.get $what) (local.get $bytes)))`;

const additions = `
 (global $work (mut i64) (i64.const 0))
 (export "work" (global $work))${counted("copy")}${counted("fill")}
`;

/** The module as text with its counters. */
export function withCounters(text: string): string {
  const counting = text
    .replaceAll("(memory.copy", "(call $counted_copy")
    .replaceAll("(memory.fill", "(call $counted_fill")
    .replaceAll(/^(\s*\(loop(?: \$\S+)?(?: \(result \w+\))?)$/gm, `$1 ${turn}`);
  return `${counting.slice(0, counting.lastIndexOf(")"))}${additions})`;
}

export function moduleText(): string {
  const module = binaryen.readBinary(kernelBytes());
  try {
    return module.emitText();
  } finally {
    module.dispose();
  }
}

export function countedKernels(): CountedKernels {
  const module = binaryen.parseText(withCounters(moduleText()));
  module.setFeatures(binaryen.Features.All);
  const memory = new WebAssembly.Memory({ initial: 64 });
  const bytes = Uint8Array.from(module.emitBinary());
  module.dispose();
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { work } = exports;
  if (typeof work !== "object" || work === null) throw new Error("The counter is not exported.");
  return {
    memory,
    call: (name, ...values) => {
      const kernel = exports[name];
      if (typeof kernel !== "function") throw new Error(`No kernel ${name}.`);
      Reflect.apply(kernel, undefined, values);
    },
    work: () => Number(Reflect.get(work, "value")),
  };
}

/** Work a bar of an operation over its columns, without the first `skipped` bars. */
export function workPerBar(
  { memory, call, work }: CountedKernels,
  operation: Operation,
  parameters: ParameterValues,
  columns: readonly Float64Array[],
  { skipped, chunk }: { readonly skipped: number; readonly chunk: number },
): number {
  const bars = columns[0]?.length ?? 0;
  let next = firstFreeAddress;
  const take = (bytes: number): number => {
    const address = next;
    next += (bytes + 31) & ~15;
    return address;
  };
  const stateBytes = operation.stateBytes(parameters);
  const state = take(stateBytes);
  const values = take(8 * parameters.length);
  const inputTable = take(4 * columns.length);
  const outputTable = take(4 * operation.outputs.length);
  const inputs = columns.map((column) => take(column.byteLength));
  const outputs = operation.outputs.map(() => take(8 * chunk));
  const missing = next - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  new Uint8Array(memory.buffer, state, stateBytes).fill(0);
  new Float64Array(memory.buffer, values, parameters.length).set(parameters);
  columns.forEach((column, k) => new Float64Array(memory.buffer, inputs[k], bars).set(column));
  new Uint32Array(memory.buffer, outputTable, outputs.length).set(outputs);
  let before = work();
  for (let bar = 0; bar < bars; bar += chunk) {
    if (bar === skipped) before = work();
    const table = inputs.map((address) => address + 8 * bar);
    new Uint32Array(memory.buffer, inputTable, inputs.length).set(table);
    call(operation.kernel, Math.min(chunk, bars - bar), state, values, inputTable, outputTable);
  }
  return (work() - before) / (bars - skipped);
}
