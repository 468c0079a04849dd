import type { GraphParameter } from "../compiler/graph/index.js";
import { decimal, percent } from "../runtime/report/format.js";
import type { SearchResult, SearchValidation } from "../runtime/index.js";
import { settingText } from "./values.js";

/** More folds than this are not shown one by one. */
const mostFolds = 24;

const methods: Readonly<Record<SearchValidation["method"], string>> = {
  holdout: "the bars held out",
  walk_forward: "the test windows of a walk forward",
  purged: "purged folds",
  combinatorial: "combinatorial folds",
};

/** What choosing in sample was worth out of sample, for a terminal. */
export function showValidation({
  validation,
  objective,
  searched,
  parameters,
}: SearchResult): readonly string[] {
  if (validation === null) return [];
  const { method, folds } = validation;
  const shown = parameters.filter(({ name }) => searched.includes(name));
  return [
    "",
    `sets are ranked above by ${objective.text} on ${methods[method]} (${folds.length}); each fold chose on its training bars alone`,
    "",
    ...(folds.length <= mostFolds ? foldTable(validation, shown) : []),
    ...verdict(validation),
    ...(method === "combinatorial" ? paths(validation, objective.text) : []),
    "",
  ];
}

function foldTable({ folds }: SearchValidation, shown: readonly GraphParameter[]): readonly string[] {
  const day = (time: number | undefined): string =>
    time === undefined || Number.isNaN(time) ? "–" : new Date(time).toISOString().slice(0, 10);
  const rows = [
    [
      "fold",
      "judged from",
      "to",
      ...shown.map(({ name }) => name),
      "in sample",
      "out",
      "return",
      "better than",
    ],
    ...folds.map((fold) => [
      String(fold.number),
      day(fold.judgedOn[0]?.from),
      day(fold.judgedOn.at(-1)?.to),
      ...shown.map((parameter) => {
        const value = fold.parameters?.[parameter.name];
        return value === undefined ? "–" : settingText(value, parameter);
      }),
      number(fold.inSample),
      number(fold.outOfSample),
      fold.returnOutOfSample === null ? "–" : percent(fold.returnOutOfSample, 1),
      fold.rank === null ? "–" : percent(fold.rank, 0),
    ]),
  ];
  const widths = rows[0]?.map((_, k) => Math.max(...rows.map((row) => (row[k] ?? "").length))) ?? [];
  return rows.map((row) => row.map((cell, k) => cell.padStart(widths[k] ?? 0)).join("  "));
}

function verdict({ folds, efficiency, learnsFromLater }: SearchValidation): readonly string[] {
  const chosen = folds.filter(({ trial }) => trial !== null);
  const gains = chosen.filter(({ returnOutOfSample }) => (returnOutOfSample ?? 0) > 0).length;
  const ranks = chosen.flatMap(({ rank }) => rank ?? []);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const inside = chosen.flatMap(({ inSample, outOfSample }) =>
    inSample === null || outOfSample === null ? [] : [{ inSample, outOfSample }],
  );
  return [
    `folds   chosen in sample ${number(mean(inside.map((each) => each.inSample)))}, the same sets out of sample ${number(mean(inside.map((each) => each.outOfSample)))}; ${gains} of ${folds.length} gained`,
    ...(ranks.length === 0
      ? []
      : [`        a choice did better than ${percent(mean(ranks), 0)} of the sets (a blind one: 50 %)`]),
    ...(efficiency === null
      ? []
      : [`        a year out of sample made ${percent(efficiency, 0)} of a year in sample`]),
    ...(learnsFromLater
      ? ["        folds choose on later bars too: fit to compare sets, not to foresee a year"]
      : []),
  ];
}

function paths({ paths: all }: SearchValidation, objective: string): readonly string[] {
  const values = all.flatMap((path) => path.objective ?? []).toSorted((a, b) => a - b);
  if (values.length === 0) return [];
  const at = (share: number): string => number(values[Math.round(share * (values.length - 1))] ?? null);
  const losing = all.filter(({ totalReturn }) => (totalReturn ?? 0) <= 0).length;
  return [
    `paths   ${all.length} ways through all bars: ${objective} from ${at(0)} to ${at(1)}, half of them above ${at(0.5)}; ${losing} lose`,
  ];
}

function number(value: number | null): string {
  return value === null || Number.isNaN(value) ? "–" : decimal(value, Math.abs(value) >= 100 ? 0 : 2);
}
