/** Named columns of numbers; NaN where the file has no value. */
export type Table = ReadonlyMap<string, Float64Array>;

/** The column of this name. @throws Error when the file has no such column */
export function columnOf(table: Table, name: string): Float64Array {
  const column = table.get(name);
  if (column === undefined)
    throw new Error(`No column "${name}"; there are ${[...table.keys()].join(", ")}.`);
  return column;
}

/** Parses comma-separated text with a header line; quoted cells may hold commas. Cells that are no numbers are NaN. */
export function parseTable(text: string): Table {
  const [header = "", ...lines] = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const rows = lines.map(cellsOf);
  return new Map(
    cellsOf(header).map((name, k) => [name.trim(), Float64Array.from(rows, (row) => numberOf(row[k]))]),
  );
}

/** The text of one column, for dates and the like. */
export function parseTexts(text: string, name: string): readonly string[] {
  const [header = "", ...lines] = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const position = cellsOf(header).indexOf(name);
  return lines.map((line) => cellsOf(line)[position] ?? "");
}

/** A number, or NaN for an empty or wordy cell (`Number("")` would be zero). */
export function numberOf(cell: unknown): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && cell.trim() !== "" ? Number(cell) : NaN;
}

function cellsOf(line: string): readonly string[] {
  return [...`,${line}`.matchAll(/,(?:"([^"]*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? "");
}

/** A new column from columns, bar by bar. */
export function combine(
  rule: (...values: readonly number[]) => number,
  ...columns: readonly Float64Array[]
): Float64Array {
  return Float64Array.from(columns[0] ?? [], (_, i) => rule(...columns.map((column) => column[i] ?? NaN)));
}
