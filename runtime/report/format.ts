import type { MetricName, MetricUnit } from "../metrics/catalog.js";
import type { BacktestResult } from "../result.js";

const day = 86_400_000;

/** What stands for a number that does not exist. */
export const noNumber = "–";

/** Fixed decimals with grouped thousands and a true minus sign; independent of any locale. */
export function decimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return noNumber;
  if (Math.abs(value) >= 1e15) return value.toExponential(3).replace("-", "−");
  const text = Math.abs(value).toFixed(digits);
  const [whole = "0", fraction] = text.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const sign = value < 0 && Number(text) !== 0 ? "−" : "";
  return sign + grouped + (fraction === undefined ? "" : `.${fraction}`);
}

/** 0.1234 as 12.34%. */
export function percent(value: number, digits = 2): string {
  const scaled = value * 100;
  if (Math.abs(scaled) >= 1e6) return `${decimal(scaled, 0)}%`;
  return `${decimal(scaled, Math.abs(scaled) >= 1000 ? 0 : digits)}%`;
}

/** With a sign also when positive. */
export function signed(text: string): string {
  return /^[−–]/.test(text) || /^[0.,%]*$/.test(text) ? text : `+${text}`;
}

export function money(value: number): string {
  const size = Math.abs(value);
  return decimal(value, size >= 1e7 ? 0 : size >= 1 || size === 0 ? 2 : 6);
}

/** A price with about six significant digits, at least two decimals. */
export function price(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 1000 || size === 0 ? 2 : Math.min(10, 5 - Math.floor(Math.log10(size)));
  return decimal(value, Math.max(2, digits));
}

/** 2021-05-12 13:00, UTC; without the clock when it is midnight and `dateOnly` is set. */
export function time(value: number, dateOnly = false): string {
  if (!Number.isFinite(value) || Math.abs(value) > 8.64e15) return noNumber;
  const text = new Date(value).toISOString();
  return dateOnly ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
}

/** A length of time in its two largest units: 3 d 4 h. */
export function duration(milliseconds: number): string {
  const units = [
    [365 * day, "y"],
    [day, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1000, "s"],
  ] as const;
  if (milliseconds < 1000) return `${decimal(milliseconds, 0)} ms`;
  const first = units.findIndex(([size]) => milliseconds >= size);
  const [size, name] = units[first] ?? [1, "ms"];
  const count = Math.floor(milliseconds / size);
  const [smaller, smallerName] = units[first + 1] ?? [0, ""];
  const rest = smaller > 0 ? Math.floor((milliseconds - count * size) / smaller) : 0;
  return rest > 0 ? `${count} ${name} ${rest} ${smallerName}` : `${count} ${name}`;
}

/** An interval as traders write it: 1m, 4h, 1d, 1w. */
export function interval(milliseconds: number): string {
  const units = [
    [7 * day, "w"],
    [day, "d"],
    [3_600_000, "h"],
    [60_000, "m"],
    [1000, "s"],
  ] as const;
  for (const [size, name] of units) {
    if (milliseconds % size === 0) return `${milliseconds / size}${name}`;
  }
  return `${milliseconds} ms`;
}

/** A metric's value as people read it. `barLength` turns bars into time. */
export function metricValue(value: number | null, unit: MetricUnit, barLength: number): string {
  if (value === null) return noNumber;
  switch (unit) {
    case "fraction":
      return percent(value);
    case "money":
      return money(value);
    case "bars":
      return `${decimal(value, Number.isInteger(value) ? 0 : 1)} (${duration(value * barLength)})`;
    case "count":
      return decimal(value, Number.isInteger(value) ? 0 : 2);
    case "time":
      return time(value);
    case "points":
      return decimal(value, 2);
    case "ratio":
      return decimal(value, Math.abs(value) >= 1000 ? 0 : 3);
  }
}

/** The interval that holds a metric's true value: "−0.12 … 1.40"; null where none is known. */
export function rangeText(
  { uncertainty, data }: Pick<BacktestResult, "uncertainty" | "data">,
  { name, unit }: { readonly name: MetricName; readonly unit: MetricUnit },
): string | null {
  const interval = uncertainty.intervals[name];
  if (interval === undefined) return null;
  const text = (value: number): string => metricValue(value, unit, data.interval);
  return `${text(interval.low)} … ${text(interval.high)}`;
}
