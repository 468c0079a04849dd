import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { makeFolder } from "../data/make-folder.js";
import { dirname, join } from "node:path";
import { fromWriteError } from "../data/data-error.js";
import { sharpeSampleOf, type Trials } from "../metrics/trials.js";
import type { BacktestResult, RunIdentity } from "../result.js";
import { TrialSpread } from "../statistics/trials.js";
import { sageHome } from "./home.js";

/** What was tried: one variant, or all of a search together. */
interface TrialRow {
  /** Same key: the same trial, made again; the later row counts. */
  readonly key: string;
  readonly count: number;
  /** Of the Sharpe ratios per bar, and Σ (ratio − mean)². */
  readonly mean: number;
  readonly m2: number;
  /** Of a search: which variants it tried, so that one of them that is run afterwards is no new trial. */
  readonly tried?: TriedSets;
}

/** The sets of a search: every combination of the values, or those listed. */
export interface TriedSets {
  /** First sixteen letters of the graph's hash. */
  readonly graph: string;
  readonly names: readonly string[];
  readonly grid?: readonly (readonly number[])[];
  readonly sets?: readonly (readonly number[])[];
}

type TrialPlace = Pick<RunIdentity, "strategy" | "dataHash">;

/**
 * Where the trials of a strategy on some data are kept, a line each. It is apart from the stored runs, so that deleting
 * a run that did badly does not make the others look better.
 */
function trialsFile({ strategy, dataHash }: TrialPlace): string {
  return join(sageHome(), "trials", `${strategy}-${dataHash.slice(0, 16)}.jsonl`);
}

/** How many variants of the run's strategy were ever run and stored on its data, this one included, and their spread. */
export function trialsOf(result: Pick<BacktestResult, "run" | "metrics">): Trials {
  return spreadOf(readRows(result.run).set(rowOf(result).key, rowOf(result)));
}

/** How many variants of a strategy were ever tried on some data, and their spread. */
export const knownTrials = (place: TrialPlace): Trials => spreadOf(readRows(place));

/** Remembers a run as a trial. @throws DataError SAGE8114 when the system refuses */
export function recordTrial(result: Pick<BacktestResult, "run" | "metrics">): void {
  const row = rowOf(result);
  const known = readRows(result.run).get(row.key);
  if (known === undefined || known.mean !== row.mean) append(result.run, row);
}

/**
 * Remembers the trials of a whole search; the same search made again replaces itself.
 * @param id names the search
 */
export function recordSearch(place: TrialPlace, id: string, spread: TrialSpread, tried?: TriedSets): void {
  if (spread.count > 0)
    append(place, { key: `search:${id}`, ...spread.sums, ...(tried !== undefined && { tried }) });
}

/** Whether the variant with this key is one of the sets of a search. */
function hasTried({ graph, names, grid, sets }: TriedSets, key: string): boolean {
  const [of, ...pairs] = readKey(key);
  if (of !== graph) return false;
  const values = new Map(pairs.filter(Array.isArray).map(([name, value]) => [name, value]));
  const own = names.map((name) => values.get(name));
  if (grid !== undefined && own.every((value, k) => grid[k]?.includes(value) === true)) return true;
  return sets?.some((set) => set.every((value, k) => value === own[k])) === true;
}

function readKey(key: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts : [];
  } catch {
    // The key of a search is no JSON.
    return [];
  }
}

function rowOf({ run, metrics }: Pick<BacktestResult, "run" | "metrics">): TrialRow {
  const values = Object.entries(run.parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([run.graphHash.slice(0, 16), ...values]);
  // A variant that never traded is a trial as well: its ratio is 0.
  return { key, count: 1, mean: sharpeSampleOf(metrics)?.sharpe ?? 0, m2: 0 };
}

function spreadOf(rows: ReadonlyMap<string, TrialRow>): Trials {
  const all = new TrialSpread();
  const searches = [...rows.values()].flatMap(({ tried }) => tried ?? []);
  for (const { key, count, mean, m2 } of rows.values()) {
    if (searches.some((tried) => hasTried(tried, key))) continue;
    all.merge(TrialSpread.of({ count, mean, m2 }));
  }
  return { count: all.count, variance: all.variance };
}

function readRows(place: TrialPlace): Map<string, TrialRow> {
  const path = trialsFile(place);
  const rows = new Map<string, TrialRow>();
  if (!existsSync(path)) return rows;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const row = parseRow(line);
    if (row !== null) rows.set(row.key, row);
  }
  return rows;
}

/** A line that a crash has cut off is none. Checked by hand: every run reads it, and a schema library loads slowly. */
function parseRow(line: string): TrialRow | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { key, count, mean, m2 } = value as Record<string, unknown>;
  const isRow =
    typeof key === "string" &&
    typeof count === "number" &&
    Number.isSafeInteger(count) &&
    count > 0 &&
    typeof mean === "number" &&
    typeof m2 === "number" &&
    m2 >= 0;
  if (!isRow) return null;
  const tried = readTried(Reflect.get(value, "tried"));
  return { key, count, mean, m2, ...(tried !== null && { tried }) };
}

function readTried(value: unknown): TriedSets | null {
  if (typeof value !== "object" || value === null) return null;
  const { graph, names, grid, sets } = value as Record<string, unknown>;
  const isTexts = (list: unknown): list is readonly string[] =>
    Array.isArray(list) && list.every((each) => typeof each === "string");
  const isRows = (list: unknown): list is readonly (readonly number[])[] =>
    Array.isArray(list) &&
    list.every((row) => Array.isArray(row) && row.every((each) => typeof each === "number"));
  if (typeof graph !== "string" || !isTexts(names)) return null;
  return { graph, names, ...(isRows(grid) && { grid }), ...(isRows(sets) && { sets }) };
}

function append(place: TrialPlace, row: TrialRow): void {
  const path = trialsFile(place);
  try {
    makeFolder(dirname(path));
    // One write of a short line: several processes may append at once. The line before may have been cut off.
    const begins = !existsSync(path) || readFileSync(path, "utf8").endsWith("\n") ? "" : "\n";
    appendFileSync(path, `${begins}${JSON.stringify(row)}\n`);
  } catch (error) {
    throw fromWriteError(error, path);
  }
}
