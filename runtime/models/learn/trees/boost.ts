import { setImmediate as pause } from "node:timers/promises";
import * as at from "../../../../kernels/learning/layout.js";
import type { TreeEnsemble } from "../../fitted-model.js";
import type { Fit, FitOptions } from "../../learner.js";
import type { TrainingRows } from "../../training-rows.js";
import type { BoostSettings } from "./boost-settings.js";
import { layOutBoosting, lossNumber, type BoostingJob } from "./boosting-job.js";
import { gatherCrew } from "./crew.js";
import { EnsembleBuilder } from "./ensemble.js";
import { constantScores, quantileOf, withoutOnes } from "./start.js";
import { Steps } from "./steps.js";
import { binFeatures } from "./table.js";
import { threadsFor } from "./threads.js";

/** Streams of random numbers: rows of round r, features of tree t. */
const rowStream = 0x10000000;
const columnStream = 0x20000000;

/** How long the process may be kept from other work, milliseconds. */
const longestHold = 15;

/** Grows trees one after another, each on what those before it leave. Friedman 2001. */
export async function boost(
  given: TrainingRows,
  settings: BoostSettings,
  options: FitOptions = {},
): Promise<Fit & { readonly model: TreeEnsemble }> {
  const rows = withoutOnes(given);
  const binned = binFeatures(rows.features, {
    most: settings.bins,
    rowsPerBin: settings.fine.rowsPerBin,
    monotone: settings.monotone,
  });
  const validation = settings.earlyStopping > 0 ? (options.validation ?? null) : null;
  const outputs = settings.loss === "softmax" ? rows.target.classes.length : 1;
  const threads = threadsFor(rows, options.threads);
  const job = layOutBoosting(rows, binned, { settings, outputs, threads, validation });
  const boosting = new Boosting(rows, settings, job, new EnsembleBuilder(binned.bins));
  const crew = await gatherCrew(job.shared, job.job, threads);
  job.set(at.THREADS, crew.threads);
  try {
    await boosting.run(options);
  } finally {
    crew.leave();
  }
  return boosting.fit();
}

class Boosting {
  readonly #base: readonly number[];
  readonly #steps: Steps;
  /** Trees after each round. */
  readonly #trees: number[] = [0];
  #best = 0;
  #bestLoss = Infinity;
  #settled = false;

  constructor(
    readonly rows: TrainingRows,
    readonly settings: BoostSettings,
    readonly job: BoostingJob,
    readonly builder: EnsembleBuilder,
  ) {
    const { loss, quantile, fine } = settings;
    this.#base = fine.base ?? constantScores(rows.target, rows.weights, loss, Math.fround(quantile));
    this.#steps = new Steps(job, settings, rows.weights);
    for (const [output, score] of this.#base.entries()) {
      job.shared.f64(job.scores + output * job.plane, job.plane / 8).fill(score);
      const { validation } = job;
      if (validation !== null)
        job.shared.f64(validation.scores + output * validation.plane, validation.plane / 8).fill(score);
    }
  }

  async run({ signal, progress }: FitOptions): Promise<void> {
    const { trees, earlyStopping } = this.settings;
    let since = performance.now();
    for (let round = 1; round <= trees; round++) {
      signal?.throwIfAborted();
      if (!this.#grow(round)) {
        this.#settled = true;
        break;
      }
      this.#trees.push(this.builder.size);
      progress?.(round, trees);
      if (this.job.validation !== null) {
        this.#judge(round);
        this.#settled = round - this.#best >= earlyStopping;
        if (this.#settled) break;
      } else this.#best = round;
      if (performance.now() - since < longestHold) continue;
      await pause();
      since = performance.now();
    }
    signal?.throwIfAborted();
  }

  fit(): Fit & { readonly model: TreeEnsemble } {
    const { loss, earlyStopping } = this.settings;
    const link = loss === "logistic" ? "logistic" : loss === "softmax" ? "softmax" : "identity";
    return {
      model: this.builder.build(link, this.#base, this.#trees[this.#best] ?? 0),
      rounds: this.#best,
      settled: this.#settled || earlyStopping === 0,
      outOfBag: null,
    };
  }

  /** One tree for each output; whether any of them has a cut. */
  #grow(round: number): boolean {
    const { job, settings } = this;
    const { kernels } = job.shared;
    this.#steps.adapt();
    job.set(at.ARGUMENT_0, lossNumber(settings));
    job.set(at.ARGUMENT_1, job.packed);
    kernels.together(job.job, at.DERIVE);
    let anyCut = false;
    for (let output = 0; output < job.outputs; output++) {
      const tree = (round - 1) * job.outputs + output;
      this.#draw(round, tree);
      job.set(at.PACKED, job.packed + output * job.plane);
      job.set(at.TREE, tree);
      if (kernels.grow(job.job) < 2) continue;
      anyCut = true;
      this.#keep(output);
    }
    return anyCut;
  }

  /** Settles which rows and features the next tree sees. */
  #draw(round: number, tree: number): void {
    const { job, settings } = this;
    const { kernels } = job.shared;
    if (settings.subsample >= 1) kernels.takeAll(job.job);
    else {
      const drawn = Math.floor((round - 1) / settings.fine.drawEvery);
      kernels.takeShare(job.job, settings.subsample, rowStream + drawn);
    }
    const features = this.rows.features.length;
    const wanted = Math.max(1, Math.floor(settings.columns * features + 0.5));
    const table = job.get(at.FEATURE_TABLE);
    const order = Array.from({ length: features }, (_, feature) => feature);
    for (let place = 0; place < features; place++) {
      const random = kernels.draw(settings.seed, columnStream + tree, place) >>> 0;
      const other = place + Math.floor((random / 2 ** 32) * (features - place));
      const feature = order[other] ?? place;
      order[other] = order[place] ?? place;
      order[place] = feature;
      const record = table + feature * at.FEATURE_BYTES;
      const isActive = wanted >= features || place < wanted;
      job.shared.view.setInt32(record + at.FEATURE_ACTIVE, isActive ? 1 : 0, true);
    }
    const { columnsPerLeaf } = settings.fine;
    job.set(at.DRAWN, columnsPerLeaf < 1 ? Math.max(1, Math.floor(columnsPerLeaf * wanted + 0.5)) : 0);
  }

