import { readFileSync } from "node:fs";
import { sharedPath } from "../../tests/shared.js";
import { numberOf, parseTable, type Table } from "./columns.js";

/** Readers of the reference values; each returns plain columns with NaN where there is no value. */

/** TradingView values: `pine_ta/<name>.csv`. */
export function readPine(name: string): Table {
  return parseTable(readText("pine_ta", `${name}.csv`));
}

/** A ChartSchool worksheet: `chartschool/cs-<name>.csv`. Values are rounded as printed. */
export function readChartSchool(name: string): Table {
  return parseTable(readText("chartschool", `cs-${name}.csv`));
}

/** Quotes of Stock.Indicators: open, high, low, close, volume. */
export function readQuotes(name = "default"): Table {
  return parseTable(readText("stock_indicators", "quotes", `${name}.csv`));
}

/** Results of Stock.Indicators by field: `stock_indicators/results/<name>.standard.json`. */
export function readStockIndicator(name: string): Table {
  const rows: unknown = JSON.parse(readText("stock_indicators", "results", `${name}.standard.json`));
  return rowsToTable(rows);
}

/** The four inputs that TA-Lib, Tulip and pandas were run over. */
export const peerDatasets = ["talib252", "btc1h", "eurusd1h", "btc1m_thin"] as const;
export type PeerDataset = (typeof peerDatasets)[number];

/** open, high, low, close, volume, timestamp of a peer input. */
export function readPeerInput(dataset: PeerDataset): Table {
  const file: unknown = JSON.parse(readText("peer_runs", `input_${dataset}.json`));
  return objectToTable(fieldOf(file, "input"));
}

export interface PeerCase {
  readonly function: string;
  readonly inputs: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outputs: Table;
}

/** The cases of a program over a dataset, optionally only those of one function. */
export function readPeerCases(
  program: "talib" | "tulip" | "pandas",
  dataset: PeerDataset,
  functionName?: string,
): readonly PeerCase[] {
  const file: unknown = JSON.parse(readText("peer_runs", `${program}_${dataset}.json`));
  const cases = fieldOf(file, "cases");
  if (!Array.isArray(cases)) throw new Error("A peer file holds a list of cases.");
  return cases
    .filter((entry) => functionName === undefined || fieldOf(entry, "fn") === functionName)
    .map((entry: unknown) => ({
      function: String(fieldOf(entry, "fn")),
      inputs: listOf(fieldOf(entry, "inputs")).map(String),
      parameters: recordOf(fieldOf(entry, "params")),
      outputs: objectToTable(fieldOf(entry, "outputs")),
    }));
}

/** What TA-Lib says of a candle pattern: 0 on most bars, else ±100 or ±200. Nothing is said before `begin`. */
export interface PeerPattern {
  readonly function: string;
  readonly begin: number;
  readonly values: Float64Array;
}

export function readPeerPatterns(dataset: PeerDataset): readonly PeerPattern[] {
  const file: unknown = JSON.parse(readText("peer_runs", `talib_${dataset}.json`));
  const bars = readPeerInput(dataset).get("close")?.length ?? 0;
  return listOf(fieldOf(file, "cases"))
    .filter((entry) => fieldOf(entry, "group") === "Pattern Recognition")
    .map((entry) => {
      const values = new Float64Array(bars);
      for (const pair of listOf(fieldOf(entry, "nonzero"))) {
        const [at = NaN, value = NaN] = listOf(pair).map(Number);
        values[at] = value;
      }
      return { function: String(fieldOf(entry, "fn")), begin: Number(fieldOf(entry, "begin")), values };
    });
}

export interface TulipCase {
  readonly name: string;
  readonly options: readonly number[];
  /** Input columns, then output columns; outputs are shorter by the warm-up. */
  readonly columns: readonly Float64Array[];
}

/** Tulip's text vectors: a line with name and options, then one line a column. */
export function readTulip(file: "atoz" | "untest", name?: string): readonly TulipCase[] {
  const cases: { name: string; options: number[]; columns: Float64Array[] }[] = [];
  for (const line of readText("tulip", `${file}.txt`).split(/\r?\n/)) {
    const text = line.replace(/#.*/, "").trim();
    if (text.startsWith("{"))
      cases.at(-1)?.columns.push(Float64Array.from(text.replace(/[{}]/g, "").split(","), Number));
    else if (text !== "") {
      const [title = "", ...options] = text.split(/\s+/);
      cases.push({ name: title, options: options.map(Number), columns: [] });
    }
  }
  return cases.filter((entry) => name === undefined || entry.name === name);
}

function readText(...segments: readonly string[]): string {
  return readFileSync(sharedPath("data", "reference", ...segments), "utf8");
}

function rowsToTable(rows: unknown): Table {
  const list = listOf(rows).map(recordOf);
  const names = new Set(list.flatMap((row) => Object.keys(row)));
  return new Map([...names].map((name) => [name, Float64Array.from(list, (row) => numberOf(row[name]))]));
}

function objectToTable(value: unknown): Table {
  return new Map(
    Object.entries(recordOf(value)).map(([name, column]) => [
      name,
      Float64Array.from(listOf(column), numberOf),
    ]),
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return recordOf(value)[name];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
