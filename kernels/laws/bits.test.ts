import { describe, expect, it } from "vitest";
import { findOperation } from "../catalog/index.js";
import { firstFreeAddress, loadKernels } from "../loader.js";
import { kernelModule } from "../testing/kernel-module.js";
import { run } from "../testing/run-operation.js";
import { columnsFor, tempers } from "./cases.js";

/*
 * Kernels that write conditions as bits say the same as those that write columns, and leave the same state, however the
 * bars are cut.
 */
const bars = 700;
const kernels = [
  { kernel: "crosses_above_bits", operations: ["crosses_above"] },
  { kernel: "crosses_below_bits", operations: ["crosses_below"] },
  { kernel: "crosses_both_bits", operations: ["crosses_above", "crosses_below"] },
] as const;

const memory = new WebAssembly.Memory({ initial: 8 });
const instance = loadKernels(kernelModule(), memory);

function bitsOf(
  { kernel, operations }: (typeof kernels)[number],
  columns: readonly Float64Array[],
  cut: number,
) {
  const call = instance[kernel];
  if (call === undefined) throw new Error(`No ${kernel}.`);
  const { buffer } = memory;
  const states = operations.map((_, k) => firstFreeAddress + 16 * k);
  const rows = operations.map((_, k) => firstFreeAddress + 256 + 256 * k);
  const tables = [firstFreeAddress + 64, firstFreeAddress + 128] as const;
  const inputs = columns.map((_, k) => firstFreeAddress + 1024 + (8 * bars + 64) * k);
  for (const state of states) new Float64Array(buffer, state, 1).fill(0);
  for (const [k, column] of columns.entries()) new Float64Array(buffer, inputs[k], bars).set(column);
  new Uint32Array(buffer, tables[1], rows.length).set(rows);
  const truths = operations.map((): boolean[] => []);
  for (let bar = 0; bar < bars; bar += cut) {
    const count = Math.min(cut, bars - bar);
    new Uint32Array(buffer, tables[0], 3).set([...inputs.map((input) => input + 8 * bar), states[1] ?? 0]);
    // What lies there before does not show.
    for (const row of rows) new Uint8Array(buffer, row, 96).fill(0xa5);
    call(count, states[0] ?? 0, 0, tables[0], tables[1]);
    for (const [k, row] of rows.entries()) {
      const bytes = new Uint8Array(buffer, row, 96);
      for (let i = 0; i < count; i++) truths[k]?.push((((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);
    }
  }
  return { truths, states: states.map((state) => new Uint8Array(buffer, state, 8).slice()) };
}

describe.each(kernels)("$kernel", (pair) => {
  it.each(tempers)("%s: the truths of the columns", (temper) => {
    const [first] = pair.operations.map((name) => findOperation(name));
    if (first === undefined) throw new Error("No operation.");
    const columns = columnsFor(first, bars, temper, 23);
    for (const cut of [bars, 1, 63, 64, 65, 333]) {
      const { truths, states } = bitsOf(pair, columns, cut);
      for (const [k, name] of pair.operations.entries()) {
        const operation = findOperation(name);
        if (operation === undefined) throw new Error(`No ${name}.`);
        const { outputs, state } = run(operation, [], columns);
        expect(truths[k]).toEqual(Array.from(outputs[0] ?? [], (value) => value === 1));
        expect(states[k]).toEqual(state);
      }
    }
  });
});

it("a crossing and a meeting of two series by hand", () => {
  const above = [1, 2, 3, 2, 2, 3, 1, Number.NaN, 3];
  const level = [2, 2, 2, 2, 2, 2, 2, 2, 2];
  const columns = [above, level].map((values) =>
    Float64Array.from({ length: bars }, (_, i) => values[i] ?? 2),
  );
  const { truths } = bitsOf(kernels[2], columns, bars);
  const places = truths.map((row) => row.flatMap((truth, i) => (truth ? [i] : [])));
  expect(places).toEqual([[2, 5, 8], [6]]);
});
