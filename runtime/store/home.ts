import { join, resolve } from "node:path";

/** Where runs and imported data are kept: `SAGE_HOME`, or `.sage` in the current folder. */
export function sageHome(): string {
  return resolve(process.env["SAGE_HOME"] || ".sage");
}

export function runsFolder(): string {
  return join(sageHome(), "runs");
}

/** What searches have done, by their identity. */
export function searchesFolder(): string {
  return join(sageHome(), "searches");
}

/** Trained models, a folder each. */
export function modelsFolder(): string {
  return join(sageHome(), "models");
}
