import type { Operation, ParameterValues } from "../../catalog/index.js";
import { firstFreeAddress, loadKernels, pageBytes, type Kernels } from "../../loader.js";
import { kernelModule } from "../../testing/kernel-module.js";
import type { Market } from "./markets.js";

/*
 * Kernels over as many bars as one likes, in the memory of one chunk.
 */
const chunk = 4096;

export interface Stage {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

export function stage(): Stage {
  const memory = new WebAssembly.Memory({ initial: 64 });
  return { memory, kernels: loadKernels(kernelModule(), memory) };
}

/** A column that begins anew whenever it is over, or the minutes, which do not. */
export type Endless = Float64Array | "minutes";

/** The columns that an operation reads, in its order: its inputs are the close, then the volume. */
export function columnsOf(operation: Operation, market: Market): readonly Endless[] {
  const inputs = operation.inputs.map((_, k) => (k === 0 ? market.close : market.volume));
  return [...inputs, ...operation.bar.map((name) => (name === "time" ? "minutes" : market[name]))];
}

/** The bars from `from` to `to`. */
export function barsBetween(column: Endless, from: number, to: number): Float64Array {
  if (column === "minutes") return Float64Array.from({ length: to - from }, (_, k) => 60_000 * (from + k));
  const length = column.length;
  const start = from % length;
  if (start + to - from <= length) return column.subarray(start, start + to - from);
  return Float64Array.from({ length: to - from }, (_, k) => column[(start + k) % length] ?? NaN);
}

/** The outputs on the bars asked for, which must be in order, after a run from the first bar. */
export function outputsAt(
  { memory, kernels }: Stage,
  operation: Operation,
  parameters: ParameterValues,
  columns: readonly Endless[],
  asked: readonly number[],
): readonly (readonly number[])[] {
  let next = firstFreeAddress;
  const take = (bytes: number): number => {
    const address = next;
    next += (bytes + 31) & ~15;
    return address;
  };
  const stateBytes = operation.stateBytes(parameters);
  const [state, values] = [take(stateBytes), take(8 * parameters.length + 8)];
  const [inputTable, outputTable] = [take(4 * columns.length), take(4 * operation.outputs.length)];
  const inputs = columns.map(() => take(8 * chunk));
  const outputs = operation.outputs.map(() => take(8 * chunk));
  const missing = next - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const { buffer } = memory;
  new Uint8Array(buffer, state, stateBytes).fill(0);
  new Float64Array(buffer, values, parameters.length).set(parameters);
  new Uint32Array(buffer, inputTable, inputs.length).set(inputs);
  new Uint32Array(buffer, outputTable, outputs.length).set(outputs);
  const places = inputs.map((address) => new Float64Array(buffer, address, chunk));
  const results = outputs.map((address) => new Float64Array(buffer, address, chunk));
  const kernel = kernels[operation.kernel];
  if (kernel === undefined) throw new Error(`No kernel ${operation.kernel}.`);
  const found: number[][] = [];
  const bars = (asked.at(-1) ?? 0) + 1;
  for (let from = 0; from < bars; from += chunk) {
    const to = Math.min(bars, from + chunk);
    columns.forEach((column, k) => places[k]?.set(barsBetween(column, from, to)));
    kernel(to - from, state, values, inputTable, outputTable);
    for (let bar = asked[found.length]; bar !== undefined && bar < to; bar = asked[found.length])
      found.push(results.map((column) => column[bar - from] ?? NaN));
  }
  return found;
}
