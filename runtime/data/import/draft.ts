import { allocateColumns, pickColumns } from "../columns.js";
import { DataError } from "../data-error.js";
import type { BarPiece } from "../dataset.js";
import { counted, formatTime } from "../interval.js";
import type { ImportOptions } from "./options.js";
import type { CandleRoles, Roles, TradeRoles } from "./roles.js";
import { looksNumeric, type RawColumn, type RawRead, type RawTable, type UnreadableCell } from "./table.js";
import {
  areCompactDates,
  areMillisecondsOfDay,
  dayInName,
  fromCompactDates,
  readEpochs,
} from "./time-numbers.js";
import { readTimes, zoneSentence } from "./time-text.js";
import { clockOf } from "./zone.js";

/** Bars as one table has them: in its own order, times as it names them, nothing put right yet. */
export interface Draft {
  readonly label: string;
  readonly columns: BarPiece;
  /** End of each bar, where the source gives it beside the open. */
  readonly closeTime: Float64Array | null;
  /** Row of the table each bar came from. */
  readonly rows: Int32Array;
  readonly unreadable: readonly UnreadableCell[];
  readonly symbol: string | null;
  readonly understood: readonly string[];
  locate(rows: readonly number[]): readonly string[];
}

/** Trades in the source's order. */
export interface TradeDraft {
  readonly label: string;
  readonly time: Float64Array;
  readonly price: Float64Array;
  readonly amount: Float64Array;
  readonly unreadable: readonly UnreadableCell[];
  readonly symbol: string | null;
  readonly understood: readonly string[];
  locate(rows: readonly number[]): readonly string[];
}

export interface Plan {
  readonly positions: number[];
  readonly numeric: boolean[];
}

/** Asks for a column once; returns where it will stand among those read. */
export function wanted(plan: Plan, position: number, numeric: boolean): number {
  const at = plan.positions.indexOf(position);
  if (at >= 0) return at;
  plan.positions.push(position);
  plan.numeric.push(numeric);
  return plan.positions.length - 1;
}

export function isNumericColumn(table: RawTable, position: number): boolean {
  const cells = table.sample.map((row) => row[position] ?? "").filter((cell) => cell !== "");
  // One wrong cell must be reported as such, not turn the column into one of texts.
  return cells.length > 0 && cells.filter(looksNumeric).length > cells.length / 2;
}

interface TimeAccount {
  readonly values: Float64Array;
  readonly unreadable: UnreadableCell[];
  readonly understood: string[];
}

export function timesFrom(
  table: RawTable,
  read: RawRead,
  at: readonly number[],
  name: string,
  options: ImportOptions,
): TimeAccount {
  const [column, clock] = at.map((one) => read.columns[one]);
  if (column === undefined) throw new RangeError("no time column was read");
  const account = timesOf(table, column, clock, name, options);
  return { ...account, unreadable: [...account.unreadable, ...refuseFar(account.values, name)] };
}

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** Times outside 1900 to 2100 come from damage, not from a market: they count as unreadable. */
function refuseFar(values: Float64Array, name: string): UnreadableCell[] {
  const far: UnreadableCell[] = [];
  for (let row = 0; row < values.length; row++) {
    const time = values[row] ?? NaN;
    if (!(time < earliest || time >= latest)) continue;
    far.push({ row, column: name, text: `${formatTime(time)}, outside 1900 to 2100` });
    values[row] = NaN;
  }
  return far;
}

function timesOf(
  table: RawTable,
  column: RawColumn,
  clock: RawColumn | undefined,
  name: string,
  options: ImportOptions,
): TimeAccount {
  if (clock !== undefined) return textTimes(table, joinClock(column, clock), name, options);
  if (column.kind === "texts") return textTimes(table, column.values, name, options);
  if (column.kind === "times") return typedTimes(column, options);
  return numericTimes(table, column.values, options);
}

function cellOf(column: RawColumn, row: number): string {
  const value = column.values[row];
  return value === null || value === undefined ? "" : String(value);
}

function joinClock(date: RawColumn, clock: RawColumn): (string | null)[] {
  return Array.from({ length: date.values.length }, (_, row) => `${cellOf(date, row)} ${cellOf(clock, row)}`);
}

