import { metricValue, percent, time } from "../format.js";
import { cell } from "../summary.js";
import {
  doubts,
  importanceMethod,
  number,
  searchedParameters,
  searchSentence,
  valueText,
  whole,
  type ReportedSearch,
} from "./words.js";

/** A search as Markdown, for notes and pull requests. */
export function renderSearchMarkdown(search: ReportedSearch): string {
  const lines = [
    `# Search of ${search.result.strategy}`,
    "",
    cell(searchSentence(search)),
    "",
    "## The best sets",
    "",
    ...bestTable(search),
    "",
    "## What the best is worth",
    "",
    ...doubts(search).map(([name, value, meaning]) => `- ${name}: **${value}** – ${cell(meaning)}`),
    ...folds(search),
    ...importance(search),
    ...rungs(search),
  ];
  return `${lines.join("\n")}\n`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(heads), `| ${heads.map(() => "---:").join(" | ")} |`, ...rows.map(line)];
}

function bestTable({ result }: ReportedSearch): readonly string[] {
  const shown = searchedParameters(result);
  return table(
    ["rank", ...shown.map(({ name }) => name), result.objective.text, "return", "drawdown", "trades"],
    result.best.map((trial, rank) => [
      String(rank + 1),
      ...shown.map((parameter) => valueText(trial.parameters[parameter.name], parameter)),
      number(trial.objective),
      metricValue(trial.metrics.totalReturn, "fraction", 1),
      metricValue(trial.metrics.maxDrawdown, "fraction", 1),
      whole(trial.metrics.tradeCount ?? 0),
    ]),
  );
}

function folds({ result }: ReportedSearch): readonly string[] {
  const { validation } = result;
  if (validation === null) return [];
  const shown = searchedParameters(result);
  return [
    "",
    "## Chosen in sample, judged out of sample",
    "",
    ...table(
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
      validation.folds.map((fold) => [
        String(fold.number),
        time(fold.judgedOn[0]?.from ?? Number.NaN, true),
        time(fold.judgedOn.at(-1)?.to ?? Number.NaN, true),
        ...shown.map((parameter) => valueText(fold.parameters?.[parameter.name], parameter)),
        number(fold.inSample),
        number(fold.outOfSample),
        metricValue(fold.returnOutOfSample, "fraction", 1),
        fold.rank === null ? "–" : percent(fold.rank, 0),
      ]),
    ),
  ];
}

function importance({ findings }: ReportedSearch): readonly string[] {
  if (findings.importance === null) return [];
  const { alone, together, method } = findings.importance;
  return [
    "",
    "## What matters",
    "",
    ...alone.map(({ name, share }) => `- ${cell(name)}: ${percent(share, 1)}`),
    ...together
      .slice(0, 3)
      .map(({ names, share }) => `- ${cell(names.join(" with "))}: ${percent(share, 1)}`),
    "",
    importanceMethod(method),
  ];
}

function rungs({ result }: ReportedSearch): readonly string[] {
  if (result.rungs.length === 0) return [];
  return [
    "",
    "## Rungs",
    "",
    ...table(
      ["first bars", "sets", "went on", "last one's value"],
      result.rungs.map(({ bars, sets, promoted, last }) => [
        whole(bars),
        whole(sets),
        whole(promoted),
        number(last),
      ]),
    ),
  ];
}
