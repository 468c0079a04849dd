import { expect, test } from "vitest";
import { describeShared } from "../../../../tests/shared.js";
import { applyLink } from "../../explain/link.js";
import { rawScores } from "../../explain/raw-scores.js";
import type { TreeEnsemble } from "../../fitted-model.js";
import type { Fit } from "../../learner.js";
import { judge } from "../../judge/index.js";
import {
  type BoostingTask,
  readBoosting,
  readBoostingTable,
  splits,
  taskRows,
} from "../../testing/boosting.js";
import { settingsOfLightgbm, type LightgbmSettings } from "../../testing/lightgbm.js";
import type { TrainingRows } from "../../training-rows.js";
import { boost } from "./boost.js";
import { plant } from "./plant.js";

/*
 * Held to what LightGBM and scikit-learn reach on real candles. A few configurations each time, all of them with
 * NAILSAGE_LONG=1 (`npm run accuracy`).
 */

interface Spread {
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

type Metrics<Of> = Readonly<Record<string, Of>>;

interface Spreads {
  readonly runs: number;
  readonly test: Metrics<Spread>;
  readonly train: Metrics<Spread>;
  readonly best_iteration?: Spread;
  readonly gain_share?: { readonly mean: readonly number[]; readonly sd: readonly number[] };
  readonly prediction: { readonly correlation_min: number; readonly rms_mean: number };
  readonly out_of_bag?: Metrics<Spread>;
}

interface ForestParams {
  readonly n_estimators: number;
  readonly max_features: number | "sqrt";
  readonly max_depth?: number;
  readonly min_samples_leaf: number;
  readonly max_samples?: number;
  readonly bootstrap: boolean;
  readonly class_weight?: "balanced";
}

interface Run {
  readonly id: string;
  readonly task: string;
  readonly learner: "lightgbm" | "random_forest" | "extra_trees";
  readonly config: string;
  readonly rounds: number;
  readonly params: LightgbmSettings & ForestParams;
  readonly options?: {
    readonly stop?: number;
    readonly categorical?: readonly string[];
    readonly weight?: "decay" | "class";
  };
  readonly first50: readonly (number | readonly number[])[];
  readonly first50_mean_of_seeds?: readonly (number | readonly number[])[];
  readonly binning?: Spreads;
  readonly seeds?: Spreads;
}

interface Expected {
  readonly tasks: Readonly<Record<string, BoostingTask>>;
  readonly runs: readonly Run[];
}

const isLong = process.env["NAILSAGE_LONG"] !== undefined;

const essential: readonly string[] = [
  "btc1h.direction/lightgbm/careful",
  "btc1h.direction/lightgbm/row_weights",
  "btc1h.busy/lightgbm/base",
  "btc1h.busy/lightgbm/monotone",
  "btc1h.busy/lightgbm/category",
  "btc1h.busy/lightgbm/early_stop",
  "btc1h.busy/lightgbm/bagging",
  "sol5m.move/lightgbm/class_weights",
  "btc15m.vol/lightgbm/shallow",
  "btc15m.return/lightgbm/quantile95",
  "btc1h.busy/random_forest/depth8",
  "sol5m.move/extra_trees/base",
];

const tables = new Map<string, ReturnType<typeof readBoostingTable>>();

async function rowsOf(task: BoostingTask, split: number, run: Run): Promise<TrainingRows> {
  const table = tables.get(task.file) ?? readBoostingTable(task.file);
  tables.set(task.file, table);
  const isTrain = split === splits.train;
  const rows = taskRows(await table, task, split, {
    ...(run.options?.categorical === undefined ? {} : { categories: run.options.categorical }),
    ...(isTrain && run.options?.weight !== undefined ? { weight: run.options.weight } : {}),
    balanced: isTrain && run.params.class_weight === "balanced",
  });
  if (run.params.use_missing !== false) return rows;
  const features = rows.features.map((feature) => ({
    ...feature,
    values: feature.values.map((value) => (Number.isNaN(value) ? 0 : value)),
  }));
  return { ...rows, features };
}

/** Rows as LightGBM weighs classes: in the derivatives, but not in what it starts with. */
function positiveWeight(
  rows: TrainingRows,
  { params }: Run,
): { rows: TrainingRows; base?: readonly number[] } {
  const positives = rows.target.values.reduce((sum, value) => sum + value, 0);
  const negatives = rows.count - positives;
  const weight = params.is_unbalance === true ? negatives / positives : params.scale_pos_weight;
  if (weight === undefined) return { rows };
  const weights = rows.target.values.map((value) => (value === 1 ? weight : 1));
  return { rows: { ...rows, weights }, base: [Math.log(positives / negatives)] };
}

async function fitRun(
  run: Run,
  task: BoostingTask,
  seed: number,
): Promise<Fit & { readonly model: TreeEnsemble }> {
  const train = await rowsOf(task, splits.train, run);
  if (run.learner === "lightgbm") {
    const { rows, base } = positiveWeight(train, run);
    const validation = run.options?.stop === undefined ? null : await rowsOf(task, splits.valid, run);
    const earlyStopping = run.options?.stop ?? 0;
    const settings = settingsOfLightgbm(run.params, run.rounds, { seed, earlyStopping, base });
    return boost(rows, settings, { validation });
  }
  const { params } = run;
  return plant(train, {
    trees: params.n_estimators,
    depth: params.max_depth ?? 1000,
    leaves: 4096,
    leafRows: params.min_samples_leaf,
    bins: 255,
    drawn:
      params.max_features === "sqrt" ? Math.floor(Math.sqrt(train.features.length)) : params.max_features,
    bootstrap: params.bootstrap ? (params.max_samples ?? 1) : null,
    randomCuts: run.learner === "extra_trees",
    seed,
  });
}

interface Outcome {
  readonly train: Metrics<number>;
  readonly test: Metrics<number>;
  readonly outOfBag: Metrics<number> | null;
  /** By row, all outputs one after another. */
  readonly first50: readonly number[];
  /** Of the first output, by row. */
  readonly answers: Float64Array;
  readonly rounds: number;
  readonly gains: readonly number[];
}

function metricsOf(rows: TrainingRows, answers: readonly Float64Array[], { params }: Run): Metrics<number> {
  const { metrics } = judge(
    rows.target,
    { truth: rows.target.values, answers, weights: null },
    params.alpha === undefined ? {} : { quantile: params.alpha },
  );
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value ?? NaN]));
}

