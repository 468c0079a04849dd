import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { fromSystemError } from "../../data/data-error.js";
import { RunError } from "../../engine/error.js";
import { modelsFolder } from "../../store/home.js";
import { hashOfBytes } from "./canonical.js";
import { readChampions, removeChampions, writeChampion, type Champion } from "./champions.js";
import { removeFolder, sweepUnfinished, writeFolder } from "./folder.js";
import { withLock, type LockOptions } from "./lock.js";
import { createModelId, parseModelId } from "./model-id.js";
import {
  intentHash,
  modelRecordSchema,
  newModelSchema,
  sealOf,
  type ModelRecord,
  type NewModel,
} from "./record.js";

/** Where the registry lies; default `.sage/models`. */
export interface RegistryOptions extends LockOptions {
  readonly folder?: string;
}

/** A folder among the models whose record cannot be read. */
export interface DamagedModel {
  readonly id: string;
  readonly code: string;
  readonly problem: string;
}

const recordFile = "model.json";
const artefactFile = "model.onnx";
const mostAttempts = 8;

/** The file of a model's artefact. */
export const artefactPath = (id: string, { folder = modelsFolder() }: RegistryOptions = {}): string =>
  join(folder, id, artefactFile);

/**
 * Stores a model with its artefact: both are there afterwards, or neither.
 * @throws RunError SAGE8369 where the description is not complete; DataError where the system refuses
 */
export function registerModel(
  model: NewModel,
  artefact: Uint8Array,
  created: Date,
  { folder = modelsFolder() }: RegistryOptions = {},
): ModelRecord {
  const described = newModelSchema.safeParse(model);
  if (!described.success)
    throw incomplete(`The description of the model is not complete: ${z.prettifyError(described.error)}`);
  const { features, intent, distributions } = described.data;
  if (features.graphHash !== intent.features)
    throw incomplete("The model's intent names other features than its schema.");
  const names = new Set(features.features.map(({ name }) => name));
  if (names.size !== features.features.length) throw incomplete("Two features have one name.");
  if (distributions.some(({ feature }) => !names.has(feature)))
    throw incomplete("A distribution is of no feature of the model.");
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const record = recordOf(described.data, artefact, created);
    const text = Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
    const files = new Map<string, Uint8Array>([
      [artefactFile, artefact],
      [recordFile, text],
    ]);
    if (writeFolder(join(folder, record.id), files)) {
      sweepUnfinished(folder);
      return record;
    }
  }
  throw incomplete("Every id that was tried is taken.");
}

function recordOf(model: NewModel, artefact: Uint8Array, created: Date): ModelRecord {
  const body = {
    schema: "sage.model/1" as const,
    id: createModelId(intentHash(model.intent), created),
    created: created.toISOString(),
    ...model,
    artefact: { file: artefactFile, bytes: artefact.byteLength, sha256: hashOfBytes(artefact) },
  };
  return { ...body, seal: sealOf(body) };
}

const incomplete = (message: string): RunError =>
  new RunError("SAGE8369", message, "This is a fault of the program that trained it.");

/** Ids of all stored models, damaged ones too, in no order. */
function storedIds(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name);
}

