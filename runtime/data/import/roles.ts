import { marketSeries, type MarketSeries } from "../../../kernels/catalog/series.js";
import { DataError } from "../data-error.js";
import type { ImportOptions } from "./options.js";
import { looksNumeric, saysMissing, type RawTable } from "./table.js";
import { readTime } from "./time-text.js";

/** Columns of what comes with candles besides prices and volume. */
export type SeriesRoles = Readonly<Partial<Record<MarketSeries, number>>>;

/** Which column is what; positions from 0. */
export interface CandleRoles {
  readonly kind: "candles";
  /** One column, or a date and a time of day. */
  readonly time: readonly number[];
  readonly timeMeans: "open" | "close" | null;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | null;
  /** End of the bar, where the source gives both ends. */
  readonly closeTime: number | null;
  readonly symbol: number | null;
  /** What comes with the candles. */
  readonly series: SeriesRoles;
  readonly understood: readonly string[];
}

export interface TradeRoles {
  readonly kind: "trades";
  readonly time: readonly number[];
  readonly price: number;
  readonly amount: number;
  readonly symbol: number | null;
  readonly understood: readonly string[];
}

export type Roles = CandleRoles | TradeRoles;

/** `Open Time`, `open_time` and `<OPENTIME>` are one name. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\(.*\)/g, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

const openTimes = ["opentime", "starttime", "begintime", "begin", "start", "barstart", "openedat", "opents"];
const times = [
  "timestamp",
  "time",
  "datetime",
  "date",
  "dt",
  "t",
  "ts",
  "unix",
  "gmttime",
  "localtime",
  "utctime",
];
const moreTimes = [
  "unixtimestamp",
  "unixtime",
  "epoch",
  "dateutc",
  "timeutc",
  "timestampms",
  "index",
  "candlebegintime",
  "dtyyyymmdd",
];
const closeTimes = ["closetime", "endtime", "end", "barend", "closedat", "closets"];
const synonyms = {
  open: ["open", "o", "openprice", "opening", "priceopen", "pxopen"],
  high: ["high", "h", "highprice", "max", "pricehigh", "pxhigh", "maxprice"],
  low: ["low", "l", "lowprice", "min", "pricelow", "pxlow", "minprice"],
  close: ["close", "c", "closeprice", "last", "closing", "priceclose", "pxclose", "closelast"],
  symbol: ["symbol", "ticker", "pair", "instrument", "market", "sym"],
  price: ["price", "p", "px", "tradeprice"],
  amount: ["amount", "qty", "quantity", "size", "q", "volume", "vol", "baseqty"],
} as const;
const seriesNames: Readonly<Record<MarketSeries, readonly string[]>> = {
  funding: ["funding", "fundingrate", "lastfundingrate"],
  open_interest: ["openinterest", "sumopeninterest", "oi", "openint"],
  trades: [
    "trades",
    "numtrades",
    "numberoftrades",
    "nooftrades",
    "tradecount",
    "tradescount",
    "ntrades",
    "count",
    "transactions",
  ],
};
const volumes = [
  "volumefrom",
  "basevolume",
  "volumebase",
  "volume",
  "vol",
  "v",
  "tickvol",
  "tickvolume",
  "volumetraded",
];

/** Recognises what each column is. @throws DataError SAGE8107, SAGE8108 */
export function findRoles(table: RawTable, options: ImportOptions): Roles {
  const given = givenColumns(table, options);
  refuseFunding(table);
  if (table.names === null && given["open"] === undefined) return rolesByPosition(table, given);
  return rolesByName(table, given);
}

type Given = Readonly<Record<string, number>>;

function givenColumns(table: RawTable, options: ImportOptions): Given {
  const entries = Object.entries(options.columns ?? {}).map(([role, column]): [string, number] => {
    const at =
      typeof column === "number"
        ? column - 1
        : (table.names ?? []).findIndex((name) => name === column || plain(name) === plain(column));
    if (at < 0 || at >= table.width) {
      throw new DataError(
        "SAGE8117",
        `${table.label} has no column ${typeof column === "number" ? `number ${column}` : `"${column}"`} for ${role}.`,
        `It has ${table.width} columns${table.names === null ? "" : `: ${table.names.join(", ")}`}.`,
      );
    }
    return [role, at];
  });
  return Object.fromEntries(entries);
}

function refuseFunding(table: RawTable): void {
  const names = (table.names ?? []).map(plain);
  const refuse = (seen: string) => {
    throw new DataError(
      "SAGE8108",
      `${table.label} holds funding rates, not candles: ${seen}.`,
      "Funding is read beside candles, not as candles; name a file of open, high, low, close.",
    );
  };
  const named = names.find((name) => /^(last)?fundingrate/.test(name));
  if (named !== undefined && !names.includes("close")) {
    refuse(`it has the column "${table.names?.[names.indexOf(named)] ?? ""}" and no open, high, low, close`);
  }
  const columns = ["open", "high", "low", "close"].map((name) => names.indexOf(name));
  const cells = columns.map((at) => table.sample.map((row) => Number(row[at])));
  const [open = [], ...others] = cells;
  const restZero =
    columns.every((at) => at >= 0) && others.every((column) => column.every((value) => value === 0));
  if (restZero && open.length > 0 && open.every((value) => Math.abs(value) < 0.1)) {
    refuse(
      `open has rates such as ${open.find((value) => value !== 0) ?? 0}, and high, low and close are all 0`,
    );
  }
}

