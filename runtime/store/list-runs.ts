import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { runSummarySchema } from "../run-summary.js";
import { runsFolder } from "./home.js";
import { portfolioSummarySchema, storedPortfolioForm } from "./portfolio-runs.js";
import { resolveId, RunStoreError, storedIds, storedWalkForwardForm } from "./runs.js";

/** A stored run in one line. */
export interface RunListing {
  readonly id: string;
  readonly kind: string;
  /** When it was stored, epoch milliseconds. */
  readonly created: number;
  readonly strategy: string;
  readonly data: string;
  /** Milliseconds of a bar. */
  readonly interval: number;
  readonly bars: number;
  /** Open times of its first and last bar; null where there is none. */
  readonly from: number | null;
  readonly to: number | null;
  readonly totalReturn: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number;
  readonly warnings: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** A folder among the runs whose record cannot be read. */
export interface DamagedRun {
  readonly id: string;
  readonly problem: string;
}

/** What every kind of stored run begins with. */
const recordSchema = z.object({ schema: z.string(), created: z.iso.datetime(), summary: z.unknown() });

type Describe = (summary: unknown) => Omit<RunListing, "id" | "created">;

/** How each kind of stored run is described; a new kind is a new line here. */
const kinds: Readonly<Record<string, Describe>> = {
  "sage.stored-run/1": describeBacktest,
  [storedWalkForwardForm]: describeBacktest,
  [storedPortfolioForm]: describePortfolio,
};

function describeBacktest(value: unknown): Omit<RunListing, "id" | "created"> {
  const { run, data, metrics, trades, warnings } = runSummarySchema.omit({ schema: true }).parse(value);
  return {
    kind: run.mode,
    strategy: run.strategy,
    data: data.symbol ?? data.source,
    interval: data.interval,
    bars: data.bars,
    from: data.from,
    to: data.to,
    totalReturn: metrics.totalReturn ?? null,
    sharpe: metrics.sharpe ?? null,
    maxDrawdown: metrics.maxDrawdown ?? null,
    // A position that exits closed part by part is one trade, as in the run's own table.
    trades: metrics["tradeCount"] ?? trades,
    warnings: warnings.length,
    parameters: run.parameters,
  };
}

function describePortfolio(value: unknown): Omit<RunListing, "id" | "created"> {
  const { portfolio, metrics, members, warnings } = portfolioSummarySchema.parse(value);
  const data = members.map((member) => member.data);
  const known = (times: readonly (number | null)[]) => times.filter((time) => time !== null);
  const edge = (times: readonly number[], pick: (...times: number[]) => number) =>
    times.length === 0 ? null : pick(...times);
  return {
    kind: "portfolio",
    strategy: portfolio,
    data: [...new Set(data.map(({ symbol, source }) => symbol ?? source))].join(", "),
    interval: Math.min(...data.map(({ interval }) => interval)),
    bars: Math.max(...data.map(({ bars }) => bars)),
    from: edge(known(data.map(({ from }) => from)), Math.min),
    to: edge(known(data.map(({ to }) => to)), Math.max),
    totalReturn: metrics.totalReturn ?? null,
    sharpe: metrics.sharpe ?? null,
    maxDrawdown: metrics.maxDrawdown ?? null,
    trades: metrics.tradeCount ?? 0,
    warnings: warnings.length,
    parameters: {},
  };
}

/** All stored runs, the newest first, and those that cannot be read. */
export function listRuns(): {
  readonly runs: readonly RunListing[];
  readonly damaged: readonly DamagedRun[];
} {
  const runs: RunListing[] = [];
  const damaged: DamagedRun[] = [];
  for (const id of storedIds()) {
    try {
      runs.push(readListing(id));
    } catch (error) {
      damaged.push({ id, problem: error instanceof z.ZodError ? z.prettifyError(error) : String(error) });
    }
  }
  return { runs: runs.toSorted((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1)), damaged };
}

function readListing(id: string): RunListing {
  const record = recordSchema.parse(JSON.parse(readFileSync(join(runsFolder(), id, "run.json"), "utf8")));
  const describe = kinds[record.schema];
  if (describe === undefined) throw new Error(`its kind ${record.schema} is not known to this version`);
  return { id, created: Date.parse(record.created), ...describe(record.summary) };
}

/**
 * Removes stored runs with their reports.
 * @param ids ids or their beginnings
 * @returns the full ids, each once
 * @throws RunStoreError where one of them is not there; then none is removed
 */
export function deleteRuns(ids: readonly string[]): readonly string[] {
  const full = [...new Set(ids.map(resolveId))];
  for (const id of full) {
    try {
      rmSync(join(runsFolder(), id), { recursive: true });
    } catch (error) {
      throw new RunStoreError(
        "SAGE9514",
        `the stored run ${id} could not be removed: ${error instanceof Error ? error.message : String(error)}`,
        `remove the folder ${join(runsFolder(), id)} yourself`,
      );
    }
  }
  return full;
}