/** All models, the newest first, and what cannot be read. */
export function listModels({ folder = modelsFolder() }: RegistryOptions = {}): {
  readonly models: readonly ModelRecord[];
  readonly damaged: readonly DamagedModel[];
} {
  const models: ModelRecord[] = [];
  const damaged: DamagedModel[] = [];
  for (const id of storedIds(folder)) {
    try {
      models.push(readRecord(folder, id));
    } catch (error) {
      // Removed since the folder was read.
      if (!existsSync(join(folder, id))) continue;
      if (!(error instanceof RunError)) throw error;
      damaged.push({ id, code: error.code, problem: error.message });
    }
  }
  return {
    models: models.toSorted(newestFirst),
    damaged: damaged.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

export const newestFirst = (a: ModelRecord, b: ModelRecord): number =>
  a.created === b.created ? (a.id < b.id ? -1 : 1) : a.created < b.created ? 1 : -1;

/**
 * The full id of a model by its id or the beginning of it; `last` is the newest, `STRATEGY` or `STRATEGY.MODEL` the
 * champion.
 * @throws RunError SAGE8360 where there is none, or several
 */
export function resolveModel(name: string, options: RegistryOptions = {}): string {
  const { folder = modelsFolder() } = options;
  const ids = storedIds(folder);
  if (name === "last") {
    const [newest] = listModels(options).models;
    if (newest !== undefined) return newest.id;
    throw unknown(`There is no model in ${folder} yet.`, ids);
  }
  const matching = name === "" ? [] : ids.filter((id) => id.startsWith(name));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (matching.length > 1)
    throw unknown(`"${name}" is the beginning of ${matching.length} models.`, matching);
  const champions = readChampions(folder).filter(
    ({ strategy, model }) => strategy === name || `${strategy}.${model}` === name,
  );
  const [champion] = champions;
  if (champion !== undefined && champions.length === 1) return champion.id;
  if (champions.length > 1) {
    const names = champions.map(({ strategy, model }) => `${strategy}.${model}`);
    throw new RunError(
      "SAGE8360",
      `\`${name}\` has champions of ${champions.length} models.`,
      `Say which: ${names.join(", ")}.`,
    );
  }
  const [newest, ...older] = listModels(options).models.filter(
    ({ strategy, model }) => strategy.name === name || `${strategy.name}.${model}` === name,
  );
  if (newest === undefined) throw unknown(`There is no model "${name}" in ${folder}.`, ids);
  throw new RunError(
    "SAGE8360",
    older.length === 0
      ? `The only model of \`${name}\` is not its champion.`
      : `None of the ${older.length + 1} models of \`${name}\` is its champion.`,
    `\`sage models promote ${newest.id}\` makes ${older.length === 0 ? "it that" : "the newest it"}; or name one.`,
  );
}

function unknown(message: string, ids: readonly string[]): RunError {
  const known = ids.toSorted().slice(0, 5).join(", ");
  return new RunError(
    "SAGE8360",
    message,
    ids.length === 0 ? "sage train FILE makes one." : `Known: ${known}.`,
  );
}

/** What is known of a model. @throws RunError SAGE8360 to SAGE8362 */
export function findModel(name: string, options: RegistryOptions = {}): ModelRecord {
  return readRecord(options.folder ?? modelsFolder(), resolveModel(name, options));
}

/**
 * A model with its artefact, both as they were stored.
 * @throws RunError SAGE8360 to SAGE8363
 */
export function loadModel(
  name: string,
  options: RegistryOptions = {},
): { readonly record: ModelRecord; readonly artefact: Uint8Array } {
  const record = findModel(name, options);
  const fault = artefactFault(record, options);
  if (fault !== null) throw new RunError("SAGE8363", fault, trainAnew);
  return { record, artefact: readFileSync(artefactPath(record.id, options)) };
}

const trainAnew = "Train it anew with `sage train`, or take another (`sage models list`).";

/** What is wrong with the artefact of a model, as a sentence; null: it is the one that was stored. */
export function artefactFault(record: ModelRecord, options: RegistryOptions = {}): string | null {
  const path = artefactPath(record.id, options);
  if (!existsSync(path)) return `The artefact ${path} is missing.`;
  const bytes = readFileSync(path);
  const { sha256, bytes: length } = record.artefact;
  if (bytes.byteLength !== length)
    return `The artefact ${path} has ${bytes.byteLength} bytes; ${length} were stored.`;
  return hashOfBytes(bytes) === sha256 ? null : `The artefact ${path} is not the one that was stored.`;
}

/** @throws RunError SAGE8361 where the record cannot be read, SAGE8362 where it was changed */
export function readRecord(folder: string, id: string): ModelRecord {
  const path = join(folder, id, recordFile);
  const written = readJson(path);
  const parsed = modelRecordSchema.safeParse(written);
  if (!parsed.success)
    throw new RunError(
      "SAGE8361",
      `The record ${path} cannot be read: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
      `Remove it with \`sage models delete ${id} --force\`, or copy it from elsewhere.`,
    );
  const record = parsed.data;
  const changed = recordFault(record, id, sealOf(Object(written)));
  if (changed === null) return record;
  throw new RunError(
    "SAGE8362",
    `The record ${path} was changed after it was written: ${changed}.`,
    "Copy it from elsewhere, or train the model anew with `sage train`.",
  );
}

function recordFault(record: ModelRecord, id: string, seal: string): string | null {
  if (record.id !== id) return `it says to be ${record.id}`;
  if (seal !== record.seal) return "its seal does not fit what it says";
  const parsed = parseModelId(id);
  if (parsed === null) return "its id is none";
  if (parsed.kind === "hybrid" && !intentHash(record.intent).startsWith(parsed.family))
    return "its id does not fit what was meant";
  return null;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return "not JSON";
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return "missing";
    throw fromSystemError(error, path);
  }
}

/** Champions by strategy and model. */
export function listChampions({ folder = modelsFolder() }: RegistryOptions = {}): readonly Champion[] {
  return readChampions(folder);
}

/** Makes a model the champion of its strategy and name. It must be whole. */
export async function promoteModel(
  name: string,
  promoted: Date,
  options: RegistryOptions = {},
): Promise<Champion> {
  const { folder = modelsFolder() } = options;
  return withLock(
    folder,
    () => {
      const { record } = loadModel(name, options);
      const { id, strategy, model } = record;
      return writeChampion(folder, { strategy: strategy.name, model, id }, promoted);
    },
    options,
  );
}

/**
 * Removes models, damaged ones too.
 * @param names ids or their beginnings
 * @returns full ids, each once
 * @throws RunError SAGE8360 where one is not there, SAGE8365 where one is a champion; then none is removed
 */
export async function deleteModels(
  names: readonly string[],
  { force = false, ...options }: RegistryOptions & { readonly force?: boolean } = {},
): Promise<readonly string[]> {
  const { folder = modelsFolder() } = options;
  return withLock(
    folder,
    () => {
      const ids = [...new Set(names.map((name) => resolveModel(name, options)))];
      const champion = readChampions(folder).find(({ id }) => ids.includes(id));
      if (champion !== undefined && !force)
        throw new RunError(
          "SAGE8365",
          `${champion.id} is the champion of \`${champion.strategy}.${champion.model}\`.`,
          "Promote another first (`sage models promote`), or say --force.",
        );
      if (champion !== undefined) removeChampions(folder, ids);
      for (const id of ids) removeFolder(join(folder, id));
      return ids;
    },
    options,
  );
}
