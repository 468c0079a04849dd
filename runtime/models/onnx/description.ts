import type { FeatureColumn, TargetColumn } from "../training-rows.js";

/** What a model was made for; travels inside its file. */
export interface ModelDescription {
  /** In the model's order. */
  readonly features: readonly Pick<FeatureColumn, "name" | "type">[];
  readonly target: Pick<TargetColumn, "name" | "kind" | "classes">;
  /** Identity of names, types and computation of the features; null: not known. */
  readonly schemaHash: string | null;
  /** The close of the last bar whose target was learned from, epoch milliseconds UTC; null: not known. */
  readonly knownUntil: number | null;
  /** Of a linear model the mean of each input over its training rows: what its explanations begin with. */
  readonly inputMeans?: readonly number[];
  /** Version of the program that wrote it. */
  readonly program: string;
  /** More to be said, by name. */
  readonly more?: Readonly<Record<string, string>>;
}
