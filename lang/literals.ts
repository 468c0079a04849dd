/** Meaning of the literals of the language; the parser and the checks of the lexer share it. */

/** Lengths of the units of time, in milliseconds. A month is 30 days and a year 365. */
export const unitMilliseconds: ReadonlyMap<string, number> = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 7 * 86_400_000],
  ["mo", 30 * 86_400_000],
  ["y", 365 * 86_400_000],
]);

/** The value of `1_000.5e3`. */
export function readNumber(text: string): number {
  return Number(text.replaceAll("_", ""));
}

/** The fraction that `25%` stands for. */
export function readPercent(text: string): number {
  // Moving the decimal point in the text is exact where a division by 100 would round twice.
  const digits = text.slice(0, -1).replaceAll("_", "");
  const [mantissa = "0", exponent = "0"] = digits.toLowerCase().split("e");
  return Number(`${mantissa}e${Number(exponent) - 2}`);
}

/** Milliseconds of `4h`, or NaN where the unit is unknown. */
export function readDuration(text: string): number {
  const [, digits = "", unit = ""] = /^([\d_.]+)(.*)$/.exec(text) ?? [];
  return readNumber(digits) * (unitMilliseconds.get(unit) ?? Number.NaN);
}

/** Epoch milliseconds of `2024-01-31` or `2024-01-31T12:00`, read as UTC; NaN where the calendar has no such day. */
export function readDate(text: string): number {
  const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?Z?)?$/;
  const match = pattern.exec(text);
  if (match === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => (part === undefined ? 0 : Number(part)));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same && hour < 24 && minute < 60 && second < 60 ? date.getTime() : Number.NaN;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
]);

/** The characters between the quotes, escapes resolved; an unknown escape stands for itself. */
export function readText(image: string): string {
  const closed = image.length > 1 && image.endsWith('"');
  const inner = image.slice(1, closed ? -1 : undefined);
  return inner.replaceAll(/\\(.)/gsu, (whole, letter: string) => escapes.get(letter) ?? whole);
}

/** The text between quotes that reads back as the value. */
export function quoteText(value: string): string {
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}
