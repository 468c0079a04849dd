import type { Calibration, FittedModel } from "../fitted-model.js";
import type { ModelDescription } from "./description.js";
import type { ModelFile } from "./file.js";
import type { ModelSchema, OpenedModel } from "./predictor.js";

export type { ModelDescription, ModelFile, ModelSchema, OpenedModel };

/** As `openPredictor`; what it needs is loaded when the first model is opened. */
export async function openModel(file: ModelFile, schema: ModelSchema): Promise<OpenedModel> {
  const { openPredictor } = await import("./predictor.js");
  return openPredictor(file, schema);
}

/** As `writeOnnx`; what it needs is loaded when the first model is written. */
export async function exportModel(
  model: FittedModel,
  calibration: Calibration,
  description: ModelDescription,
): Promise<Uint8Array> {
  const { writeOnnx } = await import("./write.js");
  return writeOnnx(model, calibration, description);
}
