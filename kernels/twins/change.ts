import { barsOf, eachWindow, firstOf, total, valueAt, type Column, type Twin } from "./twin.js";

const finite = (x: number): number => (Number.isFinite(x) ? x : NaN);

/** The value and the one `length` bars before it. */
function against(rule: (now: number, earlier: number) => number): Twin {
  return (parameters, [values = []]) => [
    values.map((x, bar) => finite(rule(x, valueAt(values, bar - firstOf(parameters))))),
  ];
}

const difference = against((now, earlier) => now - earlier);

function streak(onward: (now: number, earlier: number) => boolean): Twin {
  return (parameters, [values = []]) => {
    const length = firstOf(parameters);
    return [
      values.map((_, bar) => {
        if (bar < length) return NaN;
        const steps = Array.from({ length }, (_, k) => bar - k);
        return Number(steps.every((step) => onward(valueAt(values, step), valueAt(values, step - 1))));
      }),
    ];
  };
}

/** The last bar up to this one on which the condition was true. */
function lastTrue(conditions: Column, bar: number): number {
  return conditions.slice(0, bar + 1).lastIndexOf(1);
}

const barsSince: Twin = (parameters, columns) => {
  const [conditions = []] = columns;
  return [
    barsOf(columns).map((bar) => {
      const last = lastTrue(conditions, bar);
      return last < 0 ? firstOf(parameters) : Math.min(bar - last, firstOf(parameters));
    }),
  ];
};

/** Coefficient k of (1 − B)ᵈ as a product. */
function fractionalWeight(order: number, k: number): number {
  return Array.from({ length: k }, (_, j) => (j - order) / (j + 1)).reduce((product, x) => product * x, 1);
}

const fractionalDifference: Twin = eachWindow(
  ([, length = NaN]) => length,
  ([values = []], [order = NaN]) => total(values.toReversed().map((x, k) => fractionalWeight(order, k) * x)),
);

export const change: Readonly<Record<string, Twin>> = {
  change: difference,
  momentum: difference,
  roc: against((now, earlier) => (100 * (now - earlier)) / earlier),
  returns: against((now, earlier) => (now - earlier) / earlier),
  log_returns: against((now, earlier) => Math.log(now / earlier)),
  rising: streak((now, earlier) => now > earlier),
  falling: streak((now, earlier) => now < earlier),
  fractional_difference: fractionalDifference,
  bars_since: barsSince,
};
