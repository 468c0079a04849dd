import type * as tree from "../../lang/index.js";
import type { File, Span } from "../../lang/index.js";

/** Every node of the tree that says of itself what it is. */
export type TreeNode =
  | File
  | tree.Use
  | tree.Declaration
  | tree.Member
  | tree.Setting
  | tree.Setting["value"]
  | tree.ModelPart
  | tree.Binding
  | tree.Protection
  | tree.TestStep
  | tree.Expression;

/** A node, or a part of one that has only a place: a name, an argument, a range. */
export type Part = TreeNode | (Span_ & { readonly kind?: undefined });

interface Span_ {
  readonly span: Span;
}

const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && "span" in value && typeof value.span === "object";

/** The parts directly inside one, in source order. */
export function partsOf(part: Part): readonly Part[] {
  const found: Part[] = [];
  for (const [key, value] of Object.entries(part)) {
    if (key === "comments") continue;
    if (Array.isArray(value)) found.push(...value.filter(isPart));
    else if (isPart(value)) found.push(value);
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

const touches = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/**
 * The parts around a place, outermost first. A cursor behind the last letter of a name is still at it; between two
 * parts that touch, it is at the second one.
 */
export function pathAt(file: File, offset: number): readonly Part[] {
  const path: Part[] = [file];
  for (let part: Part | undefined = file; part !== undefined;) {
    const inner: Part | undefined = partsOf(part).findLast(({ span }) => touches(span, offset));
    if (inner !== undefined) path.push(inner);
    part = inner;
  }
  return path;
}

/** Calls `visit` with a part and everything inside it, in source order. */
export function everyPart(
  part: Part,
  visit: (part: Part, parent: Part | undefined) => void,
  parent?: Part,
): void {
  visit(part, parent);
  for (const inner of partsOf(part)) everyPart(inner, visit, part);
}
