import { RunError } from "../../engine/error.js";
import { judge, judgedAnswers, type Judgement } from "../judge/index.js";
import { refuseBeforeTrainingEnd } from "../known-until.js";
import type { BarRange, Fold } from "../fold.js";
import type { FoldPlan } from "../folds/index.js";
import { explainFold, type FoldExplanation } from "./explain.js";
import { fitModel, type FitLimits, type FittedFold, type Trainee } from "./fit.js";

/** What a model said on the bars of a range: by output of its `prediction` node. */
export interface RangeAnswers extends BarRange {
  readonly outputs: readonly Float64Array[];
}

/** A fold that was trained and judged. */
export interface JudgedFold {
  readonly fold: Fold;
  /** Of each of its test ranges. */
  readonly answers: readonly RangeAnswers[];
  readonly truth: Float64Array;
  /** On the judged rows, as they are judged. */
  readonly said: readonly Float64Array[];
  readonly judgement: Judgement;
  readonly trainRows: number;
  readonly rounds: number;
  readonly settled: boolean;
  readonly knownUntil: number;
  readonly milliseconds: number;
  /** Null where that was not asked for. */
  readonly explanation: FoldExplanation | null;
}

/** How much of a fold is explained besides being judged. */
export type Explains = "nothing" | "importance" | "all";

/** A fold that could not be trained: on its bars nothing is predicted. */
export interface SkippedFold {
  readonly fold: Fold;
  readonly reason: string;
}

/** Codes of what a fold may lack without the others lacking it. */
const ofTheFold: ReadonlySet<string> = new Set(["SAGE8305", "SAGE8306", "SAGE8321", "SAGE8330", "SAGE8334"]);

/**
 * Trains a fold and judges it on its test rows.
 * @throws RunError SAGE5008 where it would be asked about what it has learned from; what concerns more than this fold
 */
export async function judgeFold(
  trainee: Trainee,
  fold: Fold,
  plan: FoldPlan,
  limits: FitLimits,
  explains: Explains = "nothing",
): Promise<JudgedFold | SkippedFold> {
  const fit = await fitOrSkip(trainee, fold, limits);
  if ("reason" in fit) return fit;
  try {
    const judged = await judgeFit(trainee, fold, plan, fit);
    if (explains === "nothing" || judged.truth.length === 0) return judged;
    const rows = trainee.rows.judge(fold.test);
    return {
      ...judged,
      explanation: await explainFold(trainee, fit, rows, explains === "all", limits.signal),
    };
  } finally {
    await fit.predictor.close();
  }
}

async function fitOrSkip(trainee: Trainee, fold: Fold, limits: FitLimits): Promise<FittedFold | SkippedFold> {
  try {
    return await fitModel(trainee, fold.train, limits);
  } catch (error) {
    if (!(error instanceof RunError) || !ofTheFold.has(error.code)) throw error;
    return { fold, reason: error.message };
  }
}

async function judgeFit(trainee: Trainee, fold: Fold, plan: FoldPlan, fit: FittedFold): Promise<JudgedFold> {
  const { table, rows, model } = trainee;
  const opens = table.time[fold.test[0]?.from ?? 0] ?? Number.NaN;
  // Trained before its test, it may not know anything of it; on both sides of it, purge and embargo keep them apart.
  if (!plan.learnsFromLater) refuseBeforeTrainingEnd(`\`${model.name}\``, fit.knownUntil, opens);
  const answers: RangeAnswers[] = [];
  for (const range of fold.test) {
    const columns = table.features.map(({ values }) => values.subarray(range.from, range.to));
    const outputs = await fit.predictor.predict(columns, range.to - range.from);
    answers.push({ ...range, outputs });
  }
  const judged = rows.judge(fold.test);
  const outputs = (answers[0]?.outputs ?? []).map((_, k) => {
    const said = new Float64Array(judged.count);
    for (const [row, bar] of judged.bars.entries()) said[row] = answerAt(answers, bar, k);
    return said;
  });
  const said = judgedAnswers(model.target.kind, outputs);
  const truth = judged.target.values;
  return {
    fold,
    answers,
    truth,
    said,
    judgement: judge(model.target, { truth, answers: said, weights: null }, judgeOptions(trainee)),
    trainRows: fit.seen.count,
    rounds: fit.rounds,
    settled: fit.settled,
    knownUntil: fit.knownUntil,
    milliseconds: fit.milliseconds,
    explanation: null,
  };
}

/** All folds' test rows judged together. */
export function judgeTogether(trainee: Trainee, folds: readonly JudgedFold[]): Judgement {
  const count = folds.reduce((sum, { truth }) => sum + truth.length, 0);
  const join = (of: (fold: JudgedFold) => Float64Array | undefined): Float64Array => {
    const out = new Float64Array(count);
    let at = 0;
    for (const fold of folds) {
      const values = of(fold) ?? new Float64Array(fold.truth.length).fill(Number.NaN);
      out.set(values, at);
      at += values.length;
    }
    return out;
  };
  const outputs = folds[0]?.said.length ?? 0;
  const answers = Array.from({ length: outputs }, (_, k) => join(({ said }) => said[k]));
  const rows = { truth: join(({ truth }) => truth), answers, weights: null };
  return judge(trainee.model.target, rows, judgeOptions(trainee));
}

function judgeOptions({ table, settings }: Trainee) {
  const { quantile, loss } = settings;
  return {
    overlap: Math.max(1, table.delay),
    ...(loss === "quantile" && typeof quantile === "number" && { quantile }),
  };
}

function answerAt(answers: readonly RangeAnswers[], bar: number, output: number): number {
  const range = answers.find(({ from, to }) => from <= bar && bar < to);
  return range?.outputs[output]?.[bar - range.from] ?? Number.NaN;
}
