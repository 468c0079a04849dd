import type { Learn } from "../learner.js";

/** Learners by the names of the language, loaded when one is asked for. */
const learners: Readonly<Record<string, () => Promise<Learn>>> = {
  boosted_trees: async () => (await import("./boosted-trees.js")).learnBoostedTrees,
  random_forest: async () => (await import("./random-forest.js")).learnRandomForest,
  extra_trees: async () => (await import("./extra-trees.js")).learnExtraTrees,
  logistic: async () => (await import("./logistic.js")).learnLogistic,
  ridge: async () => (await import("./ridge.js")).learnRidge,
};

/** How a learner learns; undefined where the name is none of ours, as `onnx`, which comes trained. */
export async function learnerNamed(name: string): Promise<Learn | undefined> {
  return learners[name]?.();
}
