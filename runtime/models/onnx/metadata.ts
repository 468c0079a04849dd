import * as z from "zod";
import type { ModelDescription } from "./description.js";
import type { Property } from "./protocol.js";

/** Properties of a file, in the order in which they are written. */
export function propertiesOf({ features, target, ...rest }: ModelDescription): readonly Property[] {
  const { schemaHash, knownUntil, program, more = {} } = rest;
  return [
    { key: "format", value: "sage.model/1" },
    { key: "feature_names", value: JSON.stringify(features.map(({ name }) => name)) },
    { key: "feature_types", value: JSON.stringify(features.map(({ type }) => type)) },
    { key: "target", value: target.name },
    { key: "target_kind", value: target.kind },
    { key: "classes", value: JSON.stringify(target.classes) },
    ...(schemaHash === null ? [] : [{ key: "schema_hash", value: schemaHash }]),
    ...(knownUntil === null ? [] : [{ key: "known_until", value: String(knownUntil) }]),
    { key: "program", value: program },
    ...Object.entries(more)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
  ];
}

/** What the properties of a file say; of files of others mostly nothing, or only the names of the features. */
export interface FileProperties {
  /** It was written by this program. */
  readonly own: boolean;
  readonly featureNames: readonly string[] | null;
  readonly featureTypes: readonly string[] | null;
  readonly targetKind: string | null;
  readonly classes: readonly string[] | null;
  readonly schemaHash: string | null;
  readonly knownUntil: number | null;
}

const words = z.array(z.string());

export function readProperties(properties: readonly Property[]): FileProperties {
  const found = new Map(properties.map(({ key, value }) => [key, value]));
  const until = Number(found.get("known_until") ?? Number.NaN);
  return {
    own: found.get("format") === "sage.model/1",
    featureNames: wordsOf(found.get("feature_names")),
    featureTypes: wordsOf(found.get("feature_types")),
    targetKind: found.get("target_kind") ?? null,
    classes: wordsOf(found.get("classes")),
    schemaHash: found.get("schema_hash") ?? null,
    knownUntil: Number.isFinite(until) ? until : null,
  };
}

/** A list in JSON, or with commas between. */
function wordsOf(text: string | undefined): readonly string[] | null {
  if (text === undefined || text.trim() === "") return null;
  if (!text.trimStart().startsWith("[")) return text.split(",").map((word) => word.trim());
  try {
    return words.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
