import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Graph } from "../compiler/graph/index.js";
import type { ModelSources, OpenedModels } from "../runtime/index.js";
import { exitCodes, Failure } from "./failure.js";

/**
 * `--model edge.onnx`, `--model edge=champion`: where each model of a strategy is, beside those that it names itself.
 * Undefined where it has no models.
 */
export async function modelSources(
  graph: Graph,
  given: readonly string[],
): Promise<ModelSources | undefined> {
  if (graph.models.length === 0 && given.length === 0) return undefined;
  const { writtenModels } = await import("../runtime/models/open-models.js");
  const written = writtenModels(graph, dirname(resolve(graph.source.path)));
  const sources = given.map((text): readonly [string, string] => {
    const [, name, source] = /^([A-Za-z_]\w*)=(.+)$/s.exec(text) ?? [];
    if (name !== undefined && source !== undefined) return [name, pathOrId(source)];
    const [only] = graph.models;
    if (only !== undefined && graph.models.length === 1) return [only.name, pathOrId(text)];
    const names = graph.models.map((model) => `--model ${model.name}=FILE.onnx`).join(" ");
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `${graph.strategy} has ${graph.models.length} models; --model ${text} does not say for which`,
      names === "" ? "leave --model out" : names,
    );
  });
  return { ...written, ...Object.fromEntries(sources) };
}

const pathOrId = (text: string): string =>
  text.endsWith(".onnx") || existsSync(text) ? resolve(text) : text;

/** Opens the models that a strategy asks; undefined where it asks none. */
export async function openModelsOf(
  graph: Graph,
  sources: ModelSources | undefined,
  parameters: Readonly<Record<string, number>>,
  note?: (sentence: string) => void,
): Promise<OpenedModels | undefined> {
  if (sources === undefined) return undefined;
  const { openModels } = await import("../runtime/models/open-models.js");
  const { parameterValues } = await import("../runtime/engine/parameters.js");
  const opened = await openModels(graph, parameterValues(graph, parameters), sources);
  for (const sentence of opened.notes) note?.(sentence);
  return opened;
}
