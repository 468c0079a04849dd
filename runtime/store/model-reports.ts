import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { writeFile } from "../data/atomic-file.js";
import type { ModelReport } from "../models/explain/index.js";
import { runsFolder } from "./home.js";
import { storedIds } from "./runs.js";

const name = "models.json";
const form = "sage.model-reports/1";
/** The newest of so many runs are looked through. */
const mostRuns = 500;

const figure = z.number().nullable();
const figures = z.record(z.string(), figure);
const side = z.object({ from: z.number(), to: z.number(), rows: z.number() });
const judgement = z.object({
  rows: z.number(),
  unanswered: z.number(),
  metrics: figures,
  errors: figures,
  overlap: z.number(),
  reliability: z.array(
    z.object({
      className: z.string(),
      error: figure,
      bins: z.array(
        z.object({
          from: z.number(),
          to: z.number(),
          rows: z.number(),
          said: z.number(),
          came: z.number(),
          low: z.number(),
          high: z.number(),
        }),
      ),
    }),
  ),
});

/** What a report says of one model, as it is stored: figures without a value are null. */
export const modelReportSchema = z.object({
  model: z.string(),
  learner: z.string(),
  modelId: z.string().nullable(),
  target: z.object({ name: z.string(), kind: z.string() }),
  overall: judgement,
  folds: z.array(
    z.object({
      number: z.number(),
      name: z.string().optional(),
      train: side,
      test: side,
      judgement,
    }),
  ),
  importance: z.array(
    z.object({
      feature: z.string(),
      permutation: z.object({ mean: figure, error: figure }).nullable(),
      gainShare: figure,
      contribution: figure,
    }),
  ),
  drift: z.array(
    z.object({
      feature: z.string(),
      psi: figure,
      noise: figure,
      level: z.enum(["none", "some", "strong", "unknown"]),
      rows: z.number(),
    }),
  ),
});

export type StoredModelReport = z.infer<typeof modelReportSchema>;

const file = z.object({ schema: z.literal(form), models: z.array(modelReportSchema) });

/** Keeps what the report of a training says of its models, beside the report. */
export function storeModelReports(folder: string, models: readonly ModelReport[]): void {
  writeFile(join(folder, name), `${JSON.stringify({ schema: form, models })}\n`);
}

/** The reports of stored models by their ids, the newest of each; a file that cannot be read is left out. */
export function storedModelReports(): ReadonlyMap<string, StoredModelReport> {
  const found = new Map<string, StoredModelReport>();
  const paths = storedIds()
    .map((id) => join(runsFolder(), id, name))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, changed: statSync(path).mtimeMs }))
    .toSorted((a, b) => b.changed - a.changed)
    .slice(0, mostRuns);
  for (const { path } of paths) {
    const read = readReports(path);
    for (const report of read) {
      const { modelId } = report;
      if (modelId !== null && !found.has(modelId)) found.set(modelId, report);
    }
  }
  return found;
}

function readReports(path: string): readonly StoredModelReport[] {
  try {
    return file.parse(JSON.parse(readFileSync(path, "utf8"))).models;
  } catch {
    return [];
  }
}
