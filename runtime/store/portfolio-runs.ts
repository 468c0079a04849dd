import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type Graph, parseGraph } from "../../compiler/graph/index.js";
import { metricDefinitions } from "../metrics/catalog.js";
import { runSummarySchema } from "../run-summary.js";
import { runsFolder } from "./home.js";
import { resolveId, RunStoreError, switchesSchema } from "./runs.js";

/** Name of the form in which a portfolio's run is stored. */
export const storedPortfolioForm = "sage.stored-portfolio/1";

/** What was asked for: with plan and graphs it is all that is needed to run again and get the same ledger. */
const requestSchema = z.object({
  /** Epoch milliseconds; null is unlimited. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** Where the portfolio does not say. */
  capital: z.number().positive(),
  endOfData: z.enum(["close", "mark"]),
  switches: switchesSchema.optional(),
  /** In the order of the members: absolute path of the candles, or "sample", and paths of feeds by name. */
  parts: z.array(z.object({ data: z.string(), feeds: z.record(z.string(), z.string()) })),
});

const limit = z.number().nullable();

const planSchema = z.object({
  schema: z.literal("sage.portfolio/1"),
  name: z.string(),
  documentation: z.string(),
  bankroll: z.number().nullable(),
  currency: z.string().nullable(),
  account: z.enum(["separate", "shared"]),
  members: z.array(
    z.object({
      label: z.string(),
      strategy: z.string(),
      share: z.number(),
      values: z.record(z.string(), z.number()),
      symbol: z.string(),
      exchange: z.string().nullable(),
      timeframe: z.number(),
    }),
  ),
  limits: z.object({
    positions: limit,
    exposure: limit,
    netExposure: limit,
    perMarket: limit,
    perStrategy: limit,
    perAsset: limit.default(null),
    positionsPerAsset: limit.default(null),
    reserve: limit.default(null),
    correlation: limit.default(null),
    correlationBars: limit.default(null),
    drawdown: limit,
    dailyLoss: limit,
    closes: z.boolean(),
  }),
});

/** What of the printed summary is read again. */
export const portfolioSummarySchema = z.object({
  portfolio: z.string(),
  run: z.object({ id: z.string() }),
  account: z.object({ start: z.number(), end: z.number(), currency: z.string(), kind: z.string() }),
  metrics: z.partialRecord(z.enum(metricDefinitions.map(({ name }) => name)), z.number().nullable()),
  members: z.array(runSummarySchema.extend({ label: z.string(), profit: z.number() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});

const storedSchema = z.object({
  schema: z.literal(storedPortfolioForm),
  created: z.iso.datetime(),
  request: requestSchema,
  plan: planSchema,
  summary: portfolioSummarySchema,
});

export type PortfolioRequest = z.infer<typeof requestSchema>;
export type StoredPortfolio = z.infer<typeof storedSchema> & { readonly graphs: readonly Graph[] };

/** Whether the run with this id, or with this beginning of it, is a portfolio's. */
export function isPortfolioRun(id: string): boolean {
  const path = join(runsFolder(), resolveId(id), "run.json");
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return z.object({ schema: z.literal(storedPortfolioForm) }).safeParse(value).success;
  } catch {
    return false;
  }
}

/**
 * Loads a portfolio's run by its id, by the beginning of it, or the newest with "last".
 * @throws RunStoreError when it is not there or cannot be read
 */
export function loadPortfolioRun(id: string): StoredPortfolio {
  const folder = join(runsFolder(), resolveId(id));
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  try {
    const graphs = z.array(z.unknown()).parse(read("graphs.sagec"));
    return { ...storedSchema.parse(read("run.json")), graphs: graphs.map(parseGraph) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new RunStoreError(
      "SAGE9508",
      `the stored run in ${folder} cannot be read: ${reason}`,
      "remove the folder and run again",
    );
  }
}
