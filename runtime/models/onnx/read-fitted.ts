import type { Calibration, FittedModel } from "../fitted-model.js";
import type { ModelFile } from "./file.js";
import { readAnswerProperties, readProperties } from "./metadata.js";
import { decodeModel } from "./protocol.js";
import { readLinear } from "./read-linear.js";
import { readTrees } from "./read-trees.js";

/** A fitted model as it stands in its file. */
export interface ReadModel {
  /** Scores are those of the model that was written, bit for bit; what its splits gained is not in the file: 0. */
  readonly fitted: FittedModel;
  readonly calibration: Calibration;
  /** Of a linear model the means of its inputs in training; null: not in the file. */
  readonly inputMeans: readonly number[] | null;
  /** Names of its features, in its order. */
  readonly features: readonly string[];
}

/** What a file does not give a model back for. */
export interface Unreadable {
  readonly unreadable: string;
}

/** The model that this program wrote into a file. Of files of other programs only their answers are known. */
export function readFitted({ name, bytes }: ModelFile): ReadModel | Unreadable {
  const { graph, metadata } = decodeModel(bytes);
  const { own, featureNames } = readProperties(metadata);
  if (!own || graph === undefined)
    return { unreadable: `${name} was not trained here, and how it comes to its answers is not computed` };
  const said = readAnswerProperties(metadata);
  const hasTrees = graph.nodes.some(({ operator, inputs }) => operator === treeOperator && inputs.length > 0);
  const fitted =
    said === null ? null : (readLinear(graph, said.link) ?? (hasTrees ? readTrees(graph, said.link) : null));
  if (said === null || fitted === null || !isExplainable(fitted, said.inputMeans))
    return {
      unreadable: `${name} was written by a version that did not keep what this needs; train it again`,
    };
  return { fitted, calibration: said.calibration, inputMeans: said.inputMeans, features: featureNames ?? [] };
}

const treeOperator = "TreeEnsembleRegressor";

/** Whether the file says where the training rows went: at the splits, or in means. */
function isExplainable(fitted: FittedModel, means: readonly number[] | null): boolean {
  if (fitted.kind === "linear") return means !== null;
  return fitted.roots.every((root) => (fitted.feature[root] ?? -1) < 0 || (fitted.cover[root] ?? 0) > 0);
}
