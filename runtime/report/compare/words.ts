import { decimal, metricValue, noNumber, percent, signed } from "../format.js";
import type { ComparedMetric, ComparedRun, Comparison } from "./comparison.js";

/** What a run is called in a comparison: "A ema_cross 3f9ac2d1". */
export function runName(letter: string, { result }: ComparedRun): string {
  return `${letter} ${result.run.strategy} ${result.run.id.slice(0, 8)}`;
}

/** A metric's difference to the first run, with a sign. */
export function differenceText(
  { unit }: ComparedMetric,
  difference: number | null,
  interval: number,
): string {
  if (difference === null || unit === "time") return "";
  if (difference === 0) return "=";
  // The difference of two percentages is no percentage.
  if (unit === "fraction") return signed(`${decimal(difference * 100, 2)} pp`);
  const text = metricValue(difference, unit, interval);
  // Bars come with a length of time that says nothing of a difference.
  return signed(unit === "bars" ? decimal(difference, Number.isInteger(difference) ? 0 : 1) : text);
}

export function valueText({ unit }: ComparedMetric, value: number | null, interval: number): string {
  return value === null ? noNumber : metricValue(value, unit, interval);
}

/** The comparison in one sentence. */
export function comparisonSentence({ runs, metrics, differences }: Comparison): string {
  const returns = metrics.find(({ name }) => name === "totalReturn")?.values ?? [];
  const made = runs.map(({ letter }, k) => {
    const value = returns[k] ?? null;
    return `${letter} made ${value === null ? noNumber : signed(percent(value, 1))}`;
  });
  const names = differences.map(({ name }) => name.replace(/ \(hash\)$/, "").toLowerCase());
  const differ =
    names.length === 0
      ? "They are the same run."
      : `What differs: ${[...new Set(names)].slice(0, 6).join(", ")}${names.length > 6 ? " …" : ""}.`;
  return `${made.join(", ")}. ${differ}`;
}
