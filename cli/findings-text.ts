import { percent } from "../runtime/report/format.js";
import { number, valueText, whole } from "../runtime/report/search/words.js";
import type { HeatMap, SearchFindings, SearchResult } from "../runtime/index.js";
import { wantsAscii } from "./terminal.js";

/** Columns and rows of a heat map that a terminal takes in at a glance. */
const mostColumns = 32;
const mostRows = 16;

/** Plateau, importance, overfitting and the first heat map, for a terminal. */
export function showFindings(result: SearchResult, findings: SearchFindings): readonly string[] {
  return [
    ...overfit(result, findings),
    ...plateau(findings),
    ...importance(findings),
    ...heat(result, findings.heatMaps[0]),
  ];
}

/** How much of what looks best on some bars stays on others. */
function overfit({ data }: SearchResult, { overfitting }: SearchFindings): readonly string[] {
  if (overfitting === null) return [];
  const { probability, splits, lossProbability, blocks, bars } = overfitting;
  const seen = bars === data.bars ? "" : ` of ${whole(bars)} bars`;
  return [
    `PBO     ${percent(probability, 1)}: so often the best set of one half of the bars is among the worse half of the sets on the other`,
    `        (${whole(splits)} ways to halve ${blocks} blocks${seen}; it loses there in ${percent(lossProbability, 1)})`,
  ];
}

function plateau({ plateau: found }: SearchFindings): readonly string[] {
  if (found === null) return [];
  const { neighbours, mean, lowest, score } = found;
  return [
    `plateau ${score.toFixed(2).replace("-", "−")}: its ${neighbours} neighbours have ${number(mean)} in the mean, ${number(lowest)} at worst (1: like the best, 0: like any set)`,
  ];
}

function importance({ importance: found }: SearchFindings): readonly string[] {
  if (found === null) return [];
  const alone = found.alone.slice(0, 5).map(({ name, share }) => `${name} ${percent(share, 0)}`);
  const [pair] = found.together.filter(({ share }) => share >= 0.01);
  const both = pair === undefined ? "" : `, ${pair.names.join(" with ")} ${percent(pair.share, 0)}`;
  const how = found.method === "grid" ? "of the variance over the grid" : "of the variance, by fitted trees";
  return [`matters ${alone.join(", ")}${both} ${how}`];
}

function heat({ objective, parameters }: SearchResult, map: HeatMap | undefined): readonly string[] {
  if (map === undefined || map.across.bins.length > mostColumns || map.up.bins.length > mostRows) return [];
  const shades = [...(wantsAscii() ? " .:+*#" : " ░▒▓█")];
  const reach = map.high - map.low;
  const shadeOf = (value: number | null): string => {
    if (value === null) return "  ";
    const share = reach > 0 ? (value - map.low) / reach : 1;
    const strength = objective.direction === "minimise" ? 1 - share : share;
    return (shades[Math.min(shades.length - 1, Math.floor(strength * shades.length))] ?? " ").repeat(2);
  };
  const parameterOf = (name: string) => parameters.find((each) => each.name === name);
  const [x, y] = [parameterOf(map.across.name), parameterOf(map.up.name)];
  const labels = map.up.bins.map(({ from }) => valueText(from, y));
  const width = Math.max(...labels.map(({ length }) => length));
  const ends = [map.across.bins[0]?.from, map.across.bins.at(-1)?.to].map((value) => valueText(value, x));
  return [
    "",
    `${map.up.name} over ${map.across.name}, ${objective.text} from ${number(map.low)} to ${number(map.high)}, the darker the better`,
    ...map.rows
      .map((row, r) => `  ${(labels[r] ?? "").padStart(width)} ${row.map(shadeOf).join("")}`.trimEnd())
      .toReversed(),
    `  ${" ".repeat(width)} ${(ends[0] ?? "").padEnd(Math.max(1, 2 * map.across.bins.length - (ends[1] ?? "").length))}${ends[1] ?? ""}`,
  ];
}
