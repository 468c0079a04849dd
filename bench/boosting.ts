import { boost } from "../runtime/models/learn/trees/boost.js";
import { fineSettings, type BoostSettings } from "../runtime/models/learn/trees/boost-settings.js";
import type { TrainingRows } from "../runtime/models/training-rows.js";
import { compared, comparisonHead, formatComparison, median, type Comparison } from "./measure.js";
import { PlainBoosting } from "./plain-boosting.js";
import { syntheticRows } from "./synthetic-rows.js";
import { threadTime } from "./thread-clock.js";

const count = 400_000;
const rounds = 5;
/** Trees of one turn; before them some that do not count, while the compiler still works on the kernels. */
const trees = 10;
const warmups = 10;

const settings: BoostSettings = {
  trees: warmups + trees,
  depth: 1_000_000,
  leaves: 31,
  rate: 0.05,
  subsample: 1,
  columns: 1,
  leafRows: 20,
  leafWeight: 0.001,
  l1: 0,
  l2: 0,
  gain: 0,
  bins: 255,
  earlyStopping: 0,
  loss: "logistic",
  quantile: 0.5,
  monotone: [],
  seed: 1,
  fine: fineSettings,
};

/**
 * Trees on generator S1 as LightGBM was timed: 400,000 rows, 30 features, 31 leaves, 255 bins. One thread beside the
 * same algorithm in plain TypeScript; LightGBM 4.7 grew 8.4 million rows × trees a second there, 16.0 with two threads.
 */
export async function benchBoosting(): Promise<readonly Comparison[]> {
  const rows = syntheticRows(0, count);
  const plain = new PlainBoosting(rows, settings);
  plain.grow(2);
  const times = { ours: [] as number[], reference: [] as number[] };
  const pairs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await timeOf(rows, 1, threadTime));
    const start = threadTime();
    plain.grow(trees);
    times.reference.push(threadTime() - start);
    pairs.push(await timeOf(rows, 2, () => performance.now()));
  }
  console.log(comparisonHead);
  const comparison = compared("boosted-trees", count * trees, times, 4);
  console.log(formatComparison(comparison));
  const speed = (time: number): string => ((count * trees) / time / 1000).toFixed(1);
  console.log(`one thread: ${speed(comparison.ours)} million rows × trees a second of its own work`);
  console.log(`two threads: ${speed(median(pairs))} million a second that passed`);
  return [comparison];
}

/** Milliseconds for the trees that count. */
async function timeOf(rows: TrainingRows, threads: number, clock: () => number): Promise<number> {
  let start = 0;
  let end = 0;
  const progress = (done: number): void => {
    if (done === warmups) start = clock();
    if (done === settings.trees) end = clock();
  };
  await boost(rows, settings, { threads, progress });
  return end - start;
}
