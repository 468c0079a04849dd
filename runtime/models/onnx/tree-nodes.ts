import type { CalibrationCurve, TreeEnsemble } from "../fitted-model.js";
import type { GraphBuilder } from "./builder.js";

const learning = { domain: "ai.onnx.ml" };

/** A category that no row has: a node that asks for it sends all that is not missing to the right. */
export const noCategory = -Number.MAX_VALUE;

type Mode = "BRANCH_LEQ" | "BRANCH_LT" | "BRANCH_EQ" | "LEAF";

/** The nodes of all trees as ONNX wants them: in columns. */
class TreeColumns {
  readonly #trees: number[] = [];
  readonly #ids: number[] = [];
  readonly #features: number[] = [];
  readonly #values: number[] = [];
  readonly #modes: Mode[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #missing: number[] = [];
  readonly #covers: number[] = [];
  readonly #weights = {
    trees: [] as number[],
    ids: [] as number[],
    outputs: [] as number[],
    values: [] as number[],
  };

  node(tree: number, id: number, mode: Mode, ask: Partial<Asked> = {}): void {
    this.#trees.push(tree);
    this.#ids.push(id);
    this.#modes.push(mode);
    this.#features.push(ask.feature ?? 0);
    this.#values.push(ask.value ?? 0);
    this.#left.push(ask.left ?? 0);
    this.#right.push(ask.right ?? 0);
    this.#missing.push(ask.missingLeft === true ? 1 : 0);
    this.#covers.push(ask.cover ?? 0);
  }

  weight(tree: number, id: number, output: number, value: number): void {
    const { trees, ids, outputs, values } = this.#weights;
    trees.push(tree);
    ids.push(id);
    outputs.push(output);
    values.push(value);
  }

  /** Trees over numbers of 64 bits: what the leaves say is added up in 64 bits and rounded to 32 once. */
  write(builder: GraphBuilder, input: string, count: number): string {
    const { trees, ids, outputs, values } = this.#weights;
    return builder.add(
      "TreeEnsembleRegressor",
      [input],
      {
        aggregate_function: { text: "SUM" },
        n_targets: { integer: count },
        nodes_falsenodeids: { integers: this.#right },
        nodes_featureids: { integers: this.#features },
        // Nothing is computed of them; explanations need them, and other programs leave them alone.
        ...(this.#covers.some((cover) => cover !== 0) && {
          nodes_hitrates_as_tensor: { doubles: this.#covers },
        }),
        nodes_missing_value_tracks_true: { integers: this.#missing },
        nodes_modes: { texts: this.#modes },
        nodes_nodeids: { integers: this.#ids },
        nodes_treeids: { integers: this.#trees },
        nodes_truenodeids: { integers: this.#left },
        nodes_values_as_tensor: { doubles: this.#values },
        post_transform: { text: "NONE" },
        target_ids: { integers: outputs },
        target_nodeids: { integers: ids },
        target_treeids: { integers: trees },
        target_weights_as_tensor: { doubles: values },
      },
      learning,
    );
  }
}

interface Asked {
  readonly feature: number;
  readonly value: number;
  readonly left: number;
  readonly right: number;
  readonly missingLeft: boolean;
  /** Weight of the training rows that came through. */
  readonly cover: number;
}

/** Raw scores of trees, [rows, outputs], from the features as 64-bit numbers. */
export function writeTrees(model: TreeEnsemble, builder: GraphBuilder, features: string): string {
  const columns = new TreeColumns();
  // A first tree of one leaf: `base_values` are forgotten for outputs that no leaf adds to.
  columns.node(0, 0, "LEAF");
  for (const [output, value] of model.base.entries()) columns.weight(0, 0, output, value);
  for (const [k, root] of model.roots.entries()) writeTree(model, k, root, columns);
  return columns.write(builder, features, model.base.length);
}

function writeTree(model: TreeEnsemble, index: number, root: number, columns: TreeColumns): void {
  const tree = index + 1;
  const output = model.outputs[index] ?? 0;
  const nodes = nodesBelow(model, root);
  const placeOf = new Map(nodes.map((node, place) => [node, place]));
  const idOf = (node: number | undefined) => placeOf.get(node ?? -1) ?? 0;
  let free = nodes.length;
  for (const node of nodes) {
    const feature = model.feature[node] ?? -1;
    if (feature < 0) {
      writeLeaf(model, output, node, { tree, id: idOf(node) }, columns);
      continue;
    }
    const ask = {
      feature,
      left: idOf(model.left[node]),
      right: idOf(model.right[node]),
      missingLeft: model.missingLeft[node] === 1,
      cover: model.cover[node] ?? 0,
    };
    const categories = model.categories.get(node);
    if (categories === undefined)
      columns.node(tree, idOf(node), "BRANCH_LEQ", { ...ask, value: model.threshold[node] ?? 0 });
    else free = writeCategories(tree, idOf(node), categories, ask, free, columns);
  }
}

/** Of categories one after another is asked for; all that are met go to the same node. Gives the next free number. */
function writeCategories(
  tree: number,
  first: number,
  categories: readonly number[],
  ask: Omit<Asked, "value">,
  free: number,
  columns: TreeColumns,
): number {
  const asked = categories.length === 0 ? [noCategory] : categories;
  for (const [k, value] of asked.entries()) {
    const id = k === 0 ? first : free + k - 1;
    const right = k === asked.length - 1 ? ask.right : free + k;
    columns.node(tree, id, "BRANCH_EQ", { ...ask, value, right });
  }
  return free + asked.length - 1;
}

function writeLeaf(
  model: TreeEnsemble,
  output: number,
  node: number,
  { tree, id }: { readonly tree: number; readonly id: number },
  columns: TreeColumns,
): void {
  columns.node(tree, id, "LEAF", { cover: model.cover[node] ?? 0 });
  const outputs = model.base.length;
  if (output >= 0) columns.weight(tree, id, output, model.value[node] ?? 0);
  else for (let k = 0; k < outputs; k++) columns.weight(tree, id, k, model.value[node * outputs + k] ?? 0);
}

/** A tree's nodes, each before those below it. */
function nodesBelow(model: TreeEnsemble, root: number): readonly number[] {
  const nodes = [root];
  for (const node of nodes)
    if ((model.feature[node] ?? -1) >= 0) nodes.push(model.left[node] ?? -1, model.right[node] ?? -1);
  return nodes;
}

/** How many points of a curve lie at or before a value, less one: by halves, as one tree. The value is not before the first. */
export function writeLookup({ from }: CalibrationCurve, builder: GraphBuilder, value: string): string {
  const columns = new TreeColumns();
  let free = 1;
  const write = (id: number, low: number, high: number): void => {
    if (high - low === 1) {
      columns.node(0, id, "LEAF");
      columns.weight(0, id, 0, low);
      return;
    }
    const middle = (low + high) >> 1;
    const [left, right] = [free, free + 1];
    free += 2;
    columns.node(0, id, "BRANCH_LT", { value: from[middle] ?? 0, left, right });
    write(left, low, middle);
    write(right, middle, high);
  };
  write(0, 0, Math.max(1, from.length));
  return columns.write(builder, value, 1);
}
