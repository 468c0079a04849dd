import { expect, test } from "vitest";
import { metricWords } from "../../compiler/graph/metric.js";
import { metricDefinitions } from "./catalog.js";

test("the metrics that the language names are those that a run has", () => {
  const ofRuns = metricDefinitions.flatMap(({ name, unit }) => (unit === "time" ? [] : [`${name} ${unit}`]));
  const ofLanguage = metricWords.map(({ metric, unit }) => `${metric} ${unit}`);
  expect(ofLanguage.toSorted()).toEqual(ofRuns.toSorted());
  expect(new Set(metricWords.map(({ word }) => word)).size).toBe(metricWords.length);
});

test("what is turned around is what the catalogue calls negative", () => {
  const negative = metricDefinitions.filter(({ meaning }) => /0 or negative|^Negative/.test(meaning));
  for (const { name } of negative)
    expect([name, metricWords.find(({ metric }) => metric === name)?.sign]).toEqual([name, -1]);
});
