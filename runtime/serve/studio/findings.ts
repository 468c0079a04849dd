import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Trials } from "../../metrics/trials.js";
import { TrialSpread } from "../../statistics/trials.js";
import { knownTrials, recordSearch, type TriedSets } from "../../store/trials.js";
import { listChampions, listModels } from "../../models/registry/index.js";
import { searchesFolder } from "../../store/home.js";
import { storedModelReports } from "../../store/model-reports.js";

const most = 100;
const largest = 16 * 1024 * 1024;

/** Searches of a strategy that the command line has kept, the newest first: what `sage search --json` printed. */
export function storedSearches(
  strategy: string,
): readonly { readonly created: number; readonly search: unknown }[] {
  const folder = searchesFolder();
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((id) => join(folder, id, "search.json"))
    .flatMap((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined || found.size > largest ? [] : [{ path, created: found.mtimeMs }];
    })
    .toSorted((a, b) => b.created - a.created)
    .slice(0, most)
    .flatMap(({ path, created }) => {
      const search = readSearch(path);
      return strategyOf(search) === strategy ? [{ created, search }] : [];
    });
}

function readSearch(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function strategyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return null;
  const search: unknown = Reflect.get(value, "search");
  return typeof search === "object" && search !== null ? Reflect.get(search, "strategy") : null;
}

/** Models of a strategy in the registry, the newest first, each with what the report of its training says. */
export function storedModels(strategy: string) {
  const { models } = listModels();
  const champions = new Set(listChampions().map(({ id }) => id));
  const reports = storedModelReports();
  return models
    .filter((record) => record.strategy.name === strategy)
    .toSorted((a, b) => (a.created < b.created ? 1 : -1))
    .slice(0, most)
    .map((record) => ({
      id: record.id,
      created: Date.parse(record.created),
      isChampion: champions.has(record.id),
      model: record.model,
      learner: record.learner.name,
      target: record.target,
      data: {
        source: record.data.symbol ?? record.data.source,
        interval: record.data.interval,
        from: record.data.from,
        to: record.data.to,
      },
      training: record.training,
      validation: record.validation,
      importance: record.importance,
      calibration: record.calibration,
      thresholds: record.thresholds,
      report: reports.get(record.id) ?? null,
    }));
}

const count = z.int().positive();

const tried = z.object({
  graph: z.string().max(64),
  names: z.array(z.string()),
  grid: z.array(z.array(z.number())).optional(),
  sets: z.array(z.array(z.number())).optional(),
});
type Tried = z.infer<typeof tried>;

/** Trials that were made in the page, to be remembered as those of the command line are. */
export const trialsSchema = z.object({
  strategy: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  dataHash: z.string().regex(/^[0-9a-f]{16,64}$/),
  searches: z
    .array(
      z.object({
        id: z.string().regex(/^[0-9a-f]{8,64}$/),
        sums: z.object({ count, mean: z.number(), m2: z.number().nonnegative() }),
        tried: tried.optional(),
      }),
    )
    .max(1000),
});

const setsOf = ({ graph, names, grid, sets }: Tried): TriedSets => ({
  graph,
  names,
  ...(grid !== undefined && { grid }),
  ...(sets !== undefined && { sets }),
});

/** Writes searches of the page into the book of trials; gives how many variants it has now, and their spread. */
export function rememberTrials({ strategy, dataHash, searches }: z.infer<typeof trialsSchema>): Trials {
  const place = { strategy, dataHash };
  for (const { id, sums, tried: given } of searches)
    recordSearch(place, id, TrialSpread.of(sums), given && setsOf(given));
  return knownTrials(place);
}
