import { setImmediate as pause } from "node:timers/promises";
import * as at from "../../../../kernels/learning/layout.js";
import type { TreeEnsemble } from "../../fitted-model.js";
import type { Fit, FitOptions } from "../../learner.js";
import type { TrainingRows } from "../../training-rows.js";
import { gatherCrew } from "./crew.js";
import { EnsembleBuilder } from "./ensemble.js";
import { drawsOf, layOutForest, type ForestJob, type ForestSettings } from "./forest-job.js";
import { withoutOnes } from "./start.js";
import { binFeatures } from "./table.js";
import { threadsFor } from "./threads.js";
import { writeUnits } from "./units.js";

/** Grows trees apart from each other, several at a time, and averages what they say. */
export async function plant(
  given: TrainingRows,
  settings: ForestSettings,
  { signal, progress, threads: asked }: FitOptions = {},
): Promise<Fit & { readonly model: TreeEnsemble }> {
  const rows = withoutOnes(given);
  const binned = binFeatures(rows.features, { most: settings.bins, rowsPerBin: 1, monotone: [] });
  const outputs = rows.target.kind === "classes" ? rows.target.classes.length : 1;
  const threads = Math.min(threadsFor(rows, asked), settings.trees);
  const forest = layOutForest(rows, binned, { settings, outputs, threads });
  writeUnits(forest, rows, drawsOf(settings.bootstrap ?? 1, rows.count));
  const builder = new EnsembleBuilder(binned.bins);
  const crew = await gatherCrew(forest.shared, forest.job, threads);
  forest.shared.view.setInt32(forest.job + at.THREADS, crew.threads, true);
  try {
    for (let first = 0; first < settings.trees; first += forest.trees.length) {
      signal?.throwIfAborted();
      growSome(forest, rows, settings, first, builder);
      progress?.(builder.size, settings.trees);
      await pause();
    }
    signal?.throwIfAborted();
  } finally {
    crew.leave();
  }
  return {
    model: builder.build(
      "identity",
      Array.from({ length: outputs }, () => 0),
    ),
    rounds: settings.trees,
    settled: true,
    outOfBag: settings.bootstrap === null ? null : outOfBag(forest, rows.count),
  };
}

/** Grows as many trees as there are threads, and takes them in in their order. */
function growSome(
  { shared, job, trees, outputs }: ForestJob,
  rows: TrainingRows,
  settings: ForestSettings,
  first: number,
  builder: EnsembleBuilder,
): void {
  const some = trees.slice(0, settings.trees - first);
  const set = (where: number, offset: number, value: number): void =>
    shared.view.setInt32(where + offset, value, true);
  for (const [place, tree] of some.entries()) set(tree.job, at.TREE, first + place);
  set(job, at.ARGUMENT_0, some[0]?.job ?? 0);
  set(job, at.ARGUMENT_1, at.JOB_BYTES);
  set(job, at.ARGUMENT_2, some.length);
  shared.kernels.together(job, at.PLANT);
  for (const tree of some) {
    const count = shared.view.getInt32(tree.job + at.GROWN_NODES, true);
    const values = shared.f64(tree.values, count * outputs).map((value) => value / settings.trees);
    builder.add(shared, {
      nodes: tree.nodes,
      count,
      index: tree.index,
      output: outputs === 1 ? 0 : -1,
      weights: rows.weights,
      values: Float64Array.from(values),
    });
    if (settings.bootstrap === null) continue;
    set(job, at.ARGUMENT_0, tree.job);
    shared.kernels.together(job, at.ASIDE);
  }
}

/** Means over the trees that have not drawn a row. */
function outOfBag(
  { shared, scores, plane, outputs, undrawn }: ForestJob,
  rows: number,
): readonly Float64Array[] {
  const counts = shared.i32(undrawn, rows);
  return Array.from({ length: outputs }, (_, output) =>
    Float64Array.from(shared.f64(scores + output * plane, rows), (sum, row) =>
      counts[row] === 0 ? NaN : sum / (counts[row] ?? 0),
    ),
  );
}
