import type { Operation, ParameterValues } from "../catalog/index.js";
import { firstFreeAddress, loadKernels, pageBytes, type Kernels } from "../loader.js";
import { kernelModule } from "./kernel-module.js";

const memory = new WebAssembly.Memory({ initial: 16 });
let loaded: Kernels | undefined;

/** The kernels on the memory that the tests share. */
export function kernels(): Kernels {
  loaded ??= loadKernels(kernelModule(), memory);
  return loaded;
}

export interface Run {
  readonly outputs: readonly Float64Array[];
  /** The state after the last bar. */
  readonly state: Uint8Array;
}

export interface RunOptions {
  /** Lengths of the chunks, used in turn; one chunk when absent. */
  readonly chunks?: readonly number[];
  /** The state to begin with; fresh when absent. */
  readonly state?: Uint8Array;
}

/** What lies between the kernel's memories, to be found unchanged (law 9: a step touches its state and outputs only). */
const guard = 0xa5;
const guardBytes = 16;

/** Runs an operation's kernel over whole columns: the inputs, then the bar columns, in the catalogue's order. */
export function run(
  operation: Operation,
  parameters: ParameterValues,
  inputs: readonly Float64Array[],
  options: RunOptions = {},
): Run {
  const kernel = kernels()[operation.kernel];
  if (kernel === undefined) throw new Error(`No kernel ${operation.kernel} for ${operation.name}.`);
  const count = inputs[0]?.length ?? 0;
  const arena = createArena();
  const stateBytes = operation.stateBytes(parameters);
  const stateAt = arena.take(stateBytes);
  const parametersAt = arena.take(8 * parameters.length);
  const inputTable = arena.take(4 * inputs.length);
  const outputTable = arena.take(4 * operation.outputs.length);
  const inputsAt = inputs.map((column) => arena.take(8 * column.length));
  const outputsAt = operation.outputs.map(() => arena.take(8 * count));
  arena.reserve();
  const guards = [stateAt + stateBytes, ...outputsAt.map((address) => address + 8 * count)];
  for (const address of guards) new Uint8Array(memory.buffer, address, guardBytes).fill(guard);
  new Uint8Array(memory.buffer, stateAt, stateBytes).fill(0);
  if (options.state !== undefined) new Uint8Array(memory.buffer, stateAt, stateBytes).set(options.state);
  new Float64Array(memory.buffer, parametersAt, parameters.length).set(parameters);
  inputs.forEach((column, k) => copy(column, inputsAt[k] ?? 0));
  let bar = 0;
  const chunks = options.chunks ?? [count];
  for (let turn = 0; bar < count; turn++) {
    const size = Math.min(count - bar, Math.max(1, chunks[turn % chunks.length] ?? count));
    const offset = 8 * bar;
    new Uint32Array(memory.buffer, inputTable, inputs.length).set(
      inputsAt.map((address) => address + offset),
    );
    new Uint32Array(memory.buffer, outputTable, outputsAt.length).set(
      outputsAt.map((address) => address + offset),
    );
    kernel(size, stateAt, parametersAt, inputTable, outputTable);
    bar += size;
  }
  for (const address of guards)
    if (new Uint8Array(memory.buffer, address, guardBytes).some((byte) => byte !== guard))
      throw new Error(`${operation.name}(${parameters.join(", ")}) wrote beyond its state or its outputs.`);
  return {
    outputs: outputsAt.map((address) => new Float64Array(memory.buffer, address, count).slice()),
    state: new Uint8Array(memory.buffer, stateAt, stateBytes).slice(),
  };
}

/** Copied as bits, so that a NaN keeps its own. */
function copy(column: Float64Array, address: number): void {
  new Uint8Array(memory.buffer, address, column.byteLength).set(
    new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
  );
}

/** Hands out 16-byte aligned stretches, then grows the memory to hold them. */
function createArena(): { take(bytes: number): number; reserve(): void } {
  let next = firstFreeAddress;
  return {
    take(bytes) {
      const address = next;
      next += (bytes + 31) & ~15;
      return address;
    },
    reserve() {
      const missing = next - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    },
  };
}
