import * as Flags from "@oclif/core/flags";
import type { ImportOptions } from "../runtime/index.js";
import { parseDuration } from "./values.js";

/** What an import would otherwise guess. */
export const importFlags = {
  "time-unit": Flags.string({ options: ["s", "ms", "us", "ns"], description: "unit of numeric times" }),
  "time-zone": Flags.string({ description: "zone of times that carry none, as America/New_York" }),
  "bar-time": Flags.string({ options: ["open", "close"], description: "which end of the bar a time names" }),
  "date-order": Flags.string({ options: ["dmy", "mdy"], description: "order in dates such as 03/04/2020" }),
  columns: Flags.string({ description: "which column is what", helpValue: "time=Date,open=2,…" }),
  interval: Flags.string({ description: "time between bars, as 1h" }),
  symbol: Flags.string({ description: "name of the market" }),
  exchange: Flags.string({ description: "where it trades" }),
  policy: Flags.string({
    options: ["strict", "warn", "repair"],
    description: "what to do about faults: refuse, report, or mend and list each change",
  }),
};

interface Given {
  readonly "time-unit": string | undefined;
  readonly "time-zone": string | undefined;
  readonly "bar-time": string | undefined;
  readonly "date-order": string | undefined;
  readonly columns: string | undefined;
  readonly interval: string | undefined;
  readonly symbol: string | undefined;
  readonly exchange: string | undefined;
  readonly policy: string | undefined;
}

/** The flags as the library's options; it validates them again. */
export async function importOptions(flags: Given): Promise<ImportOptions> {
  const { parseColumnsOption } = await import("../runtime/index.js");
  const { checkOptions } = await import("../runtime/data/import/options.js");
  const options = {
    timeUnit: flags["time-unit"],
    timeZone: flags["time-zone"],
    barTime: flags["bar-time"],
    dateOrder: flags["date-order"],
    columns: flags.columns === undefined ? undefined : await parseColumnsOption(flags.columns),
    interval: flags.interval === undefined ? undefined : parseDuration(flags.interval, "--interval"),
    symbol: flags.symbol,
    exchange: flags.exchange,
    policy: flags.policy,
  };
  return checkOptions(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)));
}
