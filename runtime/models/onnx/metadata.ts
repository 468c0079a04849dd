import * as z from "zod";
import type { Calibration, Link } from "../fitted-model.js";
import type { ModelDescription } from "./description.js";
import type { Property } from "./protocol.js";

/** How raw scores become answers: what cannot be read from the operators without guessing. */
export interface AnswerProperties {
  readonly link: Link;
  readonly calibration: Calibration;
}

/** Properties of a file, in the order in which they are written. */
export function propertiesOf(
  { features, target, ...rest }: ModelDescription,
  { link, calibration }: AnswerProperties,
): readonly Property[] {
  const { schemaHash, knownUntil, inputMeans, program, more = {} } = rest;
  return [
    { key: "format", value: "sage.model/1" },
    { key: "feature_names", value: JSON.stringify(features.map(({ name }) => name)) },
    { key: "feature_types", value: JSON.stringify(features.map(({ type }) => type)) },
    { key: "target", value: target.name },
    { key: "target_kind", value: target.kind },
    { key: "classes", value: JSON.stringify(target.classes) },
    ...(schemaHash === null ? [] : [{ key: "schema_hash", value: schemaHash }]),
    ...(knownUntil === null ? [] : [{ key: "known_until", value: String(knownUntil) }]),
    { key: "link", value: link },
    { key: "calibration", value: JSON.stringify(plainCalibration(calibration)) },
    ...(inputMeans === undefined ? [] : [{ key: "input_means", value: JSON.stringify(inputMeans) }]),
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

const plainCalibration = (calibration: Calibration) =>
  calibration.kind === "isotonic"
    ? { ...calibration, curves: calibration.curves.map(({ from, to }) => ({ from: [...from], to: [...to] })) }
    : calibration;

const doubles = z.array(z.number());
const curveValues = doubles.transform((values) => Float64Array.from(values));
const calibrationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("sigmoid"), slopes: doubles, intercepts: doubles }),
  z.object({
    kind: z.literal("isotonic"),
    curves: z.array(z.object({ from: curveValues, to: curveValues })),
  }),
]);

const answersSchema = z.object({
  link: z.enum(["identity", "logistic", "softmax"]),
  calibration: calibrationSchema,
  inputMeans: doubles.nullable(),
});

/** Null where a file does not say it, or says it otherwise than this program writes it. */
export function readAnswerProperties(
  properties: readonly Property[],
): (AnswerProperties & { readonly inputMeans: readonly number[] | null }) | null {
  const found = new Map(properties.map(({ key, value }) => [key, value]));
  try {
    return answersSchema.parse({
      link: found.get("link"),
      calibration: JSON.parse(found.get("calibration") ?? "null"),
      inputMeans: JSON.parse(found.get("input_means") ?? "null"),
    });
  } catch {
    return null;
  }
}
