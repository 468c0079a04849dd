import type { TreeEnsemble } from "../fitted-model.js";

/** A node as the reference writes trees: see its README. */
export type TreeNode =
  | { readonly value: number; readonly count: number }
  | {
      readonly feature: number;
      readonly threshold?: number;
      readonly categories?: readonly number[];
      readonly missing: "left" | "right" | "zero";
      readonly gain: number;
      readonly count: number;
      readonly left: TreeNode;
      readonly right: TreeNode;
    };

/** An ensemble of written trees; tree t adds to output t mod `outputs`. */
export function ensembleOf(trees: readonly TreeNode[], outputs: number): TreeEnsemble {
  const nodes: TreeNode[] = [];
  const children: [number, number][] = [];
  const add = (node: TreeNode): number => {
    const place = nodes.push(node) - 1;
    children.push([-1, -1]);
    if ("left" in node) children[place] = [add(node.left), add(node.right)];
    return place;
  };
  const roots = Int32Array.from(trees, add);
  const inner = nodes.map((node) => ("left" in node ? node : null));
  const categories = new Map<number, readonly number[]>();
  for (const [place, node] of inner.entries())
    if (node?.categories !== undefined) categories.set(place, node.categories);
  return {
    kind: "trees",
    link: outputs > 1 ? "softmax" : "logistic",
    base: Array.from({ length: outputs }, () => 0),
    roots,
    outputs: Int32Array.from(trees, (_, tree) => tree % outputs),
    feature: Int32Array.from(inner, (node) => node?.feature ?? -1),
    threshold: Float32Array.from(inner, (node) => below(node?.threshold ?? 0)),
    categories,
    left: Int32Array.from(children, ([left]) => left),
    right: Int32Array.from(children, ([, right]) => right),
    missingLeft: Uint8Array.from(inner, (node) => (goesLeft(node) ? 1 : 0)),
    value: Float64Array.from(nodes, (node) => ("left" in node ? 0 : node.value)),
    cover: Float64Array.from(nodes, (node) => node.count),
    gain: Float64Array.from(inner, (node) => node?.gain ?? 0),
  };
}

/** The greatest 32-bit number that is not above: for values of 32 bits `<=` then says the same. */
function below(threshold: number): number {
  const near = Math.fround(threshold);
  if (near <= threshold) return near;
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, near);
  bits.setInt32(0, bits.getInt32(0) + (near > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

function goesLeft(node: Extract<TreeNode, { readonly feature: number }> | null): boolean {
  if (node === null || node.missing === "right") return false;
  if (node.missing === "left") return true;
  return node.categories?.includes(0) ?? 0 <= (node.threshold ?? 0);
}