async function outcomeOf(run: Run, task: BoostingTask, seed: number): Promise<Outcome> {
  const fit = await fitRun(run, task, seed);
  const answer = (rows: TrainingRows): readonly Float64Array[] =>
    applyLink(
      fit.model.link,
      rawScores(
        fit.model,
        rows.features.map(({ values }) => values),
        rows.count,
      ),
    );
  const [train, tested] = [await rowsOf(task, splits.train, run), await rowsOf(task, splits.test, run)];
  const answers = answer(tested);
  const gains = task.features.map(() => 0);
  for (const [node, feature] of fit.model.feature.entries())
    if (feature >= 0) gains[feature] = (gains[feature] ?? 0) + (fit.model.gain[node] ?? 0);
  const all = gains.reduce((sum, gain) => sum + gain, 0);
  return {
    train: metricsOf(train, answer(train), run),
    test: metricsOf(tested, answers, run),
    outOfBag: fit.outOfBag === null ? null : metricsOf(train, fit.outOfBag, run),
    first50: Array.from({ length: 50 }, (_, row) => answers.map((each) => each[row] ?? NaN)).flat(),
    answers: answers[0] ?? new Float64Array(0),
    rounds: fit.rounds,
    gains: gains.map((gain) => gain / all),
  };
}

/** What a task is judged by first; less is better. */
const lossOf = (task: BoostingTask, run: Run): string =>
  run.params.objective === "quantile" ? "pinball" : task.kind === "regression" ? "rmse" : "log_loss";