function textTimes(
  table: RawTable,
  texts: readonly (string | null)[],
  name: string,
  options: ImportOptions,
): TimeAccount {
  const { timeZone, dateOrder } = options;
  const { values, unreadable, understood } = readTimes(texts, { label: table.label, timeZone, dateOrder });
  const cells = unreadable.map((row) => ({ row, column: name, text: texts[row] ?? "" }));
  return { values, unreadable: cells, understood: [...understood] };
}

function typedTimes(column: RawColumn & { kind: "times" }, options: ImportOptions): TimeAccount {
  if (column.zoned)
    return { values: column.values, unreadable: [], understood: ["Times are typed, in UTC."] };
  const understood = [zoneSentence(0, column.values.length, options.timeZone)];
  return { values: ofLocal(column.values, options), unreadable: [], understood };
}

function ofLocal(values: Float64Array, options: ImportOptions): Float64Array {
  const clock = clockOf(options.timeZone ?? "UTC");
  let previous = NaN;
  return values.map((local) => {
    previous = clock.toUtc(local, previous);
    return previous;
  });
}

function numericTimes(table: RawTable, values: Float64Array, options: ImportOptions): TimeAccount {
  if (options.timeUnit === undefined) {
    if (areCompactDates(values)) {
      const understood = [
        "Times are dates written as numbers (20041231).",
        zoneSentence(0, 1, options.timeZone),
      ];
      return { values: ofLocal(fromCompactDates(values), options), unreadable: [], understood };
    }
    const day = dayInName(table.fileName);
    if (day !== null && areMillisecondsOfDay(values)) {
      const iso = new Date(day).toISOString().slice(0, 10);
      const understood = [`Times are milliseconds since midnight of ${iso}, the day in the file's name.`];
      return {
        values: ofLocal(
          values.map((value) => day + value),
          options,
        ),
        unreadable: [],
        understood,
      };
    }
  }
  const epochs = readEpochs(values, table, options.timeUnit);
  return { values: epochs.values, unreadable: [], understood: epochs.understood };
}

/** Reads a table as its roles say. */
export async function draftTable(
  table: RawTable,
  roles: Roles,
  options: ImportOptions,
): Promise<{ kind: "candles"; draft: Draft } | { kind: "trades"; draft: TradeDraft }> {
  if (roles.kind === "trades") return { kind: "trades", draft: await draftTrades(table, roles, options) };
  return { kind: "candles", draft: await draftCandles(table, roles, options) };
}

export function planTime(table: RawTable, plan: Plan, time: readonly number[]): number[] {
  const numeric = time.length === 1 && time.every((position) => isNumericColumn(table, position));
  return time.map((position) => wanted(plan, position, numeric));
}

async function draftCandles(table: RawTable, roles: CandleRoles, options: ImportOptions): Promise<Draft> {
  const plan: Plan = { positions: [], numeric: [] };
  const timeAt = planTime(table, plan, roles.time);
  const prices = [roles.open, roles.high, roles.low, roles.close].map((at) => wanted(plan, at, true));
  const volumeAt = roles.volume === null ? null : wanted(plan, roles.volume, true);
  const endNumeric = roles.closeTime !== null && isNumericColumn(table, roles.closeTime);
  const endAt = roles.closeTime === null ? null : wanted(plan, roles.closeTime, endNumeric);
  const symbolAt = roles.symbol === null ? null : wanted(plan, roles.symbol, false);
  const series = Object.entries(roles.series).map(([name, at]) => [name, wanted(plan, at, true)] as const);
  const read = await table.read(plan.positions, plan.numeric);
  const nameOf = (position: number | undefined) =>
    table.names?.[position ?? 0] || `column ${(position ?? 0) + 1}`;
  const times = timesFrom(table, read, timeAt, nameOf(roles.time[0]), options);
  const ends =
    endAt === null ? null : timesFrom(table, read, [endAt], nameOf(roles.closeTime ?? 0), options).values;
  const columns = {
    ...allocateColumns(0),
    time: times.values,
    volume: volumeAt === null ? new Float64Array(read.rows).fill(NaN) : numbersOf(read.columns[volumeAt]),
    open: numbersOf(read.columns[prices[0] ?? 0]),
    high: numbersOf(read.columns[prices[1] ?? 0]),
    low: numbersOf(read.columns[prices[2] ?? 0]),
    close: numbersOf(read.columns[prices[3] ?? 0]),
    ...(series.length > 0 && {
      series: Object.fromEntries(series.map(([name, at]) => [name, numbersOf(read.columns[at])])),
    }),
  };
  const chosen = chooseSymbol(table, symbolAt === null ? undefined : read.columns[symbolAt], options);
  const draft: Draft = {
    label: table.label,
    columns,
    closeTime: ends,
    rows: new Int32Array(read.rows).map((_, row) => row),
    unreadable: [...times.unreadable, ...read.unreadable],
    symbol: chosen.symbol ?? table.title,
    understood: [...table.understood, ...roles.understood, ...times.understood, ...chosen.understood],
    locate: (rows) => table.locate(rows),
  };
  return chosen.keep === null ? draft : onlyRows(draft, chosen.keep);
}

