import type { GraphParameter } from "../../../compiler/graph/index.js";
import type { SearchFindings } from "../../search/findings/index.js";
import type { SearchResult } from "../../search/result.js";
import type { Trial } from "../../search/trials.js";
import { decimal, percent } from "../format.js";

/** A search and what it says beside its ranking. */
export interface ReportedSearch {
  readonly result: SearchResult;
  readonly findings: SearchFindings;
  /** Command that shows a set with its whole ledger. */
  readonly commandOf: (trial: Trial) => string;
}

export const whole = (count: number): string => decimal(count, 0);

/** What is optimised has any size. */
export function number(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  return Number(value.toPrecision(4)).toString().replace("-", "−");
}

/** A value as it is written in a strategy. */
export function valueText(
  value: number | undefined,
  parameter: Pick<GraphParameter, "kind"> | undefined,
): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (parameter?.kind === "percent") return `${Number((value * 100).toPrecision(6))}%`;
  if (parameter?.kind === "duration") return `${value / 3_600_000}h`;
  return String(Number(value.toPrecision(8)));
}

export const searchedParameters = ({ parameters, searched }: SearchResult): readonly GraphParameter[] =>
  parameters.filter(({ name }) => searched.includes(name));

/** The search in a sentence. */
export function searchSentence({ result, findings }: ReportedSearch): string {
  const { counts, data, objective, best, validation } = result;
  const [first] = best;
  const judged = validation === null ? "" : `, judged on ${validation.folds.length} folds`;
  const found =
    first === undefined
      ? "None can be ranked."
      : `The best has ${objective.text} ${number(first.objective)}${doubt(findings)}.`;
  return `${whole(counts.trials)} sets of ${result.strategy} over ${whole(data.bars)} bars of ${data.symbol ?? data.source}${judged}. ${found}`;
}

function doubt({ overfitting, plateau }: SearchFindings): string {
  if (overfitting !== null && overfitting.probability >= 0.5)
    return `, and choosing it is worth nothing on other bars (PBO ${percent(overfitting.probability, 0)})`;
  if (plateau !== null && plateau.score < 0.5) return ", and its neighbours do much worse";
  return "";
}

/** What a number beside the winner means, name by name. */
export function doubts({ result, findings }: ReportedSearch): readonly (readonly [string, string, string])[] {
  const { deflation, counts } = result;
  const { overfitting, plateau } = findings;
  const rows: (readonly [string, string, string])[] = [];
  if (deflation?.deflatedSharpe !== undefined && deflation.deflatedSharpe !== null) {
    rows.push([
      "Deflated Sharpe ratio",
      percent(deflation.deflatedSharpe, 1),
      `the best of ${whole(deflation.trials)} worthless sets would show ${decimal(deflation.expectedSharpe, 2)}; so likely this one is better than that`,
    ]);
    if (deflation.probabilisticSharpe !== null)
      rows.push(["… if it were the only one tried", percent(deflation.probabilisticSharpe, 1), "above zero"]);
  }
  if (overfitting !== null)
    rows.push(
      [
        "Probability of overfitting",
        percent(overfitting.probability, 1),
        `so often the best of one half of ${whole(overfitting.bars)} bars is among the worse half of ${whole(overfitting.trials)} sets on the other; ${whole(overfitting.splits)} ways to halve ${overfitting.blocks} blocks`,
      ],
      ["Loses on the other half", percent(overfitting.lossProbability, 1), "of these ways"],
    );
  if (plateau !== null)
    rows.push([
      "Plateau score",
      decimal(plateau.score, 2),
      `${plateau.neighbours} neighbours have ${number(plateau.mean)} in the mean and ${number(plateau.lowest)} at worst; 1 is the best set itself, 0 the median of all (${number(plateau.median)})`,
    ]);
  rows.push(["Sets tried", whole(counts.trials), `of ${whole(counts.cells)} combinations`]);
  return rows;
}

export const importanceMethod = (method: "grid" | "forest"): string =>
  method === "grid"
    ? "Functional analysis of variance over the grid itself (Hutter, Hoos & Leyton-Brown 2014)."
    : "Functional analysis of variance of 48 regression trees that were fitted to the sets that were drawn (Hutter, Hoos & Leyton-Brown 2014): of a sampler that looks where it is good, it tells of there.";
