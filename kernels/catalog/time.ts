import type { Operation } from "./operation.js";
import { milliseconds, ratio } from "./unit.js";

/** A field of the calendar, read from the time of a bar. */
function calendarField(name: string, summary: string, formula: string, low: number, high: number): Operation {
  return {
    name,
    surface: "call",
    family: "time",
    summary,
    formula,
    source: "Proleptic Gregorian calendar, UTC (ISO 8601); a bar's time is that of its open.",
    inputs: [
      {
        name: "time",
        type: "number",
        unit: milliseconds,
        summary: "Milliseconds since 1970-01-01 UTC: `time` is the open of the bar.",
      },
    ],
    bar: [],
    parameters: [],
    outputs: [
      { name: "value", type: "number", unit: ratio, range: { low, high }, degree: undefined, summary },
    ],
    first: () => 0,
    settled: () => 0,
    stateBytes: () => 0,
    missing: "skip",
    kernel: name,
  };
}

/** Fields of the calendar. As a feature of a model write `hour_of_day(time) as category`. */
export const time: readonly Operation[] = [
  calendarField("minute_of_hour", "Minute of the hour, 0 to 59, UTC.", "floor(time / 60,000) mod 60", 0, 59),
  calendarField("hour_of_day", "Hour of the day, 0 to 23, UTC.", "floor(time / 3,600,000) mod 24", 0, 23),
  calendarField(
    "minute_of_day",
    "Minutes since midnight UTC, 0 to 1439.",
    "floor(time / 60,000) mod 1440",
    0,
    1439,
  ),
  calendarField(
    "day_of_week",
    "Day of the week, UTC: Monday is 1, Sunday is 7 (ISO 8601; TradingView's `dayofweek` has Sunday = 1).",
    "1 + (floor(time / 86,400,000) + 3) mod 7",
    1,
    7,
  ),
  calendarField("day_of_month", "Day of the month, 1 to 31, UTC.", "Gregorian calendar", 1, 31),
  calendarField("month", "Month of the year, 1 to 12, UTC.", "Gregorian calendar", 1, 12),
  calendarField("year", "Year, UTC.", "Gregorian calendar", -271_821, 275_760),
];
