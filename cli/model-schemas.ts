import * as z from "zod";
import { modelRecordSchema } from "../runtime/models/registry/index.js";

const count = z.int().nonnegative();
const finiteOrNull = z.number().nullable();
const metrics = z.record(z.string(), finiteOrNull);

/** A stored model in one line. */
const modelListing = z.object({
  id: z.string(),
  created: z.iso.datetime(),
  strategy: z.string(),
  model: z.string(),
  learner: z.string(),
  data: z.string(),
  interval: z.number(),
  rows: count,
  champion: z.boolean(),
  /** Of the validation; null: it was trained without one. */
  metrics: metrics.nullable(),
  tags: z.array(z.string()),
});

const fault = z.object({ id: z.string().nullable(), code: z.string(), problem: z.string() });

/** The objects of `sage models … --json`, by the names of their files in `docs/schemas/`. */
export const modelSchemas = {
  /** `model.json`, and `sage models show`. */
  model: modelRecordSchema,
  "model-list": z.object({
    schema: z.literal("sage.model-list/1"),
    models: z.array(modelListing),
    /** Models that match, also those that `--limit` left out. */
    count,
    damaged: z.array(z.object({ id: z.string(), code: z.string(), problem: z.string() })),
  }),
  "model-families": z.object({
    schema: z.literal("sage.model-families/1"),
    families: z.array(
      z.object({
        family: z.string(),
        strategy: z.string(),
        model: z.string(),
        learner: z.string(),
        data: z.string(),
        count,
        latest: z.string(),
        first: z.iso.datetime(),
        last: z.iso.datetime(),
      }),
    ),
  }),
  "model-comparison": z.object({
    schema: z.literal("sage.model-comparison/1"),
    first: z.string(),
    second: z.string(),
    differences: z.array(z.object({ name: z.string(), values: z.tuple([z.string(), z.string()]) })),
    metrics: z.array(
      z.object({
        name: z.string(),
        first: finiteOrNull,
        second: finiteOrNull,
        difference: finiteOrNull,
        percentChange: finiteOrNull,
      }),
    ),
  }),
  "model-lineage": z.object({
    schema: z.literal("sage.model-lineage/1"),
    id: z.string(),
    /** Whether nothing that was looked at has changed or is gone. */
    whole: z.boolean(),
    steps: z.array(
      z.object({
        what: z.string(),
        text: z.string(),
        hash: z.string().nullable(),
        state: z.enum(["as stored", "changed", "missing", "unchecked"]),
      }),
    ),
  }),
  "model-verification": z.object({
    schema: z.literal("sage.model-verification/1"),
    checked: count,
    faults: z.array(fault),
  }),
  "model-champion": z.object({
    schema: z.literal("sage.model-champion/1"),
    strategy: z.string(),
    model: z.string(),
    id: z.string(),
    promoted: z.iso.datetime(),
    before: z.array(z.object({ id: z.string(), promoted: z.iso.datetime() })),
  }),
  "models-deleted": z.object({ schema: z.literal("sage.models-deleted/1"), deleted: z.array(z.string()) }),
  "model-export": z.object({
    schema: z.literal("sage.model-export/1"),
    id: z.string(),
    artefact: z.string(),
    description: z.string(),
  }),
} as const;
