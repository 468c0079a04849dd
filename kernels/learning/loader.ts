import { KernelModuleError } from "../loader.js";

/**
 * The kernels that learn trees. They work on a job that lies in a memory shared by the threads of one training;
 * numbers are byte addresses unless said otherwise. `layout.ts` says where things lie.
 */
export interface LearningKernels {
  /** Writes the bins of a column, `stride` bytes apart: how many of the ascending bounds lie below each value. */
  readonly binColumn: (
    values: number,
    count: number,
    bounds: number,
    boundCount: number,
    missingBin: number,
    out: number,
    stride: number,
  ) => void;
  /** Grows one tree; answers how many leaves it has. */
  readonly grow: (job: number) => number;
  /** Does a phase of the work with all threads of the job. */
  readonly together: (job: number, phase: number) => void;
  /** The loop of the other threads; `generation` is what the job's counter was before the first phase. */
  readonly work: (job: number, thread: number, generation: number) => void;
  /** A random number of 32 bits, by seed, stream and place. */
  readonly draw: (seed: number, stream: number, place: number) => number;
  /** Puts all rows into the bag. */
  readonly takeAll: (job: number) => void;
  /** Puts each row into the bag with this probability. */
  readonly takeShare: (job: number, share: number, stream: number) => void;
  /** Weighted distances of a regression's scores from its targets, summed. */
  readonly residualSum: (job: number) => number;
  /** Mean loss of rows by their raw scores: 0 squared, 1 logistic, 2 softmax, 3 quantile. */
  readonly meanLoss: (
    loss: number,
    rows: number,
    scores: number,
    outputs: number,
    plane: number,
    classes: number,
    target: number,
    weights: number,
    quantile: number,
  ) => number;
  /** Writes Σ factor · input j · input k of each two inputs of a block of rows: see `assembly/learning/linear.ts`. */
  readonly products: (
    dense: number,
    factors: number,
    scaled: number,
    out: number,
    columns: number,
    stride: number,
    rows: number,
  ) => void;
}

const names: readonly (keyof LearningKernels)[] = [
  "binColumn",
  "grow",
  "together",
  "work",
  "draw",
  "takeAll",
  "takeShare",
  "residualSum",
  "meanLoss",
  "products",
];

/** @throws KernelModuleError when the module is not the one that belongs to this program */
export function loadLearning(module: WebAssembly.Module, memory: WebAssembly.Memory): LearningKernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const missing = names.find((name) => typeof exports[name] !== "function");
  if (missing !== undefined)
    throw new KernelModuleError(
      `The learning kernels have no ${missing}; rebuild them with \`npm run build\`.`,
    );
  return exports as unknown as LearningKernels;
}