/** The columns that hold the times of a table whose columns have names; null where none is recognised. */
export function timeColumns(table: RawTable): { readonly columns: readonly number[] } | null {
  const names = (table.names ?? []).map(plain);
  const find = (candidates: readonly string[]): number | null => {
    const found = candidates.map((candidate) => names.indexOf(candidate)).find((at) => at >= 0);
    return found ?? null;
  };
  return findTime(table, {}, names, find, []);
}

function rolesByName(table: RawTable, given: Given): Roles {
  const names = (table.names ?? []).map(plain);
  const find = (candidates: readonly string[]): number | null => {
    for (const candidate of candidates) {
      const at = names.indexOf(candidate);
      if (at >= 0) return at;
    }
    return null;
  };
  const role = (name: keyof typeof synonyms): number | null => given[name] ?? find(synonyms[name]);
  const understood: string[] = [];
  const time = findTime(table, given, names, find, understood);
  const [open, high, low, close] = [role("open"), role("high"), role("low"), role("close")];
  if (open === null && high === null && role("price") !== null && role("amount") !== null && time !== null) {
    return trades(table, time.columns, role("price") ?? 0, role("amount") ?? 0, role("symbol"), understood);
  }
  const lacking = Object.entries({ time, open, high, low, close }).flatMap(([name, at]) =>
    at === null ? [name] : [],
  );
  if (time === null || open === null || high === null || low === null || close === null) {
    throw notRecognised(table, lacking);
  }
  const volume = findVolume(table, given, names, find, understood);
  const closeTime = time.means === "open" ? find(closeTimes) : null;
  const used = new Set([...time.columns, open, high, low, close, volume, closeTime, role("symbol")]);
  const series = findSeries(table, given, find, used, understood);
  sayIgnored(table, new Set([...used, ...Object.values(series)]), understood);
  return {
    kind: "candles",
    time: time.columns,
    timeMeans: time.means,
    open,
    high,
    low,
    close,
    volume,
    closeTime,
    symbol: role("symbol"),
    series,
    understood,
  };
}

/** A column that holds texts in its first rows is something else, whatever it is called. */
function findSeries(
  table: RawTable,
  given: Given,
  find: (candidates: readonly string[]) => number | null,
  used: ReadonlySet<number | null>,
  understood: string[],
): SeriesRoles {
  const found = marketSeries.flatMap((name): [MarketSeries, number][] => {
    const at = given[name] ?? find(seriesNames[name]);
    if (at === null || used.has(at)) return [];
    const cells = table.sample.map((row) => row[at] ?? "").filter((cell) => !saysMissing(cell));
    return given[name] !== undefined || cells.every(looksNumeric) ? [[name, at]] : [];
  });
  for (const [name, at] of found) understood.push(`Column "${nameOf(table, at)}" is read as ${name}.`);
  return Object.fromEntries(found);
}

const nameOf = (table: RawTable, at: number): string => table.names?.[at] || `${at + 1}`;

function sayIgnored(table: RawTable, used: ReadonlySet<number | null>, understood: string[]): void {
  const ignored = (table.names ?? []).filter((name, at) => !used.has(at) && name !== "");
  if (ignored.length > 0) understood.push(`Left out: ${ignored.join(", ")}.`);
}

interface TimeColumns {
  readonly columns: readonly number[];
  readonly means: "open" | "close" | null;
}

function findTime(
  table: RawTable,
  given: Given,
  names: readonly string[],
  find: (candidates: readonly string[]) => number | null,
  understood: string[],
): TimeColumns | null {
  if (given["date"] !== undefined && given["time"] !== undefined) {
    return { columns: [given["date"], given["time"]], means: null };
  }
  const chosen = given["time"] ?? given["date"];
  if (chosen !== undefined) return { columns: [chosen], means: null };
  const clock = names.indexOf("timeofday");
  const date = find(["date", "dtyyyymmdd", "day"]);
  if (date !== null && clock >= 0) return { columns: [date, clock], means: null };
  // A column "date" and a column "time" that holds times of day belong together.
  const time = names.indexOf("time");
  const clocks =
    time >= 0 && table.sample.every((row) => /^\d{1,2}:\d{2}|^\d{6}$|^\d{4}$/.test(row[time] ?? ""));
  if (date !== null && time >= 0 && clocks) return { columns: [date, time], means: null };
  const opening = find(openTimes);
  if (opening !== null) return { columns: [opening], means: "open" };
  const unsaid = find(times) ?? find(moreTimes);
  if (unsaid !== null) return { columns: [unsaid], means: find(closeTimes) === null ? null : "open" };
  const closing = find(closeTimes);
  if (closing !== null) return { columns: [closing], means: "close" };
  const nameless = names.indexOf("");
  const at = nameless >= 0 ? nameless : 0;
  if (table.sample.every((row) => isTimeCell(row[at] ?? ""))) {
    understood.push(
      `Column ${at + 1} has ${nameless >= 0 ? "no name" : "an unknown name"} and holds the times.`,
    );
    return { columns: [at], means: null };
  }
  return null;
}

