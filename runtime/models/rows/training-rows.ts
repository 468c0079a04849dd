import { RunError } from "../../engine/error.js";
import type { BarRange } from "../fold.js";
import type { TrainingRows } from "../training-rows.js";
import { knownRows, rowsOfBars, type KnownRows } from "./known-rows.js";
import type { ModelTable } from "./model-table.js";
import { rowWeights } from "./weights.js";

/** All rows of a table, from which those of a fold are chosen again and again. */
export interface RowSelection {
  /** Rows of the whole data, unweighted. */
  readonly all: KnownRows;
  /**
   * What a model learns from on these bars, weighed as `train { … }` says. Weights follow from the chosen rows alone.
   * @throws RunError SAGE8305 for fewer rows than `samples`, SAGE8306 for one class only
   */
  train(ranges: readonly BarRange[]): TrainingRows;
  /** Rows to judge on: however few, and all the same weight. */
  judge(ranges: readonly BarRange[]): TrainingRows;
}

/** @throws RunError SAGE8307 where no target is known at all */
export function selectRows(table: ModelTable): RowSelection {
  const all = knownRows(table);
  refuseNone(all, table);
  return {
    all,
    train: (ranges) => {
      const rows = rowsOfBars(all, ranges);
      refuseFew(rows, table);
      refuseOneClass(rows);
      const { close, lives, delay, settings } = table;
      return { ...rows, weights: rowWeights({ ...rows, close, lives, delay }, settings) };
    },
    judge: (ranges) => ({ ...rowsOfBars(all, ranges), weights: null }),
  };
}

const rowsInWords = (count: number): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`;

function refuseNone(
  { count, target }: KnownRows,
  { time, first, delay, target: { values } }: ModelTable,
): void {
  if (count > 0) return;
  const bars = time.length;
  if (first + delay >= bars)
    throw new RunError(
      "SAGE8307",
      `No target \`${target.name}\` is known: features settle after ${first} bars and it looks ${delay} ahead, and there are ${bars} bars.`,
      "Use more data, or shorter lengths.",
    );
  const early = values.findIndex((value) => !Number.isNaN(value));
  throw new RunError(
    "SAGE8307",
    `No target \`${target.name}\` is known on any of the ${bars - first} bars whose features have settled.`,
    early === -1
      ? "Every row lies in the zone that is not learned from, or the target needs data that is missing: make the zone narrower."
      : "Targets are known on early bars only: look at them with `sage eval`.",
  );
}

function refuseFew({ count, target }: KnownRows, { settings: { samples } }: ModelTable): void {
  if (count >= samples) return;
  throw new RunError(
    "SAGE8305",
    `There are ${rowsInWords(count)} with a known \`${target.name}\` to learn from, and \`samples\` asks for ${samples.toLocaleString("en-US")}.`,
    "Use more data or a longer `window`, or ask for fewer with `train { samples: … }`.",
  );
}

function refuseOneClass({ target, count }: KnownRows): void {
  const { values, kind, name, classes } = target;
  if (kind === "regression") return;
  const [first] = values;
  if (first === undefined || values.some((value) => value !== first)) return;
  const word = kind === "binary" ? (first === 1 ? "yes" : "no") : `\`${classes[first] ?? String(first)}\``;
  throw new RunError(
    "SAGE8306",
    `\`${name}\` is ${word} on all ${rowsInWords(count)} that are learned from: there is nothing to tell apart.`,
    "Look at the target with `sage eval`, and make its threshold easier to reach, or use more data.",
  );
}
