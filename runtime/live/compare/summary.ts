import * as z from "zod";
import { causeKinds } from "./cause.js";
import type { Comparison } from "./compare.js";
import type { Value } from "./values.js";

const valueSchema = z.object({
  what: z.string(),
  /** Null: that side has none. */
  run: z.union([z.number(), z.string()]).nullable(),
  live: z.union([z.number(), z.string()]).nullable(),
});

const differenceSchema = z.object({
  /** Open time of the first bar that is not the same, epoch milliseconds. */
  time: z.number(),
  kind: z.enum(causeKinds),
  /** Whether what is stored proves it; else it is what is left when all else is ruled out. */
  isCertain: z.boolean(),
  message: z.string(),
  help: z.string(),
  values: z.array(valueSchema),
  /** The first bar with another signal, order, trade or account; null: nothing of that changed. */
  ledgerFrom: z.number().nullable(),
  /** What the live store was told at the time. */
  evidence: z.object({ time: z.number(), event: z.string(), message: z.string() }).nullable(),
});

/** The object of `sage diff --json`. */
export const diffReportSchema = z.object({
  schema: z.literal("sage.diff/1"),
  same: z.boolean(),
  run: z.object({
    /** "stored": a run that was made before; "repeated": made now, from where the live session began. */
    form: z.enum(["stored", "repeated"]),
    /** Its id, or the candles that it was repeated over. */
    name: z.string(),
  }),
  store: z.string(),
  strategies: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      market: z.string(),
      /** Bars that are the same, up to the first that is not; `traded`: of these, those that both traded. */
      bars: z.int().nonnegative(),
      traded: z.int().nonnegative(),
      /** Open times of the first and last bar that both have. */
      from: z.number(),
      to: z.number(),
      difference: differenceSchema.nullable(),
      /** Everything that was configured otherwise, whether it made a difference or not. */
      configured: z.array(valueSchema.extend({ kind: z.enum(["program", "capital", "parameter", "model"]) })),
    }),
  ),
});

export type DiffReport = z.infer<typeof diffReportSchema>;

/** A comparison as a machine reads it: every number in it is finite or null. */
export function summarize(
  { bars, traded, from, to, difference, configured }: Comparison,
  about: { readonly id: number; readonly name: string; readonly market: string },
): DiffReport["strategies"][number] {
  return {
    ...about,
    bars,
    traded,
    from,
    to,
    difference:
      difference === null
        ? null
        : {
            time: difference.time,
            kind: difference.cause.kind,
            isCertain: difference.cause.isCertain,
            message: difference.cause.message,
            help: difference.cause.help,
            values: difference.values.map(finiteValue),
            ledgerFrom: difference.ledgerFrom,
            evidence: evidenceOf(difference.cause.evidence),
          },
    configured: configured.map((setting) => ({ kind: setting.kind, ...finiteValue(setting) })),
  };
}

const finiteValue = ({ what, run, live }: Value): Value => ({ what, run: finite(run), live: finite(live) });

const finite = (value: Value["run"]): Value["run"] =>
  typeof value === "number" && !Number.isFinite(value) ? null : value;

const evidenceOf = (
  note: { readonly time: number; readonly event: string; readonly message: string } | null,
): { time: number; event: string; message: string } | null =>
  note === null ? null : { time: note.time, event: note.event, message: note.message };
