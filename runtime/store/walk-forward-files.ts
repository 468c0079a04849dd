import { join } from "node:path";
import { rmSync } from "node:fs";
import { writeFile } from "../data/atomic-file.js";
import { writeTable, type Table } from "../data/index.js";
import { metricDefinitions } from "../metrics/catalog.js";
import type { Metrics } from "../metrics/catalog.js";
import type { BarRange } from "../models/fold.js";
import type { WalkForwardResult } from "../modes/walk-forward/walk-forward.js";
import { summarizeWalkForward } from "../modes/walk-forward/summary.js";
import type { SearchResult } from "../search/result.js";
import { equityTable, writeRecordFiles } from "./run-files.js";
import { runsFolder } from "./home.js";
import { storedWalkForwardForm } from "./runs.js";
import type { Trials } from "../metrics/trials.js";

/** Every set that was tried on some training bars. */
export interface SearchedStretch {
  /** Open times of the first and last bar. */
  readonly bars: BarRange;
  readonly result: SearchResult;
}

/**
 * Writes `run.json` and the tables `folds`, `trials`, `oos_equity`, `trades`, `orders`, `signals` as Parquet (and CSV)
 * into a folder.
 * @throws DataError where a file cannot be written; the tables written before it are removed
 */
export async function writeWalkForwardFiles(
  folder: string,
  walk: WalkForwardResult,
  stretches: readonly SearchedStretch[],
  options: { readonly csv: boolean },
): Promise<void> {
  const tables: Readonly<Record<string, Table>> = {
    folds: foldsTable(walk),
    ...(stretches.length > 0 && { trials: trialsTable(stretches) }),
    oos_equity: equityTable(walk.result),
  };
  const forms = options.csv ? ["parquet", "csv"] : ["parquet"];
  const written: string[] = [];
  try {
    for (const [name, table] of Object.entries(tables)) {
      for (const form of forms) {
        const path = join(folder, `${name}.${form}`);
        await writeTable(path, table);
        written.push(path);
      }
    }
    await writeRecordFiles(folder, walk.result, summarizeWalkForward(walk), options);
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    throw error;
  }
}

/** Keeps a walk-forward among the stored runs; one with the same identity replaces it. */
export function saveWalkForward(walk: WalkForwardResult, trials: Trials, created: Date): string {
  const folder = join(runsFolder(), walk.run.id);
  const summary = summarizeWalkForward(walk, trials);
  const stored = { schema: storedWalkForwardForm, created: created.toISOString(), summary };
  writeFile(join(folder, "run.json"), `${JSON.stringify(stored, null, 2)}\n`);
  return folder;
}

/** A row a fold: when, what was chosen, and every metric on the training and on the test bars. */
function foldsTable({ folds, searched }: WalkForwardResult): Table {
  const edge = (pick: (fold: (typeof folds)[number]) => number | undefined): Float64Array =>
    Float64Array.from(folds, (fold) => pick(fold) ?? Number.NaN);
  const metricsOf = (prefix: string, pick: (fold: (typeof folds)[number]) => Metrics | null) =>
    metricDefinitions.map(
      ({ name }) => [`${prefix}_${name}`, edge((fold) => pick(fold)?.[name] ?? undefined)] as const,
    );
  return {
    fold: Int32Array.from(folds, ({ number }) => number),
    trainFrom: edge(({ train }) => train[0]?.from),
    trainTo: edge(({ train }) => train.at(-1)?.to),
    testFrom: edge(({ test }) => test[0]?.from),
    testTo: edge(({ test }) => test.at(-1)?.to),
    ...Object.fromEntries(searched.map((name) => [name, edge(({ parameters }) => parameters?.[name])])),
    objective: edge(({ objective }) => objective ?? undefined),
    tried: Int32Array.from(folds, ({ tried }) => tried),
    startEquity: edge(({ result }) => result.account.start),
    endEquity: edge(({ result }) => result.account.end),
    ...Object.fromEntries(metricsOf("in", ({ inSample }) => inSample)),
    ...Object.fromEntries(metricsOf("out", ({ result }) => result.metrics)),
  };
}

/** A row for each set on each stretch of training bars. */
function trialsTable(stretches: readonly SearchedStretch[]): Table {
  const rows = stretches.flatMap(({ bars, result: { trials } }) =>
    Array.from({ length: trials.count }, (_, place) => ({ bars, trials, place })),
  );
  const column = (value: (row: (typeof rows)[number]) => number): Float64Array =>
    Float64Array.from(rows, value);
  const names = Object.keys(rows[0]?.trials.parameters(0) ?? {});
  return {
    trainFrom: column(({ bars }) => bars.from),
    trainTo: column(({ bars }) => bars.to),
    trial: Int32Array.from(rows, ({ place }) => place),
    ...Object.fromEntries(
      names.map((name) => [
        name,
        column(({ trials, place }) => trials.parameters(place)[name] ?? Number.NaN),
      ]),
    ),
    objective: column(({ trials, place }) => trials.objective(place)),
    ranked: rows.map(({ trials, place }) => trials.rankOf(place) !== null),
    ...Object.fromEntries(
      metricDefinitions.map(({ name }) => [name, column(({ trials, place }) => trials.metric(place)(name))]),
    ),
  };
}