function isTimeCell(cell: string): boolean {
  return looksNumeric(cell) ? Number(cell) > 1e8 : readTime(cell) !== null;
}

function findVolume(
  table: RawTable,
  given: Given,
  names: readonly string[],
  find: (candidates: readonly string[]) => number | null,
  understood: string[],
): number | null {
  const chosen = given["volume"];
  if (chosen !== undefined) return chosen;
  // Beside a plain "volume" some sources give the volume in each currency: the base currency's is meant.
  const symbolAt = names.findIndex((name) => (synonyms.symbol as readonly string[]).includes(name));
  const symbol = plain(table.sample[0]?.[symbolAt] ?? table.fileName);
  const perCurrency = names.findIndex((name) => {
    const currency = /^volume([a-z]{2,6})$/.exec(name)?.[1];
    return (
      currency !== undefined &&
      currency !== "from" &&
      currency !== "to" &&
      symbol.includes(currency) &&
      !symbol.endsWith(currency)
    );
  });
  const at = perCurrency >= 0 ? perCurrency : find(volumes);
  const others = names.filter(
    (name, other) => other !== at && /^(quote|base)?vol(ume)?(to|from|[a-z]{3,4})?$/.test(name),
  );
  if (at !== null && others.length > 0) {
    understood.push(
      `Of several volumes "${table.names?.[at] ?? ""}" was taken, the one in the base currency.`,
    );
  }
  if (at === null) understood.push("There is no volume: volume is missing (na) in every bar.");
  return at;
}

function trades(
  table: RawTable,
  time: readonly number[],
  price: number,
  amount: number,
  symbol: number | null,
  understood: string[],
): TradeRoles {
  understood.push("The rows are trades, not candles: candles were built from them.");
  sayIgnored(table, new Set([...time, price, amount, symbol]), understood);
  return { kind: "trades", time, price, amount, symbol, understood };
}

function notRecognised(table: RawTable, lacking: readonly string[]): DataError {
  const has =
    table.names === null ? `${table.width} columns without names` : `columns ${table.names.join(", ")}`;
  return new DataError(
    "SAGE8107",
    `${table.label} has ${has}: none of them could be taken for ${lacking.join(", ")}.`,
    "Name them with `--columns time=…,open=…,high=…,low=…,close=…,volume=…` (names or positions from 1).",
  );
}

/** Orders in which sources without names put their prices. */
const orders: readonly { order: readonly [number, number, number, number]; says: string }[] = [
  { order: [0, 1, 2, 3], says: "open, high, low, close" },
  { order: [0, 2, 3, 1], says: "open, close, high, low" },
  { order: [2, 1, 0, 3], says: "low, high, open, close" },
];

const seriesGiven = (given: Given): SeriesRoles =>
  Object.fromEntries(
    marketSeries.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );

function rolesByPosition(table: RawTable, given: Given): Roles {
  const rows = table.sample;
  const clocked = rows.every((row) => /^\d{1,2}:\d{2}/.test(row[1] ?? ""));
  const time = given["time"] === undefined ? (clocked ? [0, 1] : [0]) : [given["time"]];
  const start = time.length === 2 ? 2 : 1;
  if (table.width < start + 4) throw notRecognised(table, ["time, open, high, low and close"]);
  const numbers = rows.map((row) => row.slice(start, start + 4).map(Number));
  const fits = ([o, h, l, c]: readonly [number, number, number, number]) =>
    numbers.filter((row) => {
      const [open = NaN, high = NaN, low = NaN, close = NaN] = [row[o], row[h], row[l], row[c]];
      return high >= Math.max(open, close) && low <= Math.min(open, close);
    }).length;
  const best = orders.toSorted((a, b) => fits(b.order) - fits(a.order))[0] ?? orders[0];
  if (best === undefined || fits(best.order) < numbers.length * 0.9) {
    throw notRecognised(table, ["open, high, low, close in any usual order"]);
  }
  const understood = [`Prices stand as ${best.says}.`];
  const [open, high, low, close] = best.order.map((at) => start + at);
  const volume = given["volume"] ?? (table.width > start + 4 ? start + 4 : null);
  const klines = table.width >= 12 && start === 1 && rows.every((row) => Number(row[6]) > Number(row[0]));
  if (klines) {
    understood.push(
      "The rows are exchange klines: column 7 is the bar's end, column 9 the number of trades.",
    );
  }
  const series = klines ? { trades: 8, ...seriesGiven(given) } : seriesGiven(given);
  if (volume === null) understood.push("There is no volume: volume is missing (na) in every bar.");
  return {
    kind: "candles",
    time,
    timeMeans: klines ? "open" : null,
    open: open ?? 1,
    high: high ?? 2,
    low: low ?? 3,
    close: close ?? 4,
    volume,
    closeTime: klines ? 6 : null,
    symbol: null,
    series,
    understood,
  };
}
