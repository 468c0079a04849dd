import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { writeFile } from "../../data/atomic-file.js";
import { RunError } from "../../engine/error.js";
import { sealOf } from "./record.js";

/** Which model of a strategy is used where none is named. */
const championSchema = z.object({
  strategy: z.string(),
  model: z.string(),
  id: z.string(),
  promoted: z.iso.datetime(),
  /** Those before it, the newest first. */
  before: z.array(z.object({ id: z.string(), promoted: z.iso.datetime() })),
});

const championsSchema = z.object({
  schema: z.literal("sage.champions/1"),
  champions: z.array(championSchema),
  seal: z.string(),
});

export type Champion = Readonly<z.infer<typeof championSchema>>;

export const championsPath = (folder: string): string => join(folder, "champions.json");

/** @throws RunError SAGE8367 */
export function readChampions(folder: string): readonly Champion[] {
  const path = championsPath(folder);
  if (!existsSync(path)) return [];
  const parsed = championsSchema.safeParse(parseJson(path));
  if (!parsed.success) throw damaged(path, "cannot be read");
  if (sealOf(parsed.data) !== parsed.data.seal) throw damaged(path, "was changed by hand");
  return parsed.data.champions;
}

/** Makes a model the champion of its strategy. Only under the folder's lock. */
export function writeChampion(
  folder: string,
  champion: Pick<Champion, "strategy" | "model" | "id">,
  promoted: Date,
): Champion {
  const all = readChampions(folder);
  const isSame = ({ strategy, model }: Champion): boolean =>
    strategy === champion.strategy && model === champion.model;
  const old = all.find(isSame);
  if (old?.id === champion.id) return old;
  const before = old === undefined ? [] : [{ id: old.id, promoted: old.promoted }, ...old.before];
  const { strategy, model, id } = champion;
  const next: Champion = { strategy, model, id, promoted: promoted.toISOString(), before };
  write(folder, [...all.filter((each) => !isSame(each)), next]);
  return next;
}

/** Forgets models that are no longer there. Only under the folder's lock. */
export function removeChampions(folder: string, ids: readonly string[]): void {
  const all = readChampions(folder);
  const left = all
    .filter(({ id }) => !ids.includes(id))
    .map((champion) => ({ ...champion, before: champion.before.filter(({ id }) => !ids.includes(id)) }));
  if (JSON.stringify(left) !== JSON.stringify(all)) write(folder, left);
}

function write(folder: string, champions: readonly Champion[]): void {
  const byName = champions.toSorted((a, b) =>
    `${a.strategy} ${a.model}` < `${b.strategy} ${b.model}` ? -1 : 1,
  );
  const body = { schema: "sage.champions/1", champions: byName };
  writeFile(championsPath(folder), `${JSON.stringify({ ...body, seal: sealOf(body) }, null, 2)}\n`);
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const damaged = (path: string, how: string): RunError =>
  new RunError(
    "SAGE8367",
    `The list of champions ${path} ${how}.`,
    "Remove the file, and promote again what should be used: sage models promote ID.",
  );
