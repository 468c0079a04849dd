import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../package-root.js";
import { metricDefinitions } from "./catalog.js";
import { metricsDocument } from "./document.js";

const path = join(packageRoot, "docs", "metrics.md");

test("docs/metrics.md is made from the catalogue (UPDATE_DOCS=1 writes it)", () => {
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(path, metricsDocument());
  expect(readFileSync(path, "utf8")).toBe(metricsDocument());
});

test("each metric is declared once, and says when it is missing", () => {
  const names = metricDefinitions.map((metric) => metric.name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, formula } of metricDefinitions) {
    expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(formula).not.toBe("");
  }
});
