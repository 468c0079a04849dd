import { hashOfBytes } from "./canonical.js";
import type { ModelRecord } from "./record.js";
import { artefactFault, artefactPath, type RegistryOptions } from "./store.js";

/** One step of where a model comes from, and whether it still is what it was. */
export interface LineageStep {
  readonly what:
    "artefact" | "record" | "strategy" | "features" | "target" | "learner" | "data" | "feed" | "versions";
  readonly text: string;
  /** Hash by which it is known; null where it is known by its text. */
  readonly hash: string | null;
  /** `as stored`: looked at and equal. `unchecked`: nothing to look at. */
  readonly state: "as stored" | "changed" | "missing" | "unchecked";
}

/** How the data of a model is looked at again: the hash of its bars at an interval; null where it is gone. */
export type HashOfData = (path: string, interval: number) => Promise<string | null>;

/** Where a model comes from: from its artefact back to the files. */
export async function modelLineage(
  record: ModelRecord,
  hashOfData: HashOfData,
  options: RegistryOptions = {},
): Promise<readonly LineageStep[]> {
  const { strategy, model, features, target, learner, intent, data, training, versions, artefact } = record;
  const fault = artefactFault(record, options);
  const path = artefactPath(record.id, options);
  const settings = settingsOf(learner);
  const unchecked = "unchecked" as const;
  return [
    {
      what: "artefact",
      text: path,
      hash: artefact.sha256,
      state: fault === null ? "as stored" : /is missing/.test(fault) ? "missing" : "changed",
    },
    // A record whose seal does not fit is not read at all.
    { what: "record", text: record.id, hash: record.seal, state: "as stored" },
    {
      what: "strategy",
      text: `${strategy.name}.${model}${strategy.path === null ? "" : ` (${strategy.path})`}`,
      hash: strategy.graphHash,
      state: unchecked,
    },
    {
      what: "features",
      text: features.features.map(({ name }) => name).join(", "),
      hash: features.graphHash,
      state: unchecked,
    },
    { what: "target", text: target.name, hash: intent.target, state: unchecked },
    {
      what: "learner",
      text: `${learner.name}${settings.length === 0 ? "" : `: ${settings.join(", ")}`}; seed ${training.seed}`,
      hash: null,
      state: unchecked,
    },
    {
      what: "data",
      text: data.path ?? data.source,
      hash: data.hash,
      state: await stateOf(data.path, data.interval, data.hash, hashOfData),
    },
    ...data.feeds.map(({ name, path: file, hash }) => ({
      what: "feed" as const,
      text: `${name}${file === null ? "" : `: ${file}`}`,
      hash,
      state: unchecked,
    })),
    {
      what: "versions",
      text: Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
      hash: hashOfBytes(Buffer.from(JSON.stringify(versions))),
      state: unchecked,
    },
  ];
}

async function stateOf(
  path: string | null,
  interval: number,
  hash: string,
  hashOfData: HashOfData,
): Promise<LineageStep["state"]> {
  if (path === null) return "unchecked";
  const now = await hashOfData(path, interval);
  return now === null ? "missing" : now === hash ? "as stored" : "changed";
}

/** Those that say something: an empty list is none. */
const settingsOf = ({ settings }: ModelRecord["learner"]): readonly string[] =>
  Object.entries(settings)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([name, value]) => `${name} ${String(value)}`);
