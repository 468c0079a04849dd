import type { ValueFeed } from "../../feeds/bind.js";
import { bytesOf } from "../columns.js";
import { DataError } from "../data-error.js";
import { counted, formatTime } from "../interval.js";
import { isNumericColumn, timesFrom } from "./draft.js";
import { identify } from "./identify.js";
import { openTable } from "./import-dataset.js";
import type { ImportOptions } from "./options.js";
import { timeColumns } from "./roles.js";
import { Scratch } from "./scratch.js";
import type { RawTable } from "./table.js";

/**
 * Opens one column of a file as values over time: the same forms of file and of time as for candles. Rows must stand in
 * the order of their times; an empty cell is a missing value.
 * @throws DataError SAGE8101…SAGE8113
 */
export async function openValues(
  path: string,
  column: string,
  options: ImportOptions = {},
): Promise<ValueFeed> {
  const scratch = new Scratch();
  try {
    const [piece, ...more] = await identify(path);
    if (piece === undefined || more.length > 0) {
      throw new DataError(
        "SAGE8105",
        `${path} holds ${counted(more.length + 1, "table")}.`,
        "Name a file with one.",
      );
    }
    const table = await openTable(piece, () => scratch.folder());
    const { time, value } = await readColumns(table, column, options);
    refuseDisorder(table, time);
    return feedOf(path, time, value);
  } finally {
    scratch.remove();
  }
}

async function readColumns(table: RawTable, column: string, options: ImportOptions) {
  const names = table.names ?? [];
  const at = names.findIndex((name) => name === column);
  if (at === -1) {
    throw new DataError(
      "SAGE8107",
      `${table.label} has no column "${column}".`,
      names.length === 0 ? "Its first line must name its columns." : `Its columns: ${names.join(", ")}.`,
    );
  }
  const times = timeColumns(table);
  if (times === null || times.columns.includes(at)) {
    throw new DataError(
      "SAGE8107",
      `${table.label} has no column of times that is recognised.`,
      `Name it \`time\` or \`date\`. Its columns: ${names.join(", ")}.`,
    );
  }
  const wanted = [...times.columns, at];
  const numeric = wanted.map((position) => position === at || isNumericColumn(table, position));
  const read = await table.read(wanted, numeric);
  const places = times.columns.map((_, k) => k);
  const name = names[times.columns[0] ?? 0] ?? "time";
  const { values: time, unreadable } = timesFrom(table, read, places, name, options);
  const [wrong] = [...read.unreadable, ...unreadable];
  if (wrong !== undefined) {
    const [place] = table.locate([wrong.row]);
    throw new DataError(
      "SAGE8110",
      `${table.label}, ${place ?? "?"}: the column "${wrong.column}" holds "${wrong.text}".`,
      "Mend the cell, or leave it empty where there is no value.",
    );
  }
  const found = read.columns[wanted.length - 1];
  const value = found?.kind === "numbers" ? found.values : new Float64Array(time.length).fill(Number.NaN);
  return { time, value };
}

/** A value that comes after a later one cannot be told from one that was changed afterwards. */
function refuseDisorder(table: RawTable, time: Float64Array): void {
  if (time.length === 0) {
    throw new DataError("SAGE8111", `${table.label} has no rows.`, "Give a file with values.");
  }
  for (let row = 0; row < time.length; row++) {
    const now = time[row] ?? Number.NaN;
    const before = time[row - 1] ?? Number.NEGATIVE_INFINITY;
    if (now > before) continue;
    const [place] = table.locate([row]);
    const fault = Number.isNaN(now)
      ? "it has no time"
      : now === before
        ? `it has the same time as the one before, ${formatTime(now)}`
        : `its time ${formatTime(now)} is before that of the one before, ${formatTime(before)}`;
    throw new DataError(
      "SAGE8113",
      `${table.label}, ${place ?? "?"}: ${fault}.`,
      "Sort the rows by time, one row a time.",
    );
  }
}

function feedOf(source: string, time: Float64Array, value: Float64Array): ValueFeed {
  const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
  for (const column of [time, value]) hash.update(bytesOf(column));
  const information = {
    source,
    rows: time.length,
    from: time[0] ?? Number.NaN,
    to: time.at(-1) ?? Number.NaN,
    hash: hash.digest("hex"),
  };
  return { information, values: () => [{ time, value }] };
}
