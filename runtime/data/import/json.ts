import { readFileSync } from "node:fs";
import { DataError } from "../data-error.js";
import type { Piece } from "./identify.js";
import { cellText, readCells, type Cell } from "./memory-table.js";
import type { RawTable } from "./table.js";

/** JSON as a table: a list of lists or of objects, at the top or under a name, columns of equal length, or JSON lines. */
export function openJson(piece: Piece): RawTable {
  const bytes = piece.bytes ?? readFileSync(piece.path);
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, "");
  const { value, lines } = parse(text, piece.label);
  const found = findRows(value);
  if (found === null) {
    throw new DataError(
      "SAGE8107",
      `${piece.label} is JSON, but holds no list of candles.`,
      "Give a list of [time, open, high, low, close, volume] or of objects with such fields.",
    );
  }
  const { rows, title, under } = found;
  if (rows.length === 0)
    throw new DataError("SAGE8111", `${piece.label} holds an empty list.`, "Get the data again.");
  const table = Array.isArray(rows[0]) ? tableOfLists(rows, piece.label) : tableOfObjects(rows, piece.label);
  const understood = [...piece.understood];
  understood.push(
    lines ? "Read as JSON lines." : `Read as JSON${under === "" ? "" : `, candles under "${under}"`}.`,
  );
  return {
    label: piece.label,
    fileName: piece.fileName,
    names: table.names,
    width: table.width,
    sample: rows
      .slice(0, 400)
      .map((_, row) => indices(table.width).map((at) => cellText(table.cellAt(row, at)))),
    understood,
    title,
    read: (columns, numeric) => {
      const nameOf = (at: number) => table.names?.[at] ?? `item ${at + 1}`;
      return Promise.resolve(readCells(rows.length, table.cellAt, nameOf, columns, numeric));
    },
    locate: (wanted) => wanted.map((row) => (lines ? `line ${row + 1}` : `record ${row + 1}`)),
  };
}

function indices(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}

function parse(text: string, label: string): { value: unknown; lines: boolean } {
  try {
    return { value: JSON.parse(text), lines: false };
  } catch (error) {
    const lines = text.split("\n");
    if (isWhole(lines[0])) return { value: parseLines(lines, label), lines: true };
    throw broken(label, text, error);
  }
}

function isWhole(line: string | undefined): boolean {
  try {
    return line !== undefined && typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}

function parseLines(lines: readonly string[], label: string): unknown[] {
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line)];
    } catch (error) {
      throw broken(`${label}, line ${at + 1}`, line, error);
    }
  });
}

function broken(label: string, text: string, error: unknown): DataError {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  const line =
    position === undefined ? text.split("\n").length : text.slice(0, Number(position)).split("\n").length;
  const reason = error instanceof Error ? error.message : "not JSON";
  return new DataError(
    "SAGE8106",
    `${label} is damaged JSON, line ${line}: ${reason}.`,
    "Get it again: the download may have been cut.",
    { cause: error },
  );
}

interface Found {
  readonly rows: readonly unknown[];
  readonly title: string | null;
  readonly under: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first list of lists or objects, looking three levels deep; or an object of equally long lists. */
function findRows(value: unknown, under = "", depth = 0): Found | null {
  if (Array.isArray(value)) {
    const fits = value.length === 0 || Array.isArray(value[0]) || isObject(value[0]);
    return fits ? { rows: value, title: null, under } : null;
  }
  if (!isObject(value) || depth > 3) return null;
  const title =
    [value["symbol"], value["name"], value["pair"]].find((one) => typeof one === "string") ?? null;
  const columns = Object.entries(value).filter(
    ([, list]) => Array.isArray(list) && !isObject(list[0]) && !Array.isArray(list[0]),
  );
  if (columns.length >= 5) return { rows: transpose(columns), title, under };
  for (const [name, inner] of Object.entries(value)) {
    const found = findRows(inner, under === "" ? name : `${under}.${name}`, depth + 1);
    if (found !== null) return { ...found, title: found.title ?? title };
  }
  return null;
}

function transpose(columns: readonly (readonly [string, unknown])[]): Record<string, unknown>[] {
  const lists = columns.map(([name, list]) => ({ name, list: Array.isArray(list) ? list : [] }));
  const length = Math.max(...lists.map(({ list }) => list.length));
  return indices(length).map((row) => Object.fromEntries(lists.map(({ name, list }) => [name, list[row]])));
}

interface Table {
  readonly names: readonly string[] | null;
  readonly width: number;
  cellAt(row: number, column: number): Cell;
}

function asCell(value: unknown): Cell {
  const plain =
    value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return plain ? value : value === undefined ? null : JSON.stringify(value);
}

function tableOfLists(rows: readonly unknown[], label: string): Table {
  const width = Math.max(...rows.slice(0, 400).map((row) => (Array.isArray(row) ? row.length : 0)));
  const odd = rows.findIndex((row) => !Array.isArray(row));
  if (odd >= 0) throw mixed(label, odd);
  return {
    names: null,
    width,
    cellAt: (row, column) => {
      const list = rows[row];
      return asCell(Array.isArray(list) ? list[column] : null);
    },
  };
}

function tableOfObjects(rows: readonly unknown[], label: string): Table {
  const names = [...new Set(rows.slice(0, 400).flatMap((row) => (isObject(row) ? Object.keys(row) : [])))];
  const odd = rows.findIndex((row) => !isObject(row));
  if (odd >= 0) throw mixed(label, odd);
  return {
    names,
    width: names.length,
    cellAt: (row, column) => {
      const object = rows[row];
      return asCell(isObject(object) ? object[names[column] ?? ""] : null);
    },
  };
}

function mixed(label: string, row: number): DataError {
  return new DataError(
    "SAGE8106",
    `${label}, record ${row + 1}: is of another kind than the records before it.`,
    "Every record of the list must be a list, or every one an object.",
  );
}