/** What the run said of every test row, where that is stored; of several classes it is not looked at. */
async function predictionsOf({ id }: Run, { file, kind }: BoostingTask): Promise<readonly number[] | null> {
  const name = `predictions_${file}`;
  const table = tables.get(name) ?? readBoostingTable(name);
  tables.set(name, table);
  const column = (await table)[id];
  if (column === undefined || kind === "multiclass") return null;
  return Array.from(column, (value) => (value === null ? NaN : Number(value))).filter(
    (value) => !Number.isNaN(value),
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [p, q] = [mean(a), mean(b)];
  const sum = (of: (place: number) => number) => a.reduce((total, _, place) => total + of(place), 0);
  const at = (values: readonly number[], place: number) => values[place] ?? NaN;
  return (
    sum((i) => (at(a, i) - p) * (at(b, i) - q)) /
    Math.sqrt(sum((i) => (at(a, i) - p) ** 2) * sum((i) => (at(b, i) - q) ** 2))
  );
}

describeShared("trees beside LightGBM and scikit-learn on candles", () => {
  const { tasks, runs } = readBoosting<Expected>("expected.json");
  const ours = runs.filter(
    ({ learner, id }) =>
      ["lightgbm", "random_forest", "extra_trees"].includes(learner) && (isLong || essential.includes(id)),
  );
  const above: number[] = [];
  const exact: string[] = [];

  test.each(ours.map((run) => [run.id, run] as const))(
    "%s",
    async (_, run) => {
      const task = tasks[run.task];
      if (task === undefined) throw new Error(`no task ${run.task}`);
      const loss = lossOf(task, run);
      const isSampled = run.seeds !== undefined;
      const seeds = isSampled ? [1, 2, 3, 4, 5] : [1];
      const outcomes: Outcome[] = [];
      for (const seed of seeds) outcomes.push(await outcomeOf(run, task, seed));
      const mean = (of: (outcome: Outcome) => number): number =>
        outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
      const spread = run.seeds ?? run.binning;
      if (spread === undefined) throw new Error("nothing to compare with");
      const [tested, trained] = [spread.test[loss], spread.train[loss]];
      if (tested === undefined || trained === undefined) throw new Error(`no ${loss}`);
      const testLoss = mean(({ test: metrics }) => metrics[loss] ?? NaN);
      const trainLoss = mean(({ train }) => train[loss] ?? NaN);
      const wanted = (run.first50_mean_of_seeds ?? run.first50).flat();
      const first50 = wanted.map((__, place) => mean((outcome) => outcome.first50[place] ?? NaN));
      const z = (testLoss - tested.mean) / tested.sd;
      const zTrain = (trainLoss - trained.mean) / trained.sd;
      const all = await predictionsOf(run, task);
      const answers = Array.from(all ?? [], (__, row) => mean((outcome) => outcome.answers[row] ?? NaN));
      const alike = all === null ? correlation(first50, wanted) : correlation(answers, all);
      const apart = wanted.map((value, place) => Math.abs(value - (first50[place] ?? NaN)));
      if (isLong) {
        const rounds = outcomes.map((outcome) => outcome.rounds).join(" ");
        const figures = [z, zTrain, alike, Math.max(...apart)].map((value) => value.toPrecision(4)).join(" ");
        process.stderr.write(`\n${run.id}: ${figures} ${rounds}\n`);
      }
      // The errors of both means: ours of five seeds, theirs of as many as they ran.
      const slack = isSampled ? 3 * Math.sqrt(1 / seeds.length + 1 / spread.runs) : 3;
      expect(z).toBeLessThanOrEqual(slack);
      // How a forest fits its own rows hangs on more than its settings: on what it may cut where nothing is gained.
      if (run.learner === "lightgbm")
        expect(Math.abs(zTrain)).toBeLessThanOrEqual(isSampled ? 4 * Math.max(1, slack) : 4);
      // Fifty rows in a row are too alike to tell how alike trees of other seeds are.
      if (all !== null || !isSampled)
        expect(alike).toBeGreaterThanOrEqual(spread.prediction.correlation_min - 0.03);
      const best = spread.best_iteration;
      if (best !== undefined)
        for (const { rounds } of outcomes) {
          expect(rounds).toBeGreaterThanOrEqual(Math.floor(best.min * 0.75));
          expect(rounds).toBeLessThanOrEqual(Math.ceil(best.max * 1.25));
        }
      const shares = spread.gain_share;
      // One more run lies as far from the mean of `runs` as its own deviation and the mean's error together.
      const further = 4 * Math.sqrt(1 + 1 / spread.runs);
      for (const [feature, share] of (shares?.mean ?? []).entries()) {
        const ours = mean(({ gains }) => gains[feature] ?? NaN);
        expect(Math.abs(ours - share)).toBeLessThanOrEqual(
          Math.max(0.01, further * (shares?.sd[feature] ?? 0)),
        );
      }
      const { out_of_bag: outside } = spread;
      if (outside?.[loss] !== undefined) {
        const ours = mean(({ outOfBag }) => outOfBag?.[loss] ?? NaN);
        expect(ours - outside[loss].mean).toBeLessThanOrEqual(3 * Math.max(1, slack) * outside[loss].sd);
      }
      if (run.learner === "lightgbm" && !isSampled) {
        above.push(z);
        // The same rules, rounded to whole steps: the same trees, but for the ties that rounding decides.
        if (Math.max(...apart) < 1e-5) exact.push(run.id);
      }
    },
    1_800_000,
  );

  test("most runs without sampling are LightGBM's own trees", () => {
    const mean = above.reduce((sum, z) => sum + z, 0) / above.length;
    process.stderr.write(isLong ? `\nmean z ${mean}, exact ${exact.length} of ${above.length}\n` : "");
    expect(mean).toBeLessThan(0.5);
    expect(exact.length).toBeGreaterThanOrEqual(Math.floor(above.length / 2));
  });
});
