import { describe, expect, it } from "vitest";
import { findOperation } from "../catalog/index.js";
import { firstFreeAddress, loadKernels } from "../loader.js";
import { kernelModule } from "../testing/kernel-module.js";
import { run } from "../testing/run-operation.js";
import { columnsFor, tempers } from "./cases.js";

/*
 * Kernels that run two nodes in one loop give the bits, in outputs and states, that each node's own kernel gives, however
 * the bars are cut.
 */
const bars = 700;
const pairs = [
  {
    kernel: "ema_pair",
    operations: ["ema", "ema"],
    parameters: [
      [12, 1],
      [26, 1],
    ],
  },
  {
    kernel: "ema_pair",
    operations: ["ema", "ema"],
    parameters: [
      [12, 0],
      [26, 0],
    ],
  },
  {
    kernel: "ema_pair",
    operations: ["ema", "ema"],
    parameters: [
      [7, 0],
      [20, 1],
    ],
  },
  {
    kernel: "ema_pair",
    operations: ["ema", "ema"],
    parameters: [
      [1, 0],
      [9, 0],
    ],
  },
  {
    kernel: "rma_pair",
    operations: ["rma", "rma"],
    parameters: [
      [14, 0],
      [30, 0],
    ],
  },
  {
    kernel: "rma_pair",
    operations: ["rma", "rma"],
    parameters: [
      [300, 1],
      [2, 0],
    ],
  },
  { kernel: "crosses_both", operations: ["crosses_above", "crosses_below"], parameters: [[], []] },
] as const;

const memory = new WebAssembly.Memory({ initial: 32 });
const kernels = loadKernels(kernelModule(), memory);
const room = (bytes: number): number => Math.ceil((bytes + 64) / 16) * 16;

function runPair(
  { kernel, operations, parameters }: (typeof pairs)[number],
  columns: readonly Float64Array[],
  cut: number,
) {
  const pairKernel = kernels[kernel];
  const declared = operations.map((name) => findOperation(name));
  if (pairKernel === undefined || declared.some((one) => one === undefined)) throw new Error(`No ${kernel}.`);
  const sizes = declared.map((one, k) => one?.stateBytes(parameters[k] ?? []) ?? 0);
  let next = firstFreeAddress;
  const take = (bytes: number): number => {
    const address = next;
    next += room(bytes);
    return address;
  };
  const states = sizes.map(take);
  const settings = parameters.map((values) => take(8 * values.length));
  const inputs = columns.map(() => take(8 * bars));
  const outputs = operations.map(() => take(8 * bars));
  const tables = [take(4 * (columns.length + 2)), take(8)] as const;
  const { buffer } = memory;
  if (next > buffer.byteLength) throw new RangeError("The memory of this test is too small.");
  for (const [k, state] of states.entries()) new Uint8Array(buffer, state, sizes[k]).fill(0);
  for (const [k, values] of parameters.entries())
    new Float64Array(buffer, settings[k] ?? 0, values.length).set(values);
  for (const [k, column] of columns.entries())
    new Uint8Array(buffer, inputs[k] ?? 0, 8 * bars).set(new Uint8Array(column.buffer, 0, 8 * bars));
  for (let bar = 0; bar < bars; bar += cut) {
    const at = (address: number): number => address + 8 * bar;
    const table = [...inputs.map(at), states[1] ?? 0, settings[1] ?? 0];
    new Uint32Array(buffer, tables[0], table.length).set(table);
    new Uint32Array(buffer, tables[1], 2).set(outputs.map(at));
    pairKernel(Math.min(cut, bars - bar), states[0] ?? 0, settings[0] ?? 0, tables[0], tables[1]);
  }
  return {
    outputs: outputs.map((address) => new Uint8Array(buffer, address, 8 * bars).slice()),
    states: states.map((address, k) => new Uint8Array(buffer, address, sizes[k]).slice()),
  };
}

describe.each(pairs)("$kernel $parameters", (pair) => {
  it.each(tempers)("%s: the bits of the two single kernels", (temper) => {
    const declared = findOperation(pair.operations[0]);
    if (declared === undefined) throw new Error("No operation.");
    const columns = columnsFor(declared, bars, temper, 17);
    const singles = pair.operations.map((name, k) => {
      const operation = findOperation(name);
      if (operation === undefined) throw new Error(`No ${name}.`);
      return run(operation, pair.parameters[k] ?? [], columns);
    });
    for (const cut of [bars, 1, 5, 64, 333]) {
      const both = runPair(pair, columns, cut);
      for (const [k, single] of singles.entries()) {
        const [wanted] = single.outputs;
        expect(both.outputs[k]).toEqual(new Uint8Array(wanted?.buffer ?? new ArrayBuffer(0)));
        expect(both.states[k]).toEqual(single.state);
      }
    }
  });
});
