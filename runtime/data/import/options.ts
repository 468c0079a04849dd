import { marketSeries } from "../../../kernels/catalog/series.js";
import * as z from "zod";
import { DataError } from "../data-error.js";

/** Everything about an import that is otherwise guessed. */
export const importOptionsSchema = z.strictObject({
  /** Unit of numeric times. */
  timeUnit: z.enum(["s", "ms", "us", "ns"]).optional(),
  /** Zone of times that carry none: an IANA name (`America/New_York`), `UTC` or an offset (`+02:00`). */
  timeZone: z.string().min(1).optional(),
  /** Which end of the bar a time names. */
  barTime: z.enum(["open", "close"]).optional(),
  /** Order of day, month and year in dates such as 03/04/2020. */
  dateOrder: z.enum(["dmy", "mdy"]).optional(),
  /** Role → column: a name or a position from 1. Roles: time, date, open, high, low, close, volume, symbol, funding, open_interest, trades. */
  columns: z.record(z.string(), z.union([z.string(), z.int().positive()])).optional(),
  /** Milliseconds between bars. */
  interval: z.number().positive().optional(),
  symbol: z.string().min(1).optional(),
  exchange: z.string().min(1).optional(),
  marketType: z.enum(["spot", "perpetual", "future"]).optional(),
  /** `strict` refuses faults, `warn` keeps what can be kept and reports, `repair` mends and lists each change. */
  policy: z.enum(["strict", "warn", "repair"]).optional(),
});

export type ImportOptions = z.infer<typeof importOptionsSchema>;
export type Policy = NonNullable<ImportOptions["policy"]>;

/** @throws DataError SAGE8117 naming the option and what it may be */
export function checkOptions(options: unknown): ImportOptions {
  const result = importOptionsSchema.safeParse(options);
  if (result.success) {
    if (result.data.timeZone !== undefined) checkZone(result.data.timeZone);
    return result.data;
  }
  const issue = result.error.issues[0];
  const place = issue?.path.join(".") ?? "";
  throw new DataError(
    "SAGE8117",
    `The import option ${place === "" ? "" : `"${place}" `}is not valid: ${issue?.message ?? "unknown"}.`,
    "See `sage data import --help` for the options and their values.",
  );
}

function checkZone(zone: string): void {
  if (/^(utc|z|gmt)$/i.test(zone) || /^[+-]\d{2}:?\d{2}$/.test(zone)) return;
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw new DataError(
      "SAGE8117",
      `"${zone}" is not a time zone.`,
      "Name one as in America/New_York or Europe/Berlin, or give an offset such as +02:00, or UTC.",
    );
  }
}

const candleRoles = ["time", "date", "open", "high", "low", "close", "volume", "symbol"];
const roles = [...candleRoles, "price", "amount", ...marketSeries];

/** Reads `time=Datum,open=2,…` as the command line has it. @throws DataError SAGE8117 */
export function parseColumnsOption(text: string): Record<string, string | number> {
  const result: Record<string, string | number> = {};
  for (const part of text.split(",")) {
    const [role, column, ...rest] = part.split("=").map((piece) => piece.trim());
    if (
      role === undefined ||
      column === undefined ||
      column === "" ||
      rest.length > 0 ||
      !roles.includes(role)
    ) {
      throw new DataError(
        "SAGE8117",
        `"${part.trim()}" does not say which column is what.`,
        `Write role=column pairs, as in time=Date,open=2. Roles: ${roles.join(", ")}.`,
      );
    }
    result[role] = /^[1-9]\d*$/.test(column) ? Number(column) : column;
  }
  return result;
}
