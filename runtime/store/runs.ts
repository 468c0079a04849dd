import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod";
import { type Graph, parseGraph } from "../../compiler/graph/index.js";
import { runSummarySchema } from "../run-summary.js";
import { runsFolder } from "./home.js";

/** When the kill switch was thrown and taken back. */
export const switchesSchema = z.array(
  z.object({ time: z.number(), stops: z.enum(["nothing", "entries", "all"]) }),
);

/** What was asked for: with the graph it is all that is needed to run again and get the same ledger. */
export const runRequestSchema = z.object({
  /** Absolute path of the candles, or "sample". */
  data: z.string(),
  /** Epoch milliseconds; null is unlimited. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  capital: z.number().positive(),
  /** null: the quote of the symbol. */
  currency: z.string().nullable(),
  parameters: z.record(z.string(), z.number()),
  endOfData: z.enum(["close", "mark"]),
  seed: z.int(),
  switches: switchesSchema.optional(),
  /** Paths of the data of the strategy's feeds, by name. */
  feeds: z.record(z.string(), z.string()).optional(),
  /** Paths or ids of the strategy's models, by name. */
  models: z.record(z.string(), z.string()).optional(),
});

const storedRunSchema = z.object({
  schema: z.literal("sage.stored-run/1"),
  created: z.iso.datetime(),
  request: runRequestSchema,
  summary: runSummarySchema,
});

export type RunRequest = z.infer<typeof runRequestSchema>;
export type StoredRun = z.infer<typeof storedRunSchema> & { readonly graph: Graph };

/** Name of the form in which a walk-forward is stored. */
export const storedWalkForwardForm = "sage.stored-walk-forward/1";

/** A stored run that is missing or damaged. */
export class RunStoreError extends Error {
  override readonly name = "RunStoreError";
  constructor(
    readonly code: "SAGE9507" | "SAGE9508" | "SAGE9514",
    message: string,
    readonly help: string | undefined,
  ) {
    super(message);
  }
}

/** Loads a run by its id, by the beginning of it, or the newest with "last". */
export function loadRun(id: string): StoredRun {
  const folder = join(runsFolder(), resolveId(id));
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  refusePortfolio(folder);
  const stored = readStored(folder);
  if (stored?.schema === storedWalkForwardForm) throw noSingleRun(folder);
  try {
    return { ...storedRunSchema.parse(read("run.json")), graph: parseGraph(read("graph.sagec")) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new RunStoreError(
      "SAGE9508",
      `the stored run in ${folder} cannot be read: ${reason}`,
      "remove the folder and run again",
    );
  }
}

/** A walk-forward has other values in each fold; it is not one run that could be made again. */
const noSingleRun = (folder: string): RunStoreError =>
  new RunStoreError(
    "SAGE9507",
    `${basename(folder)} is a walk-forward, and this is asked of one run`,
    `its report is ${join(folder, "report.html")}; the values of a fold can be run alone: sage run FILE --set name=value --from … --to …`,
  );

/** What every stored run says of itself; null where that cannot be read. */
function readStored(folder: string): { readonly schema: string } | null {
  try {
    return z.object({ schema: z.string() }).parse(JSON.parse(readFileSync(join(folder, "run.json"), "utf8")));
  } catch {
    return null;
  }
}

/** What is asked of one strategy's run cannot be asked of several strategies together. */
function refusePortfolio(folder: string): void {
  if (!existsSync(join(folder, "graphs.sagec"))) return;
  throw new RunStoreError(
    "SAGE9507",
    `${basename(folder)} is the run of a portfolio, and this is asked of one strategy's run`,
    "run a member alone: sage run FILE --strategy NAME; `sage report`, `sage why` and `sage runs show` take portfolios",
  );
}

const writtenSchema = z.object({ run: z.object({ id: z.string() }) });

/** Of which run a folder is that `--out` wrote; null where it is no such folder. */
function idOfFolder(path: string): string | null {
  const file = join(path, "run.json");
  if (path === "" || !existsSync(file)) return null;
  try {
    return writtenSchema.parse(JSON.parse(readFileSync(file, "utf8"))).run.id;
  } catch {
    return null;
  }
}

/** The full id of a run by its id, by the beginning of it, by a folder that `--out` wrote, or the newest with "last". */
export function resolveId(given: string): string {
  const ids = storedIds();
  const id = given === "last" || ids.includes(given) ? given : (idOfFolder(given) ?? given);
  if (id === "last") {
    const [newest] = ids.toSorted((a, b) => timeOf(b) - timeOf(a));
    if (newest !== undefined) return newest;
    throw new RunStoreError(
      "SAGE9507",
      `there is no run in ${runsFolder()} yet`,
      "sage run FILE --data CANDLES",
    );
  }
  const matching = id === "" ? [] : ids.filter((one) => one.startsWith(id));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  const message =
    matching.length === 0
      ? `there is no run "${id}" in ${runsFolder()}`
      : `"${id}" is the beginning of ${matching.length} runs`;
  throw new RunStoreError(
    "SAGE9507",
    message,
    ids.length === 0 ? "sage run FILE --data CANDLES" : `known: ${ids.slice(0, 5).join(", ")}`,
  );
}

/** Ids of all stored runs, of whatever kind. */
export function storedIds(): readonly string[] {
  return existsSync(runsFolder())
    ? readdirSync(runsFolder()).filter((id) => existsSync(join(runsFolder(), id, "run.json")))
    : [];
}

const timeOf = (id: string) => statSync(join(runsFolder(), id, "run.json")).mtimeMs;
