import { looksNumeric, saysMissing, type RawColumn, type RawRead, type UnreadableCell } from "./table.js";

/** A cell of a table that lies in memory, as its format gives it. */
export type Cell = string | number | bigint | boolean | null | undefined;

export function cellText(cell: Cell): string {
  return cell === null || cell === undefined ? "" : String(cell);
}

/** Reads columns of rows in memory: numbers, or texts that are numbers, or texts. */
export function readCells(
  rows: number,
  cellAt: (row: number, column: number) => Cell,
  nameOf: (column: number) => string,
  columns: readonly number[],
  numeric: readonly boolean[],
): RawRead {
  const unreadable: UnreadableCell[] = [];
  const read = columns.map((column, at): RawColumn => {
    if (numeric[at] !== true) {
      const values = Array.from({ length: rows }, (_, row) => cellText(cellAt(row, column)));
      return { kind: "texts", values };
    }
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const cell = cellAt(row, column);
      const text = cellText(cell);
      const number = typeof cell === "number" ? cell : looksNumeric(text) ? Number(text) : NaN;
      values[row] = number;
      if (Number.isNaN(number) && typeof cell !== "number" && !saysMissing(text)) {
        unreadable.push({ row, column: nameOf(column), text });
      }
    }
    return { kind: "numbers", values };
  });
  return { rows, columns: read, unreadable };
}
