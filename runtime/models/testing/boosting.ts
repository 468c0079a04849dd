import { readFileSync } from "node:fs";
import { sharedPath } from "../../../tests/shared.js";
import { withDuck } from "../../data/import/duck.js";
import type { FeatureColumn, TargetColumn, TrainingRows } from "../training-rows.js";

/** A task of the boosting reference: which columns of which table foresee which. */
export interface BoostingTask {
  readonly file: string;
  readonly label: string;
  readonly kind: "binary" | "multiclass" | "regression";
  readonly features: readonly string[];
}

/** Which rows: see the reference's README. */
export const splits = { train: 0, valid: 1, test: 2 } as const;

type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

export const boostingPath = (name: string) => sharedPath("data", "reference", "boosting", name);

/** A file of the boosting reference; its form is what the test that reads it says. */
export function readBoosting<Form>(name: string): Form {
  return JSON.parse(readFileSync(boostingPath(name), "utf8")) as Form;
}

/** A whole table of the reference, column by column; empty cells are null. */
export async function readBoostingTable(name: string): Promise<Columns> {
  return withDuck(async (connection) => {
    const reader = await connection.runAndReadAll(`select * from '${boostingPath(name)}'`);
    const columns = reader.getColumnsJS();
    return Object.fromEntries(reader.columnNames().map((column, i) => [column, columns[i] ?? []]));
  });
}

export interface TaskOptions {
  /** Features that are categories. */
  readonly categories?: readonly string[];
  /** By class, in the order of the classes: rows count n / (classes × rows of the class). */
  readonly balanced?: boolean;
  readonly weight?: "decay" | "class";
}

/** Rows of one split of a task. */
export function taskRows(
  table: Columns,
  task: BoostingTask,
  split: number,
  options: TaskOptions = {},
): TrainingRows {
  const [label, only] = task.label.split("=");
  const labels = numbers(table[label ?? ""]).map((value) =>
    only === undefined || Number.isNaN(value) ? value : value === Number(only) ? 1 : 0,
  );
  const places = numbers(table["split"]);
  const bars = Int32Array.from(
    [...places.keys()].filter((row) => places[row] === split && !Number.isNaN(labels[row])),
  );
  const features = task.features.map((name): FeatureColumn => {
    const values = numbers(table[name]);
    return {
      name,
      type: options.categories?.includes(name) === true ? "category" : "number",
      values: Float32Array.from(bars, (row) => values[row] ?? NaN),
    };
  });
  const target: TargetColumn = {
    name: "label",
    kind: task.kind === "multiclass" ? "classes" : task.kind,
    classes: task.kind === "multiclass" ? ["down", "flat", "up"] : [],
    values: Float64Array.from(bars, (row) => labels[row] ?? NaN),
  };
  const times = numbers(table["timestamp"]);
  return {
    count: bars.length,
    features,
    target,
    weights: weightsOf(
      target,
      Float64Array.from(bars, (row) => times[row] ?? NaN),
      options,
    ),
    bars,
  };
}

function weightsOf(target: TargetColumn, times: Float64Array, options: TaskOptions): Float64Array | null {
  if (options.balanced === true) {
    const classes = target.kind === "binary" ? 2 : target.classes.length;
    const counts = Array.from(
      { length: classes },
      (_, k) => target.values.filter((value) => value === k).length,
    );
    return target.values.map((value) => target.values.length / (classes * (counts[value] ?? 0)));
  }
  if (options.weight === "class") return target.values.map((value) => [2, 1, 0.5][value] ?? NaN);
  if (options.weight === undefined) return null;
  const last = times.at(-1) ?? NaN;
  return times.map((time) => Math.fround(0.5 ** ((last - time) / (180 * 86_400_000))));
}

function numbers(values: ArrayLike<unknown> | undefined): Float64Array {
  if (values === undefined) throw new Error("no such column");
  return Float64Array.from(values, (value) =>
    value === null ? NaN : value instanceof Date ? value.getTime() : Number(value),
  );
}
