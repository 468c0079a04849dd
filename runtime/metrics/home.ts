import { firstFreeAddress, loadKernels, pageBytes, type Kernels } from "../../kernels/index.js";
import { loadKernelModule } from "../engine/module.js";

/** A zeroed part of the kernels' memory, from `address` on. */
export interface MetricsHome {
  readonly buffer: ArrayBuffer;
  readonly kernels: Kernels;
  readonly address: number;
}

/** A memory of so many bytes for its own. */
export function ownHome(bytes: number): MetricsHome {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((firstFreeAddress + bytes) / pageBytes) });
  const kernels = loadKernels(loadKernelModule(), memory);
  return { buffer: memory.buffer, kernels, address: firstFreeAddress };
}

/** Rows that lie in another memory are copied in, so many at a time. */
export const inletRows = 4096;

/** Where rows [from, from + rows) of a column can be read: where they lie, or in the inlet, into which they are copied. */
export function addressIn(
  buffer: ArrayBuffer,
  column: Float64Array,
  from: number,
  rows: number,
  inlet: number,
): number {
  if (column.buffer === buffer) return column.byteOffset + 8 * from;
  new Float64Array(buffer, inlet, rows).set(column.subarray(from, from + rows));
  return inlet;
}
