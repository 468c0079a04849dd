import type { Link, TreeEnsemble } from "../fitted-model.js";
import { attributeOf, tensorDoubles, type GraphMessage } from "./constants.js";
import type { NodeMessage } from "./protocol.js";
import { noCategory } from "./tree-nodes.js";

const utf8 = new TextDecoder();

/** The columns of a node `TreeEnsembleRegressor`, by place. */
class Columns {
  readonly trees: readonly number[];
  readonly features: readonly number[];
  readonly modes: readonly string[];
  readonly values: readonly number[];
  readonly missing: readonly number[];
  readonly covers: readonly number[];
  readonly #ids: readonly number[];
  readonly #left: readonly number[];
  readonly #right: readonly number[];
  readonly #places = new Map<string, number>();

  constructor(node: NodeMessage) {
    const integers = (name: string) => attributeOf(node, name)?.integers ?? [];
    const doubles = (name: string) => tensorDoubles(attributeOf(node, name)?.tensor);
    this.trees = integers("nodes_treeids");
    this.features = integers("nodes_featureids");
    this.missing = integers("nodes_missing_value_tracks_true");
    this.#ids = integers("nodes_nodeids");
    this.#left = integers("nodes_truenodeids");
    this.#right = integers("nodes_falsenodeids");
    this.modes = (attributeOf(node, "nodes_modes")?.texts ?? []).map((word) => utf8.decode(word));
    this.values = doubles("nodes_values_as_tensor");
    this.covers = doubles("nodes_hitrates_as_tensor");
    for (const [place, tree] of this.trees.entries()) this.#places.set(`${tree} ${this.#ids[place]}`, place);
  }

  placeOf(tree: number, id: number): number {
    return this.#places.get(`${tree} ${id}`) ?? -1;
  }

  left(place: number): number {
    return this.placeOf(this.trees[place] ?? -1, this.#left[place] ?? -1);
  }

  right(place: number): number {
    return this.placeOf(this.trees[place] ?? -1, this.#right[place] ?? -1);
  }
}

/** The trees that `writeTrees` has written; null where there are none. */
export function readTrees({ nodes }: GraphMessage, link: Link): TreeEnsemble | null {
  const node = nodes.find(({ operator }) => operator === "TreeEnsembleRegressor");
  if (node === undefined) return null;
  const columns = new Columns(node);
  const outputs = attributeOf(node, "n_targets")?.integer ?? 1;
  const { base, adds } = readWeights(node, columns, outputs);
  // The first tree holds the base; of those that ask for categories one after another only the first is a split.
  const { categories, chained } = readCategories(columns);
  const kept = columns.modes.flatMap((_, place) =>
    columns.trees[place] === 0 || chained.has(place) ? [] : [place],
  );
  const numbers = new Map(kept.map((place, number) => [place, number]));
  const numberOf = (place: number): number => numbers.get(place) ?? -1;
  const isSplit = (place: number): boolean => columns.modes[place] !== "LEAF";
  const roots = kept.filter(
    (place, k) => k === 0 || columns.trees[place] !== columns.trees[kept[k - 1] ?? -1],
  );
  // A leaf of a tree that adds to all has a value for every output.
  const together = outputs > 1 && [...adds.values()].some((leaf) => leaf.length > 1);
  const width = together ? outputs : 1;
  const value = new Float64Array(kept.length * width);
  for (const [k, place] of kept.entries())
    for (const { output, adds: amount } of adds.get(place) ?? [])
      value[k * width + (together ? output : 0)] = amount;
  return {
    kind: "trees",
    link,
    base,
    roots: Int32Array.from(roots, numberOf),
    outputs: Int32Array.from(roots, (root) => (together ? -1 : outputOf(columns, adds, root))),
    feature: Int32Array.from(kept, (place) => (isSplit(place) ? (columns.features[place] ?? -1) : -1)),
    threshold: Float32Array.from(kept, (place) =>
      isSplit(place) && !categories.has(place) ? (columns.values[place] ?? 0) : 0,
    ),
    categories: new Map([...categories].map(([place, words]) => [numberOf(place), words.asked])),
    left: Int32Array.from(kept, (place) => (isSplit(place) ? numberOf(columns.left(place)) : 0)),
    right: Int32Array.from(kept, (place) =>
      isSplit(place) ? numberOf(categories.get(place)?.right ?? columns.right(place)) : 0,
    ),
    missingLeft: Uint8Array.from(kept, (place) => columns.missing[place] ?? 0),
    value,
    cover: Float64Array.from(kept, (place) => columns.covers[place] ?? 0),
    gain: new Float64Array(kept.length),
  };
}

type LeafAdds = readonly { readonly output: number; readonly adds: number }[];

/** What leaves add, by their place; the first tree's is what all begin with. */
function readWeights(
  node: NodeMessage,
  columns: Columns,
  outputs: number,
): { readonly base: readonly number[]; readonly adds: ReadonlyMap<number, LeafAdds> } {
  const integers = (name: string) => attributeOf(node, name)?.integers ?? [];
  const [trees, ids, targets] = [
    integers("target_treeids"),
    integers("target_nodeids"),
    integers("target_ids"),
  ];
  const weights = tensorDoubles(attributeOf(node, "target_weights_as_tensor")?.tensor);
  const base = Array.from({ length: outputs }, () => 0);
  const adds = new Map<number, { output: number; adds: number }[]>();
  for (const [k, amount] of weights.entries()) {
    const output = targets[k] ?? 0;
    if (trees[k] === 0) {
      base[output] = amount;
      continue;
    }
    const place = columns.placeOf(trees[k] ?? -1, ids[k] ?? -1);
    const leaf = adds.get(place);
    if (leaf === undefined) adds.set(place, [{ output, adds: amount }]);
    else leaf.push({ output, adds: amount });
  }
  return { base, adds };
}

/** Chains of questions for one category each, whose yes leads to the same node, as one question for all of them. */
function readCategories(columns: Columns): {
  readonly categories: ReadonlyMap<number, { readonly asked: readonly number[]; readonly right: number }>;
  readonly chained: ReadonlySet<number>;
} {
  const categories = new Map<number, { asked: readonly number[]; right: number }>();
  const chained = new Set<number>();
  for (const [first, mode] of columns.modes.entries()) {
    if (mode !== "BRANCH_EQ" || chained.has(first)) continue;
    const asked: number[] = [];
    let place = first;
    for (;;) {
      const category = columns.values[place] ?? 0;
      if (category !== noCategory) asked.push(category);
      const next = columns.right(place);
      if (columns.modes[next] !== "BRANCH_EQ" || columns.left(next) !== columns.left(first)) break;
      chained.add(next);
      place = next;
    }
    categories.set(first, { asked, right: columns.right(place) });
  }
  return { categories, chained };
}

/** The output that a tree adds to: that of any of its leaves. */
function outputOf(columns: Columns, adds: ReadonlyMap<number, LeafAdds>, root: number): number {
  let place = root;
  while (columns.modes[place] !== "LEAF") place = columns.left(place);
  return adds.get(place)?.[0]?.output ?? 0;
}
