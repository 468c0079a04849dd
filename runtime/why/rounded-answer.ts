import type { ExplainedAnswer } from "./answers.js";
import { valueWords } from "./words.js";

/** An answer rounded for a reader: base, shown parts and rest still sum to the score, to the last digit. */
export interface RoundedAnswer {
  readonly base: string;
  readonly score: string;
  /** The largest first. */
  readonly parts: readonly {
    readonly feature: string;
    readonly type: ExplainedAnswer["parts"][number]["type"];
    readonly value: number;
    /** With its sign. */
    readonly adds: string;
  }[];
  /** What the features that are not shown add, and what rounding leaves; null for nothing. */
  readonly rest: { readonly features: number; readonly adds: string } | null;
}

/** So many features are told one by one. */
export const shownParts = 8;

const digits = 4;

export function roundAnswer(
  { base, score, parts }: Pick<ExplainedAnswer, "base" | "score" | "parts">,
  most = shownParts,
): RoundedAnswer {
  const largest = Math.max(Math.abs(base), Math.abs(score), ...parts.map(({ adds }) => Math.abs(adds)));
  const above = largest > 0 ? Math.floor(Math.log10(largest)) + 1 : 0;
  const decimals = Math.min(12, Math.max(0, digits - above));
  // Whole numbers of the last digit, so that their sums are exact.
  const units = (value: number): number => Math.round(value * 10 ** decimals);
  const written = (count: number): string => (count / 10 ** decimals).toFixed(decimals);
  const signed = (count: number): string => (count < 0 ? written(count) : `+${written(count)}`);
  const shown = parts.slice(0, most);
  const told = shown.reduce((sum, { adds }) => sum + units(adds), units(base));
  const left = units(score) - told;
  const hidden = parts.length - shown.length;
  return {
    base: signed(units(base)),
    score: signed(units(score)),
    parts: shown.map(({ feature, type, value, adds }) => ({
      feature,
      type,
      value,
      adds: signed(units(adds)),
    })),
    rest: hidden === 0 && left === 0 ? null : { features: hidden, adds: signed(left) },
  };
}

/** What the rest is the sum of. */
function restWords({ features }: NonNullable<RoundedAnswer["rest"]>): string {
  if (features === 0) return "rounding";
  return features === 1 ? "the other feature" : `the other ${features} features`;
}

/** What the numbers say, and of what. */
function unitWords({ unit, of }: Pick<ExplainedAnswer, "unit" | "of">): string {
  switch (unit) {
    case "log-odds":
      return `log-odds of ${of}`;
    case "score":
      return `score of ${of}, which is held against those of the other classes`;
    case "probability":
      return `probability of ${of}`;
    case "value":
      return of;
  }
}

/** The probability that follows from a score: "a probability of 0.54, mended by calibration to 0.57"; null: none does. */
function probabilityWords({
  unit,
  probability,
  calibrated,
}: Pick<ExplainedAnswer, "unit" | "probability" | "calibrated">): string | null {
  if (probability === null || (unit === "probability" && calibrated === null)) return null;
  const said = unit === "probability" ? "" : `a probability of ${probability.toFixed(4)}`;
  if (calibrated === null) return said;
  return `${said === "" ? "" : `${said}, `}mended by calibration to ${calibrated.toFixed(4)}`;
}

/** A number and what it is of. */
export type AnswerRow = readonly [adds: string, what: string];

/** An answer as a sum: what it begins with, what each feature adds, and the score with what follows from it. */
export function answerRows(answer: ExplainedAnswer): readonly AnswerRow[] {
  const { base, parts, rest, score } = roundAnswer(answer);
  const follows = probabilityWords(answer);
  return [
    [base, "where nothing is known of the bar"],
    ...parts.map(({ feature, type, value, adds }): AnswerRow => [
      adds,
      `${feature} = ${valueWords(type, value)}`,
    ]),
    ...(rest === null ? [] : [[rest.adds, restWords(rest)] as const]),
    [score, `${unitWords(answer)}${follows === null ? "" : `: ${follows}`}`],
  ];
}
