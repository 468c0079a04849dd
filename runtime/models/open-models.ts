import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Graph, GraphModel } from "../../compiler/graph/index.js";
import { RunError } from "../engine/error.js";
import type { ModelIntent } from "./registry/index.js";
import { openModel, type ModelFile } from "./onnx/index.js";
import type { ReadModel, Unreadable } from "./onnx/read-fitted.js";
import type { ModelSchedule } from "./predictor.js";

/** Where the models of a strategy are, by their names in it: paths of files, or ids of stored models. */
export type ModelSources = Readonly<Record<string, string>>;

export interface OpenedModels {
  /** By the models' places in the graph. */
  readonly schedules: ReadonlyMap<number, ModelSchedule>;
  /** Which one answers for a model, by the model's name: the id of a stored one, or the path of a file. */
  readonly answering: ReadonlyMap<string, string>;
  /** What a user should know, once. */
  readonly notes: readonly string[];
  /** What explains their answers, by the models' places in the graph; read when it is asked for. */
  explainable(): Promise<ExplainableModels>;
  close(): Promise<void>;
}

/** Models as they were trained, or why that is not known. */
export type ExplainableModels = ReadonlyMap<number, ReadModel | Unreadable>;

/** A model file and what is known of it beside its bytes. */
interface FoundModel extends ModelFile {
  /** The close of the last bar whose target was learned from; null: as the file says. */
  readonly knownUntil: number | null;
  /** What it was trained to foresee; null: not known. */
  readonly intent: Pick<ModelIntent, "target"> | null;
}

/** The models that the rules of a strategy ask, by their places in the graph. */
export function askedModels(graph: Graph): ReadonlyMap<number, GraphModel> {
  const asked = new Map<number, GraphModel>();
  for (const { operation, model: place = -1 } of graph.nodes) {
    const model = graph.models[place];
    if (operation === "prediction" && model !== undefined) asked.set(place, model);
  }
  return asked;
}

/**
 * Opens the models that a strategy asks: each answers for all bars after those it has learned from. A model without a
 * source is left out, and the run says that it has not been trained.
 * @param values of the graph's parameters, in its order
 * @throws RunError (SAGE8340–8349, and those of the registry) where a model is not there or does not fit
 */
export async function openModels(
  graph: Graph,
  values: readonly number[],
  sources: ModelSources,
): Promise<OpenedModels> {
  const asked = askedModels(graph);
  refuseUnknown(graph, sources);
  const schedules = new Map<number, ModelSchedule>();
  const files = new Map<number, ModelFile>();
  const answering = new Map<string, string>();
  const notes: string[] = [];
  const close = async () => {
    for (const { periods } of schedules.values())
      for (const { predictor } of periods) await predictor.close();
  };
  try {
    const { featureSchemaOf, isTrainedFor } = await import("./registry/feature-schema.js");
    for (const [place, model] of asked) {
      const source = sources[model.name];
      if (source === undefined) continue;
      const { schemaHash } = featureSchemaOf(graph, values, model);
      const found = await findModelFile(source, model);
      files.set(place, found);
      answering.set(model.name, found.name);
      const opened = await openModel(found, { ...model, schemaHash });
      const knownUntil = found.knownUntil ?? opened.knownUntil ?? -Infinity;
      schedules.set(place, {
        periods: [{ from: -Infinity, to: Infinity, knownUntil, predictor: opened.predictor }],
      });
      notes.push(...opened.notes);
      if (found.intent !== null && !isTrainedFor(found.intent, graph, values, model))
        notes.push(
          `${found.name} was trained to foresee something else than \`${model.name}.${model.target.name}\` is with these values: its answers speak of the target that it learned, the rules take them for another. Take the values that it was trained with (\`sage models show\`), or train it anew with \`sage train\`.`,
        );
      if (knownUntil === -Infinity)
        notes.push(
          `${found.name} does not say until when it learned: on bars that it has learned from, its answers are memory. A property \`known_until\` (epoch milliseconds) in the file would keep them apart.`,
        );
    }
  } catch (error) {
    await close();
    throw error;
  }
  const explainable = async () => {
    const { readFitted } = await import("./onnx/read-fitted.js");
    return new Map(Array.from(files, ([place, file]) => [place, readFitted(file)]));
  };
  return { schedules, answering, notes, explainable, close };
}

function refuseUnknown({ strategy, models }: Graph, sources: ModelSources): void {
  const unknown = Object.keys(sources).find((name) => models.every((model) => model.name !== name));
  if (unknown === undefined) return;
  const own = models.map(({ name }) => `\`${name}\``).join(", ");
  throw new RunError(
    "SAGE8349",
    `\`${strategy}\` has no model \`${unknown}\`.`,
    models.length === 0 ? "It has no model at all." : `It has ${own}.`,
  );
}

/** A model by the path of its file, or by its id among the stored ones. */
async function findModelFile(source: string, model: GraphModel): Promise<FoundModel> {
  if (source.endsWith(".onnx") || existsSync(source)) {
    if (existsSync(source))
      return { name: source, bytes: new Uint8Array(readFileSync(source)), knownUntil: null, intent: null };
    throw new RunError(
      "SAGE8340",
      `The model file ${source} is not there.`,
      `Give the file of \`${model.name}\` with --model ${model.name}=FILE.onnx, or write its path relative to the strategy.`,
    );
  }
  const { loadModel } = await import("./registry/index.js");
  const { record, artefact } = loadModel(source);
  return { name: record.id, bytes: artefact, knownUntil: record.training.knownUntil, intent: record.intent };
}

/** The files that a strategy names itself: `algorithm onnx { file: "edge.onnx" }`, relative to its own. */
export function writtenModels(graph: Graph, folder: string): ModelSources {
  return Object.fromEntries(
    graph.models.flatMap(({ name, algorithm }) => {
      const file = algorithm.options.find((option) => option.name === "file")?.words?.[0];
      return algorithm.name !== "onnx" || file === undefined ? [] : [[name, resolve(folder, file)] as const];
    }),
  );
}