  /** Takes the grown tree in, and adds it to the scores of all rows. */
  #keep(output: number): void {
    const { job } = this;
    const { kernels, view } = job.shared;
    const count = view.getInt32(job.job + at.GROWN_NODES, true);
    this.#settleLeaves(count);
    job.set(at.ARGUMENT_0, output);
    kernels.together(job.job, at.ADD);
    const bag = job.get(at.BAG);
    if (bag < job.rows)
      this.#fall(job, { list: job.index + 4 * bag, rows: job.rows - bag }, job.scores + output * job.plane);
    const { validation } = job;
    if (validation !== null)
      this.#fall(
        validation,
        { list: 0, rows: validation.rows },
        validation.scores + output * validation.plane,
      );
    const { weights } = this.rows;
    this.builder.add(job.shared, { nodes: job.nodes, count, index: job.index, output, weights });
  }

  #fall(
    table: { readonly bins: number; readonly rows: number },
    some: { readonly list: number; readonly rows: number },
    scores: number,
  ): void {
    const { job } = this;
    job.set(at.ARGUMENT_0, table.bins);
    job.set(at.ARGUMENT_1, table.rows);
    job.set(at.ARGUMENT_2, some.list);
    job.set(at.ARGUMENT_3, some.rows);
    job.set(at.ARGUMENT_4, scores);
    job.shared.kernels.together(job.job, at.FALL);
  }

  /** Leaves are shrunk; those of a quantile first become the quantile of what is left on their rows. */
  #settleLeaves(count: number): void {
    const { job, settings } = this;
    const { view } = job.shared;
    for (let node = 0; node < count; node++) {
      const record = job.nodes + node * at.NODE_BYTES;
      if (view.getInt32(record + at.NODE_FEATURE, true) >= 0) continue;
      const value =
        settings.loss === "quantile"
          ? this.#leafQuantile(record)
          : view.getFloat64(record + at.NODE_VALUE, true);
      view.setFloat64(record + at.NODE_VALUE, value * settings.rate, true);
    }
  }

  #leafQuantile(record: number): number {
    const { job, settings, rows } = this;
    const { view } = job.shared;
    const begin = view.getInt32(record + at.NODE_BEGIN, true);
    const list = job.shared.i32(job.index + 4 * begin, view.getInt32(record + at.NODE_COUNT, true));
    const scores = job.shared.f64(job.scores, job.rows);
    const left = Float64Array.from(list, (row) => (rows.target.values[row] ?? 0) - (scores[row] ?? 0));
    const weights = rows.weights === null ? null : Float64Array.from(list, (row) => rows.weights?.[row] ?? 0);
    return quantileOf(left, weights, Math.fround(settings.quantile));
  }

  #judge(round: number): void {
    const { job, settings } = this;
    const { validation } = job;
    if (validation === null) return;
    const loss = job.shared.kernels.meanLoss(
      lossNumber(settings),
      validation.rows,
      validation.scores,
      job.outputs,
      validation.plane,
      validation.classes,
      validation.target,
      validation.weights,
      settings.quantile,
    );
    if (loss >= this.#bestLoss) return;
    this.#bestLoss = loss;
    this.#best = round;
  }
}
