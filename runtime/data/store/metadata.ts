import { marketSeries } from "../../../kernels/catalog/series.js";
import * as z from "zod";
import { recordSchema } from "./layout.js";

const count = z.int().nonnegative();

const qualitySummarySchema = z.object({
  score: z.number().min(0).max(100),
  gaps: count,
  missingBars: count,
  closedBars: count,
  longestGap: count,
  duplicates: count,
  disorder: count,
  unreadable: count,
  nonPositive: count,
  inconsistent: count,
  offGrid: count,
  zeroVolumeBars: count,
  zeroVolumeRuns: count,
  frozenBars: count,
  frozenRuns: count,
  outliers: count,
  spikes: count,
  partialLast: z.boolean(),
});

/** The metadata of a data set as JSON, `sage.dataset/1`. */
export const datasetRecordSchema = z.object({
  schema: z.literal(recordSchema),
  source: z.string(),
  symbol: z.string().nullable(),
  exchange: z.string().nullable(),
  marketType: z.enum(["spot", "perpetual", "future"]).nullable(),
  interval: z.number().positive(),
  bars: z.int().positive(),
  from: z.number(),
  to: z.number(),
  gaps: count,
  missingBars: count,
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  score: z.number().min(0).max(100).nullable(),
  columns: z.array(z.string()),
  series: z.array(z.enum(marketSeries)).exactOptional(),
  seriesRecords: z
    .array(
      z.object({
        name: z.enum(marketSeries),
        values: count,
        from: z.number(),
        to: z.number(),
        hash: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .exactOptional(),
  quality: qualitySummarySchema.nullable(),
  understood: z.array(z.string()),
  changed: z.array(z.string()),
});
