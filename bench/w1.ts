import { findOperation } from "../kernels/catalog/index.js";
import { firstFreeAddress, loadKernels, pageBytes, type Kernel } from "../kernels/index.js";
import { loadKernelModule } from "../runtime/engine/index.js";
import {
  baselineAtr,
  baselineBollinger,
  baselineEma,
  baselineMacd,
  baselineRsi,
} from "./baseline-indicators.js";
import { compare, comparisonHead, formatComparison, type Comparison } from "./measure.js";
import { makeSharedBars } from "./shared-bars.js";

/*
 * W1 of the shared benchmark: five indicators over 1,000,000 bars, the whole column, data in memory. The answers are
 * those of its specification.
 */
const bars = 1_000_000;
const chunk = 4096;

type Inputs = ReturnType<typeof makeSharedBars>;

interface Work {
  readonly name: string;
  readonly operation: string;
  readonly parameters: readonly number[];
  readonly columns: (bars: Inputs) => readonly Float64Array[];
  readonly reference: (bars: Inputs) => unknown;
  /** Last values of the outputs, by the specification. */
  readonly expected: readonly number[];
  readonly goal: number;
}

const works: readonly Work[] = [
  {
    name: "w1-ema",
    operation: "ema",
    parameters: [12, 1],
    columns: ({ close }) => [close],
    reference: ({ close }) => baselineEma(close, 12),
    expected: [45_638.5996749172],
    goal: 1.3,
  },
  {
    name: "w1-rsi",
    operation: "rsi",
    parameters: [14, 0],
    columns: ({ close }) => [close],
    reference: ({ close }) => baselineRsi(close, 14),
    expected: [49.97788913037005],
    goal: 1.3,
  },
  {
    name: "w1-atr",
    operation: "atr",
    // From the second bar on, as the specification has it.
    parameters: [14, 0, 1],
    columns: ({ high, low, close }) => [high, low, close],
    reference: ({ high, low, close }) => baselineAtr(high, low, close, 14),
    expected: [36.205080729949614],
    goal: 1.3,
  },
  {
    name: "w1-bollinger",
    operation: "bollinger",
    parameters: [20, 2],
    columns: ({ close }) => [close],
    reference: ({ close }) => baselineBollinger(close, 20, 2),
    expected: [45_619.86617155115, 45_733.75038656459, 45_505.981956537704],
    goal: 3,
  },
  {
    name: "w1-macd",
    operation: "macd",
    parameters: [12, 26, 9, 1],
    columns: ({ close }) => [close],
    reference: ({ close }) => baselineMacd(close),
    expected: [-0.5860059831684339, -2.037902113654317],
    goal: 1.3,
  },
];

/** The five indicators beside the plain loops; throws when a last value is not that of the specification. */
export function benchW1(): readonly Comparison[] {
  const shared = makeSharedBars(bars);
  console.log(comparisonHead);
  return works.map((work) => {
    const run = kernelRun(work, shared);
    const comparison = compare(
      work.name,
      bars,
      () => void run(),
      () => void work.reference(shared),
      {
        rounds: 15,
        warmups: 4,
        goal: work.goal,
      },
    );
    const last = run();
    for (const [k, expected] of work.expected.entries()) {
      if (Math.abs((last[k] ?? NaN) / expected - 1) > 1e-9)
        throw new Error(`${work.name} ends with ${last.join(", ")}, not ${work.expected.join(", ")}`);
    }
    console.log(formatComparison(comparison));
    return comparison;
  });
}

/** Runs the kernel over the whole columns in its own memory; gives the outputs' last values. */
function kernelRun({ operation: name, parameters, columns }: Work, shared: Inputs): () => readonly number[] {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  const inputs = columns(shared);
  const count = inputs.length + operation.outputs.length;
  const places = Array.from({ length: count }, (_, k) => firstFreeAddress + k * (8 * bars + 192));
  const tables = firstFreeAddress + count * (8 * bars + 192) + 64;
  const [parametersAt, state] = [tables + 256, tables + 512];
  const stateBytes = operation.stateBytes(parameters);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((state + stateBytes) / pageBytes) });
  const kernel: Kernel | undefined = loadKernels(loadKernelModule(), memory)[operation.kernel];
  if (kernel === undefined) throw new Error(`no kernel ${operation.kernel}`);
  for (const [k, input] of inputs.entries()) new Float64Array(memory.buffer, places[k], bars).set(input);
  new Float64Array(memory.buffer, parametersAt, parameters.length).set(parameters);
  const pointers = new Uint32Array(memory.buffer, tables, count);
  const outputs = places.slice(inputs.length).map((place) => new Float64Array(memory.buffer, place, bars));
  return () => {
    new Uint8Array(memory.buffer, state, stateBytes).fill(0);
    for (let bar = 0; bar < bars; bar += chunk) {
      for (let k = 0; k < count; k++) pointers[k] = (places[k] ?? 0) + 8 * bar;
      kernel(Math.min(chunk, bars - bar), state, parametersAt, tables, tables + 4 * inputs.length);
    }
    return outputs.map((output) => output[bars - 1] ?? NaN);
  };
}
