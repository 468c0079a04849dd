import { DataError } from "../data-error.js";
import { formatTime } from "../interval.js";
import type { ImportOptions } from "./options.js";
import type { RawTable } from "./table.js";

type Unit = NonNullable<ImportOptions["timeUnit"]>;

const perMillisecond: Readonly<Record<Unit, number>> = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };
const unitNames: Readonly<Record<Unit, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
};
/** Times outside 1970 to 2100 are not believed. */
const latest = Date.UTC(2100, 0, 1);
const oneDay = 86_400_000;

/** The unit by magnitude: the four ranges do not overlap between 1973 and 2100. */
function unitOf(value: number): Unit {
  const size = Math.abs(value);
  if (size < 1e11) return "s";
  if (size < 1e14) return "ms";
  return size < 1e17 ? "us" : "ns";
}

/** Epoch numbers of any unit as milliseconds (to a thousandth). @throws DataError SAGE8109 */
export function readEpochs(
  values: Float64Array,
  table: RawTable,
  unit: Unit | undefined,
): { values: Float64Array; understood: string[] } {
  const found = new Map<Unit, number>();
  const result = new Float64Array(values.length);
  let beyond = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) {
      result[i] = NaN;
      continue;
    }
    const its = unit ?? unitOf(value);
    found.set(its, (found.get(its) ?? 0) + 1);
    // Nanoseconds exceed what a double holds exactly; to a microsecond they are right.
    const time = Math.round((value / perMillisecond[its]) * 1000) / 1000;
    result[i] = time;
    if (beyond < 0 && !(time >= 0 && time < latest)) beyond = i;
  }
  if (beyond >= 0) throw notATime(table, beyond, values[beyond] ?? NaN, result[beyond] ?? NaN, unit);
  const units = [...found.keys()];
  const says = units.map((one) => unitNames[one]).join(" and ");
  const understood = [
    `Times are ${says} since 1970 UTC${unit === undefined ? ", by their magnitude" : ", as told"}.`,
  ];
  if (units.length > 1) understood.push("The source changes its unit of time; each row was read in its own.");
  return { values: result, understood };
}

function notATime(
  table: RawTable,
  row: number,
  value: number,
  time: number,
  unit: Unit | undefined,
): DataError {
  const place = table.locate([row])[0] ?? "";
  const read = unit === undefined ? unitNames[unitOf(value)] : unitNames[unit];
  return new DataError(
    "SAGE8109",
    `${table.label}, ${place}: the time ${value}, read as ${read}, is ${formatTime(time)}, outside 1970 to 2100.`,
    "Name the unit with `--time-unit s`, `ms`, `us` or `ns`, or the right column with `--columns time=…`.",
  );
}

/** Whether numbers are dates such as 20041231. */
export function areCompactDates(values: Float64Array): boolean {
  return values.length > 0 && values.every((value) => Number.isNaN(value) || isCompactDate(value));
}

function isCompactDate(value: number): boolean {
  const month = Math.floor(value / 100) % 100;
  const day = value % 100;
  return (
    Number.isInteger(value) &&
    value >= 19000101 &&
    value < 21000000 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 31
  );
}

export function fromCompactDates(values: Float64Array): Float64Array {
  return values.map((value) =>
    Date.UTC(Math.floor(value / 10000), (Math.floor(value / 100) % 100) - 1, value % 100),
  );
}

/** The day in a file name such as `20180404_btcusd_minute_trade.csv`, or null. */
export function dayInName(fileName: string): number | null {
  const match = /(?:^|\D)((?:19|20)\d{2})[-_]?(\d{2})[-_]?(\d{2})(?:\D|$)/.exec(fileName);
  if (match === null) return null;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return isCompactDate(Number(`${match[1]}${match[2]}${match[3]}`)) ? time : null;
}

/** Whether numbers can be milliseconds since midnight. */
export function areMillisecondsOfDay(values: Float64Array): boolean {
  return values.every(
    (value) => Number.isNaN(value) || (value >= 0 && value < oneDay && Number.isInteger(value)),
  );
}
