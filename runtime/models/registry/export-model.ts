import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "../../data/atomic-file.js";
import type { ModelRecord } from "./record.js";
import { loadModel, type RegistryOptions } from "./store.js";
import { modelsFolder } from "../../store/home.js";

/**
 * Copies a model out of the registry: `FILE.onnx` and what is known of it beside it as `FILE.json`. The record is
 * copied as it stands, so that its seal still fits.
 * @returns the files
 * @throws RunError SAGE8360 to SAGE8363; DataError where the system refuses
 */
export function exportModel(
  name: string,
  out: string,
  options: RegistryOptions = {},
): { readonly record: ModelRecord; readonly artefact: string; readonly description: string } {
  const { record, artefact } = loadModel(name, options);
  const file = /\.onnx$/i.test(out) ? out : `${out}.onnx`;
  const description = file.replace(/\.onnx$/i, ".json");
  const { folder = modelsFolder() } = options;
  writeFile(description, readFileSync(join(folder, record.id, "model.json")));
  writeFile(file, artefact);
  return { record, artefact: file, description };
}
