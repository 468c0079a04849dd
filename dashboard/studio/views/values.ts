import { decimal, percent } from "../../interface/format.js";

/** A parameter's value as people write it. */
export function valueText(value: number | undefined, kind: string): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  if (kind === "percent") return percent(100 * value, 2);
  return value % 1 === 0 ? decimal(value, 0) : decimal(value, 4).replace(/\.?0+$/, "");
}

/** What is optimised: a ratio, or whatever else, with as many digits as say something. */
export function objectiveText(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return decimal(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

export const share = (value: number | null | undefined, digits = 1): string =>
  percent(value === null || value === undefined ? null : 100 * value, digits);
