import { expect, test } from "vitest";
import { metricDefinitions } from "../../metrics/catalog.js";
import type { Metrics } from "../../metrics/catalog.js";
import { combineMetrics } from "./combine.js";
import { measureFolds } from "./measures.js";

const none = Object.fromEntries(metricDefinitions.map(({ name }) => [name, null]));
const metricsOf = (known: Partial<Record<keyof Metrics, number>>): Metrics =>
  ({ ...none, ...known }) as Metrics;

test("efficiency is the yearly return of the tests as a share of that of the training", () => {
  // Two trainings of a year: +21 % and 0 % are 10 % a year. Two tests of half a year: +10 % and −5 % are 4.5 % in a year.
  const { inSampleAnnual, outOfSampleAnnual, efficiency, profitableFolds } = measureFolds(
    [
      {
        inSample: metricsOf({ totalReturn: 0.21 }),
        outOfSample: metricsOf({ totalReturn: 0.1 }),
        inSampleYears: 1,
        outOfSampleYears: 0.5,
      },
      {
        inSample: metricsOf({ totalReturn: 0 }),
        outOfSample: metricsOf({ totalReturn: -0.05 }),
        inSampleYears: 1,
        outOfSampleYears: 0.5,
      },
    ],
    [],
    [],
  );
  expect(inSampleAnnual).toBeCloseTo(0.1, 12);
  expect(outOfSampleAnnual).toBeCloseTo(1.1 * 0.95 - 1, 12);
  expect(efficiency).toBeCloseTo(0.045 / 0.1, 10);
  expect(profitableFolds).toBe(0.5);
});

test("where the training made nothing there is no efficiency", () => {
  const fold = {
    inSample: metricsOf({ totalReturn: -0.1 }),
    outOfSample: metricsOf({ totalReturn: 0.2 }),
    inSampleYears: 1,
    outOfSampleYears: 1,
  };
  expect(measureFolds([fold], [], []).efficiency).toBeNull();
});

test("stability is how far the choices lie apart, as a share of their range", () => {
  const parameter = {
    name: "fast",
    kind: "bars",
    value: 10,
    low: 5,
    high: 25,
    step: 1,
    span: { start: 0, end: 0 },
  } as const;
  const [fast] = measureFolds([], [{ fast: 8 }, { fast: 8 }, { fast: 14 }], [parameter]).stability;
  // Mean 10; deviations −2, −2, 4: 24 / 2 = 12.
  expect(fast).toEqual({
    name: "fast",
    mean: 10,
    deviation: Math.sqrt(12),
    share: Math.sqrt(12) / 20,
    changes: 1,
  });
});

test("stretches together: money is added, returns are chained, ratios weighed by bars", () => {
  const both = combineMetrics([
    {
      bars: 100,
      metrics: metricsOf({ netProfit: 5, totalReturn: 0.1, sharpe: 1, maxDrawdown: -0.2, tradeCount: 3 }),
    },
    { bars: 300, metrics: metricsOf({ netProfit: -2, totalReturn: -0.5, sharpe: 3, maxDrawdown: -0.1 }) },
  ]);
  expect(both.netProfit).toBe(3);
  expect(both.totalReturn).toBeCloseTo(1.1 * 0.5 - 1, 12);
  expect(both.sharpe).toBe(2.5);
  expect(both.maxDrawdown).toBe(-0.2);
  expect(both.tradeCount).toBe(3);
  expect(both.omega).toBeNull();
});
