import * as z from "zod";
import { graphSchema } from "../compiler/graph/schema.js";
import { runSummarySchema } from "../runtime/run-summary.js";

const position = z.object({
  line: z.int().positive(),
  column: z.int().positive(),
  offset: z.int().nonnegative(),
});
const span = z.object({ start: position, end: position });

/** The object of `sage check --json`. */
export const checkReportSchema = z.object({
  schema: z.literal("sage.check/1"),
  files: z.array(
    z.object({
      path: z.string(),
      diagnostics: z.array(
        z.object({
          code: z.string().regex(/^SAGE\d{4}$/),
          severity: z.enum(["error", "warning", "info"]),
          message: z.string(),
          why: z.string().nullable(),
          help: z.array(z.string()),
          span,
          related: z.array(z.object({ span, message: z.string() })),
          fixes: z.array(
            z.object({ title: z.string(), edits: z.array(z.object({ span, text: z.string() })) }),
          ),
        }),
      ),
    }),
  ),
  errors: z.int().nonnegative(),
  warnings: z.int().nonnegative(),
});

/** What every command prints with `--json` when it fails. */
export const failureSchema = z.object({
  schema: z.literal("sage.error/1"),
  error: z.object({ code: z.string(), message: z.string(), help: z.string().nullable() }),
});

/** Every machine-readable form by the name of its file in `docs/schemas/`. */
export const publishedSchemas = {
  run: runSummarySchema,
  check: checkReportSchema,
  error: failureSchema,
  graph: graphSchema,
} as const;
