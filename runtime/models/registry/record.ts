import * as z from "zod";
import { hashOf } from "./canonical.js";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const finiteOrNull = z.number().nullable();
/** Epoch milliseconds. */
const time = z.number();
/** Metrics by their names; null: has no value here. */
const metrics = z.record(z.string(), finiteOrNull);
const settings = z.record(z.string(), z.union([z.number(), z.string(), z.array(z.string())]));
const range = z.object({ from: time, to: time });

/** All that was meant. Two trainings with the same intent give the same model; their ids begin alike. */
export const modelIntentSchema = z.object({
  /** Hash of what the features compute (`computationHash`). */
  features: hash,
  /** Hash of what the target computes, its kind and number of classes. */
  target: hash,
  learner: z.object({ name: z.string(), settings }),
  /** Settings of `train { … }`: window, weights, validation, calibration. */
  training: settings,
  /** Hash of all data that is read. */
  data: hash,
  /** Bars that may be trained and judged on; null: all. */
  range: z.object({ from: time.nullable(), to: time.nullable() }),
  seed: z.int(),
});

/** Features as a model takes them. */
export const featureSchemaSchema = z.object({
  /** In the order of the model's inputs. */
  features: z.array(z.object({ name: z.string(), type: z.enum(["number", "truth", "category"]) })).min(1),
  /** Hash of what they compute. */
  graphHash: hash,
  /** Of names, types, order and computation: equal hashes mean that a model fits. */
  schemaHash: hash,
});

const dataset = z.object({
  /** As the user named it. */
  source: z.string(),
  /** Absolute path, `sample` for the bundled bars; null: given by a program. */
  path: z.string().nullable(),
  symbol: z.string().nullable(),
  exchange: z.string().nullable(),
  marketType: z.enum(["spot", "perpetual", "future"]).nullable(),
  /** Milliseconds of a bar, after resampling. */
  interval: z.number().positive(),
  /** SHA-256 over the bars' columns. */
  hash,
  bars: count,
  from: time,
  to: time,
  /** Quality from 0 to 100; null: not checked. */
  score: finiteOrNull,
});

const distribution = z.object({
  feature: z.string(),
  /** Between the bins, ascending; the first bin has no lower and the last no upper edge. */
  edges: z.array(z.number()),
  /** Share of the training rows in each bin; they and `missing` add to 1. */
  shares: z.array(z.number().min(0).max(1)),
  missing: z.number().min(0).max(1),
});

const fold = z.object({
  number: count,
  /** Bars whose rows were learned from, and those that were judged; open times of the first and the last. */
  train: z.array(range),
  test: z.array(range),
  trainRows: count,
  testRows: count,
  metrics,
});

/** What is stored beside the artefact, without what the registry adds. */
export const newModelSchema = z.object({
  strategy: z.object({
    name: z.string(),
    path: z.string().nullable(),
    graphHash: hash,
    parameters: z.record(z.string(), z.number()),
  }),
  /** Its name in the strategy. */
  model: z.string(),
  intent: modelIntentSchema,
  data: dataset.extend({
    /** What else was read, by the names of the strategy's feeds. */
    feeds: z.array(z.object({ name: z.string(), path: z.string().nullable(), hash })),
  }),
  features: featureSchemaSchema,
  target: z.object({
    name: z.string(),
    kind: z.enum(["binary", "classes", "regression"]),
    classes: z.array(z.string()),
    /** Bars that it looks ahead. */
    reach: count,
  }),
  learner: z.object({
    name: z.string(),
    settings,
    /** Trees that were kept, or steps of the solver. */
    rounds: count,
    settled: z.boolean(),
  }),
  training: range.extend({
    rows: count,
    /** When the last target that was learned from was known; the model may be asked on bars that open then or later. */
    knownUntil: time,
    seed: z.int(),
    durationMs: z.number().nonnegative(),
    metrics,
  }),
  /** Null: trained without being judged. */
  validation: z.object({ scheme: z.string(), folds: z.array(fold), metrics }).nullable(),
  /** Probabilities and the like from which the strategy acts, by name. */
  thresholds: z.record(z.string(), z.number()),
  importance: z.array(
    z.object({
      feature: z.string(),
      gain: finiteOrNull,
      splits: count.nullable(),
      permutation: finiteOrNull,
    }),
  ),
  /** Of the features on the training rows: what live ones are compared with. */
  distributions: z.array(distribution),
  calibration: z.object({
    kind: z.enum(["none", "sigmoid", "isotonic"]),
    brier: finiteOrNull,
    /** Of rows not learned from: what was said, and how often it came true. */
    curve: z.array(z.object({ predicted: z.number(), observed: z.number(), count })),
  }),
  /** Of the program, the runtime and the libraries. */
  versions: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  notes: z.string(),
});

/** The object of `model.json`. */
export const modelRecordSchema = z.object({
  schema: z.literal("sage.model/1"),
  id: z.string(),
  created: z.iso.datetime(),
  ...newModelSchema.shape,
  artefact: z.object({ file: z.string(), bytes: count, sha256: hash }),
  /** SHA-256 of all of the above, by which a change by hand is seen. */
  seal: hash,
});

type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;

export type ModelIntent = Immutable<z.infer<typeof modelIntentSchema>>;
export type FeatureSchema = Immutable<z.infer<typeof featureSchemaSchema>>;
export type NewModel = Immutable<z.infer<typeof newModelSchema>>;
export type ModelRecord = Immutable<z.infer<typeof modelRecordSchema>>;

/** The hash by which families are told apart; an id begins with its first 16 digits. */
export const intentHash = (intent: ModelIntent): string => hashOf(intent);

/** The hash of a record without its seal. */
export function sealOf<Sealed extends object>(record: Sealed): string {
  return hashOf({ ...record, seal: undefined });
}
