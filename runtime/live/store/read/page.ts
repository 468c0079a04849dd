import { sql, type RawBuilder, type SqlBool } from "kysely";
import { StoreError } from "../store-error.js";

/** A part of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next part begins; null after the last. */
  readonly next: string | null;
}

export interface PageRequest {
  /** Rows of a part, 1 to 1000; default 100. */
  readonly limit?: number | undefined;
  /** `next` of the part before. */
  readonly cursor?: string | null | undefined;
  /** Default: the newest first. */
  readonly order?: "newest" | "oldest" | undefined;
}

export interface RecordFilter {
  readonly strategy?: number | undefined;
  /** Epoch milliseconds: from the first to before the second. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const defaultLimit = 100;
const mostRows = 1000;

export function limitOf({ limit = defaultLimit }: PageRequest, most = mostRows): number {
  return Number.isFinite(limit) ? Math.min(most, Math.max(1, Math.floor(limit))) : defaultLimit;
}

/** The columns that put a list in an order in which no two rows are equal. */
export interface Keyset {
  readonly columns: readonly string[];
  /** The column that `from` and `to` are about. */
  readonly time: string;
  readonly strategy: string;
}

/** Conditions and order of a part. Goes on behind a row, so that what is added meanwhile neither repeats nor hides any. */
export function keyset({ columns, time, strategy }: Keyset, filter: RecordFilter, page: PageRequest) {
  const isNewest = page.order !== "oldest";
  const parts: RawBuilder<SqlBool>[] = [sql<SqlBool>`1 = 1`];
  if (filter.strategy !== undefined) parts.push(sql`${sql.ref(strategy)} = ${filter.strategy}`);
  if (filter.from !== undefined) parts.push(sql`${sql.ref(time)} >= ${filter.from}`);
  if (filter.to !== undefined) parts.push(sql`${sql.ref(time)} < ${filter.to}`);
  if (page.cursor !== undefined && page.cursor !== null) {
    const place = sql.join(readCursor(page.cursor, columns.length).map((value) => sql`${value}`));
    const names = sql.join(columns.map((column) => sql.ref(column)));
    parts.push(isNewest ? sql`(${names}) < (${place})` : sql`(${names}) > (${place})`);
  }
  const direction = sql.raw(isNewest ? "desc" : "asc");
  return {
    where: sql<SqlBool>`${sql.join(parts, sql` and `)}`,
    orderBy: sql`${sql.join(columns.map((column) => sql`${sql.ref(column)} ${direction}`))}`,
  };
}

/** @param rows one more than the limit, where there are more */
export function pageOf<Row, Result>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly number[],
  read: (row: Row) => Result,
): Page<Result> {
  const own = rows.slice(0, limit);
  const last = own.at(-1);
  return {
    rows: own.map(read),
    next: rows.length > limit && last !== undefined ? cursorOf(keyOf(last)) : null,
  };
}

const cursorOf = (key: readonly number[]): string => Buffer.from(key.join(".")).toString("base64url");

/** @throws StoreError SAGE8525 */
function readCursor(text: string, length: number): readonly number[] {
  const words = Buffer.from(text, "base64url").toString().split(".");
  if (text.length <= 100 && words.length === length && words.every((word) => /^-?\d{1,16}$/.test(word)))
    return words.map(Number);
  throw new StoreError(
    "SAGE8525",
    "There is no such place in the list: the cursor is none that was given out.",
    "Begin again without a cursor.",
  );
}
