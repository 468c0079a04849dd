import { operations, type Operation } from "../kernels/catalog/index.js";
import { firstFreeAddress, loadKernels, pageBytes, type Kernel } from "../kernels/loader.js";
import { kernelModule } from "../kernels/testing/kernel-module.js";
import { indicatorLoops } from "./indicator-loops.js";
import { loops as plainLoops, type Loop } from "./kernel-loops.js";
import { compared, type Comparison } from "./measure.js";
import { shapeLoops } from "./shape-loops.js";
import { threadTime } from "./thread-clock.js";

const chunk = 4096;
const loops: Readonly<Record<string, Loop>> = { ...plainLoops, ...indicatorLoops, ...shapeLoops };

const [minute, quarter] = [60_000, 900_000];
/** Parameters that have no default because the compiler always gives them: slower bars of fifteen minutes. */
const given: Readonly<Record<string, readonly number[]>> = { frame_edges: [quarter, 0, minute] };

export function timeKernels(
  bars = 1_000_000,
  turns = 7,
  only: readonly string[] = [],
): readonly Comparison[] {
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((firstFreeAddress + 8 * 8 * bars) / pageBytes) + 16,
  });
  const kernels = loadKernels(kernelModule(), memory);
  const times: Comparison[] = [];
  for (const operation of operations) {
    const kernel = kernels[operation.kernel];
    const loop = loops[operation.name];
    if (kernel === undefined || loop === undefined || (only.length > 0 && !only.includes(operation.name)))
      continue;
    times.push(compare(operation, kernel, loop, memory, bars, turns));
  }
  return times;
}

function compare(
  operation: Operation,
  kernel: Kernel,
  loop: Loop,
  memory: WebAssembly.Memory,
  bars: number,
  turns: number,
): Comparison {
  const parameters =
    given[operation.name] ??
    operation.parameters.map((p) =>
      p.kind === "choice" ? 0 : (p.fallback ?? (p.kind === "length" ? 20 : 0.5)),
    );
  const inputCount = operation.inputs.length + operation.bar.length;
  const column = (k: number): Float64Array =>
    new Float64Array(memory.buffer, firstFreeAddress + 8 * bars * k, bars);
  const inputs = Array.from({ length: inputCount }, (_, k) => column(k));
  fillInputs(operation, inputs);
  const outputs = operation.outputs.map((_, k) => column(inputCount + k));
  // Plain arrays of their own: JavaScript is not to suffer from a growable or shared buffer.
  const ownInputs = inputs.map((input) => input.slice());
  const ownOutputs = outputs.map(() => new Float64Array(bars));
  const tail = firstFreeAddress + 8 * bars * (inputCount + outputs.length);
  const run = prepare(operation, kernel, memory, tail, parameters, bars, inputs.length);
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let turn = -2; turn < turns; turn++) {
    const start = threadTime();
    run();
    const middle = threadTime();
    loop(ownInputs, parameters, ownOutputs);
    const end = threadTime();
    if (turn < 0) continue;
    times.ours.push(middle - start);
    times.reference.push(end - middle);
  }
  return compared(`kernel-${operation.name.replaceAll("_", "-")}`, bars, times, goalOf(operation));
}

/** Moving averages and sums have twins that add and subtract, which is quick and drifts. */
const summed = new Set(["sum", "sma", "vwma", "cumulative"]);

function goalOf(operation: Operation): number | undefined {
  return operation.family === "window" && !summed.has(operation.name) ? 3 : undefined;
}

function prepare(
  operation: Operation,
  kernel: Kernel,
  memory: WebAssembly.Memory,
  tail: number,
  parameters: readonly number[],
  bars: number,
  inputCount: number,
): () => void {
  const tables = Math.ceil(tail / 16) * 16;
  const parametersAt = tables + 256;
  const state = parametersAt + 256;
  const stateBytes = operation.stateBytes(parameters);
  if (state + stateBytes > memory.buffer.byteLength)
    throw new RangeError("The memory of the benchmark is too small.");
  new Float64Array(memory.buffer, parametersAt, parameters.length).set(parameters);
  const pointers = new Uint32Array(memory.buffer, tables, inputCount + operation.outputs.length);
  return () => {
    new Uint8Array(memory.buffer, state, stateBytes).fill(0);
    for (let bar = 0; bar < bars; bar += chunk) {
      for (let k = 0; k < pointers.length; k++) pointers[k] = firstFreeAddress + 8 * (bars * k + bar);
      kernel(Math.min(chunk, bars - bar), state, parametersAt, tables, tables + 4 * inputCount);
    }
  };
}

/** Candles of a driftless walk; inputs are its close (the second one's a walk of its own), times or truths. */
function fillInputs(operation: Operation, columns: readonly Float64Array[]): void {
  columns.forEach((column, k) => {
    const input = operation.inputs[k];
    const kind =
      input === undefined
        ? operation.bar[k - operation.inputs.length]
        : input.type === "truth"
          ? "truth"
          : input.name;
    const distance = kind === "take" || kind === "stop";
    let state = 12345;
    const next = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 4294967296;
    };
    if (k === 1 && input !== undefined) state = 777;
    let price = 30_000;
    for (let i = 0; i < column.length; i++) {
      const open = price;
      price *= 1 + 0.001 * (next() - 0.5);
      const above = 1 + 0.0002 * next();
      const below = 1 - 0.0002 * next();
      column[i] =
        kind === "high"
          ? Math.max(open, price) * above
          : kind === "low"
            ? Math.min(open, price) * below
            : kind === "volume"
              ? 100 * above - 99.99
              : kind === "time"
                ? 1_577_836_800_000 + minute * i
                : kind === "marks"
                  ? 2 * Number(i % 15 === 0) + 4 * Number(i % 15 === 14)
                  : distance
                    ? 60 * above
                    : kind === "truth"
                      ? Number(above > 1.0001)
                      : kind === "open"
                        ? open
                        : price;
    }
  });
}

/** Prints every kernel beside its loop, the narrowest margins first. */
export function benchKernels(): readonly Comparison[] {
  const results = timeKernels().toSorted((a, b) => a.ratio - b.ratio);
  show(results);
  return results;
}

/** The operations on windows, over fewer bars. */
export function benchWindows(): readonly Comparison[] {
  const names = operations.filter((operation) => goalOf(operation) !== undefined).map(({ name }) => name);
  const results = timeKernels(200_000, 9, [...names, "cci", "donchian"]);
  show(results);
  return results;
}

function show(results: readonly Comparison[]): void {
  console.log("                              kernel ns  JavaScript ns   ratio");
  for (const { name, ours, reference, ratio, units, goal } of results) {
    const each = (milliseconds: number): string => ((1e6 * milliseconds) / units).toFixed(2);
    const reached = goal === undefined ? "" : `   ${ratio >= goal ? "reaches" : "below"} ${goal}×`;
    console.log(
      `${name.padEnd(27)}${each(ours).padStart(12)}${each(reference).padStart(15)}${ratio.toFixed(2).padStart(8)}${reached}`,
    );
  }
}
