import { DataError } from "../data-error.js";
import { looksNumeric, saysMissing } from "./table.js";
import { readClock, readTime } from "./time-text.js";

/** The shape of a text of separated values. */
export interface Sniffed {
  readonly delimiter: string;
  /** Lines before the first row of data. */
  readonly skip: number;
  readonly names: readonly string[] | null;
  readonly width: number;
  readonly sample: readonly (readonly string[])[];
  readonly decimalComma: boolean;
  readonly understood: readonly string[];
}

const delimiters = ["\t", ";", "|", ","] as const;
const delimiterNames: Readonly<Record<string, string>> = {
  "\t": "tab",
  ";": "semicolon",
  "|": "bar",
  ",": "comma",
};
const sampleRows = 400;

/** Recognises delimiter, preamble, header and width from the first lines. @throws DataError SAGE8105, SAGE8111 */
export function sniff(head: string, label: string): Sniffed {
  const lines = head.split("\n").map((line) => line.replace(/\r$/, ""));
  const filled = lines.flatMap((text, at) => (text.trim() === "" ? [] : [{ text, at }])).slice(0, sampleRows);
  const { delimiter, width } = findDelimiter(filled, label);
  const rows = filled.map(({ text, at }) => ({ cells: splitLine(text, delimiter), at }));
  const understood: string[] = [];
  const first = rows.findIndex(({ cells }) => cells.length === width && isData(cells));
  const decimalComma =
    delimiter !== "," && rows.some(({ cells }) => cells.some((cell) => /^-?\d+,\d+$/.test(cell)));
  const dataAt = first < 0 ? rows.length : first;
  const header = findHeader(rows.slice(0, dataAt), width);
  const skippedLines = dataAt - (header === null ? 0 : 1);
  if (delimiter !== ",") understood.push(`Cells are separated by ${delimiterNames[delimiter] ?? delimiter}.`);
  if (decimalComma) understood.push("A comma is the decimal sign.");
  if (skippedLines > 0) {
    const text = rows[0] === undefined ? "" : (filled[0]?.text ?? "");
    understood.push(
      `Skipped ${skippedLines} leading line${skippedLines === 1 ? "" : "s"} ("${text.slice(0, 60)}").`,
    );
  }
  if (first < 0) {
    throw new DataError("SAGE8111", `${label} has a header but no rows.`, "Get the data again.");
  }
  const data = rows.slice(dataAt).map(({ cells }) => cells);
  const names = header === null ? null : alignHeader(header, width, data, understood);
  if (names === null) understood.push("There is no header: columns were recognised by position and values.");
  return { delimiter, skip: rows[dataAt]?.at ?? 0, names, width, sample: data, decimalComma, understood };
}

function findDelimiter(
  lines: readonly { text: string }[],
  label: string,
): { delimiter: string; width: number } {
  const shapes = delimiters.map((delimiter) => {
    const counts = new Map<number, number>();
    for (const { text } of lines) {
      const width = splitLine(text, delimiter).length;
      counts.set(width, (counts.get(width) ?? 0) + 1);
    }
    const [width, share] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
    return { delimiter, width: share >= Math.max(1, lines.length * 0.6) ? width : 0 };
  });
  // Candles have five columns at least; a narrower table is recognised too, to say what it is not.
  const found = shapes.find(({ width }) => width >= 5) ?? shapes.find(({ width }) => width >= 2);
  if (found !== undefined && lines.length > 0) return found;
  throw new DataError(
    "SAGE8105",
    `${label} is text, but not rows of separated values: no comma, semicolon, tab or bar divides its lines evenly.`,
    "Give a file with a row a bar: time, open, high, low, close, volume.",
  );
}

/** Cells of one line; quotation marks may enclose a cell. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const one = line.charAt(i);
    if (one === '"') {
      if (quoted && line.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = !quoted;
    } else if (one === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += one;
  }
  return [...cells, cell.trim()];
}

/** Whether a line is a row of data: it has a time or an epoch and numbers, not names. */
function isData(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => looksNumeric(cell) || /^-?\d+,\d+$/.test(cell)).length;
  const times = cells.filter((cell) => !looksNumeric(cell) && readTime(cell) !== null).length;
  const absent = cells.filter(saysMissing).length;
  const names = cells.length - numbers - times - absent;
  return numbers + times >= 2 && names <= cells.length / 2;
}

function findHeader(rows: readonly { cells: readonly string[] }[], width: number): readonly string[] | null {
  const last = rows.at(-1);
  if (last === undefined || Math.abs(last.cells.length - width) > 1) return null;
  return last.cells.some((cell) => /[a-z]/i.test(cell)) ? last.cells : null;
}

function isClock(cell: string | undefined): boolean {
  return cell !== undefined && /^\d{1,2}:\d{2}/.test(cell) && readClock(cell) !== null;
}

/** Gives every column a name when the header has one name fewer than the rows have cells. */
function alignHeader(
  header: readonly string[],
  width: number,
  data: readonly (readonly string[])[],
  understood: string[],
): readonly string[] {
  if (header.length === width) return header;
  if (header.length > width) return header.slice(0, width);
  const second = data.slice(0, 20).every((cells) => isClock(cells[1]));
  const trailing = data.slice(0, 20).every((cells) => cells.at(-1) === "");
  const at = second ? 1 : trailing ? width - 1 : 0;
  const what = second
    ? "the second, which holds times of day"
    : trailing
      ? "the last, which is empty"
      : "the first";
  understood.push(
    `The header names ${header.length} columns but rows have ${width}: the unnamed one is ${what}.`,
  );
  return [...header.slice(0, at), second ? "time of day" : "", ...header.slice(at)];
}