function onlyRows(draft: Draft, keep: readonly number[]): Draft {
  const pick = (values: Float64Array) => Float64Array.from(keep, (row) => values[row] ?? NaN);
  const kept = new Set(keep);
  return {
    ...draft,
    columns: pickColumns(draft.columns, Int32Array.from(keep)),
    closeTime: draft.closeTime === null ? null : pick(draft.closeTime),
    rows: Int32Array.from(keep),
    unreadable: draft.unreadable.filter(({ row }) => kept.has(row)),
  };
}

export function numbersOf(column: RawColumn | undefined): Float64Array {
  if (column === undefined || column.kind === "texts")
    throw new RangeError("a number column was not read as one");
  return column.values;
}

async function draftTrades(table: RawTable, roles: TradeRoles, options: ImportOptions): Promise<TradeDraft> {
  const plan: Plan = { positions: [], numeric: [] };
  const timeAt = planTime(table, plan, roles.time);
  const priceAt = wanted(plan, roles.price, true);
  const amountAt = wanted(plan, roles.amount, true);
  const symbolAt = roles.symbol === null ? null : wanted(plan, roles.symbol, false);
  const read = await table.read(plan.positions, plan.numeric);
  const times = timesFrom(table, read, timeAt, table.names?.[roles.time[0] ?? 0] ?? "time", options);
  const { symbol, understood } = chooseSymbol(table, symbolAt === null ? undefined : read.columns[symbolAt], {
    ...options,
    symbol: undefined,
  });
  return {
    label: table.label,
    time: times.values,
    price: numbersOf(read.columns[priceAt]),
    amount: numbersOf(read.columns[amountAt]),
    unreadable: [...times.unreadable, ...read.unreadable],
    symbol: symbol ?? table.title,
    understood: [...table.understood, ...roles.understood, ...times.understood, ...understood],
    locate: (rows) => table.locate(rows),
  };
}

interface ChosenSymbol {
  readonly symbol: string | null;
  readonly keep: readonly number[] | null;
  readonly understood: readonly string[];
}

/** The one symbol of the file, or the one asked for among several. @throws DataError SAGE8107 */
function chooseSymbol(table: RawTable, column: RawColumn | undefined, options: ImportOptions): ChosenSymbol {
  if (column === undefined || column.kind !== "texts") return { symbol: null, keep: null, understood: [] };
  const counts = new Map<string, number>();
  for (const text of column.values) counts.set(text ?? "", (counts.get(text ?? "") ?? 0) + 1);
  const names = [...counts.keys()];
  if (names.length === 1) return { symbol: names[0] ?? null, keep: null, understood: [] };
  const asked = options.symbol;
  if (asked !== undefined && counts.has(asked)) {
    const keep = column.values.flatMap((text, row) => (text === asked ? [row] : []));
    return {
      symbol: asked,
      keep,
      understood: [`Of ${counts.size} symbols, the ${counted(keep.length, "row")} of ${asked} were taken.`],
    };
  }
  throw new DataError(
    "SAGE8107",
    `${table.label} holds ${counts.size} symbols: ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}.`,
    `Choose one with \`--symbol ${names[0] ?? "NAME"}\`.`,
  );
}
