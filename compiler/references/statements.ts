import type * as tree from "../../lang/tree.js";
import { namedTypes } from "../passes/annotation.js";
import { addReference, own, walkExpression, type Gathering } from "./expressions.js";
import { createNames, declaredBy, type Names, type Place, type Shape } from "./names.js";
import type { Declared } from "./reference.js";

/** A series that a statement binds, in a strategy, a frame, a function or a model. */
export type Bound = tree.Let | tree.State | tree.Binding;

/** Single bindings; groups are taken apart, what could not be read is left out. */
export function boundIn(
  members: readonly (tree.Let | tree.State | tree.StateGroup | tree.Binding | { readonly kind: "damaged" })[],
): readonly Bound[] {
  return members.flatMap((member): readonly Bound[] => {
    if (member.kind === "damaged") return [];
    if (member.kind !== "state group") return [member];
    return member.members.flatMap((state) => (state.kind === "damaged" ? [] : [state]));
  });
}

/** What a binding declares. */
export function declaredByBound(bound: Bound, kind: Declared["kind"], place: Place): Declared {
  return declaredBy(bound, kind, bound.name, "documentation" in bound ? bound.documentation : "", place);
}

/** The declaration itself and what stands in it. `expected`: fields that others know the value by. */
export function walkBound(
  bound: Bound,
  kind: Declared["kind"],
  names: Names,
  into: Gathering,
  expected?: Shape,
): void {
  addReference(into, bound.name, declaredByBound(bound, kind, names.place), true);
  if (bound.kind === "state") {
    walkExpression(bound.start, names, into);
    walkExpression(bound.value, names, into);
    return;
  }
  const { family } = bound;
  if (family === undefined) {
    walkExpression(bound.value, names, into, expected);
    return;
  }
  walkExpression(family.low, names, into);
  walkExpression(family.high, names, into);
  const inside = createNames(names.place, names);
  const index = declaredBy(family, "family index", family.index, "", names.place);
  inside.entries.set(family.index.text, { declared: index, shape: () => undefined });
  addReference(into, family.index, index, true);
  walkExpression(bound.value, inside, into);
}

/** Settings whose value is a word of the language or of the market, never one of the strategy's names. */
const wordy: ReadonlySet<string> = new Set([
  "exchange",
  "symbol",
  "type",
  "timeframe",
  "path",
  "protect",
  "column",
  "optimise",
  "funding",
  "missing_funding",
]);

/** The names a settings block can hold values by. */
export function walkSettings(settings: readonly tree.Setting[], names: Names, into: Gathering): void {
  for (const { name, value } of settings) {
    if (value.kind === "name" && wordy.has(name.text)) continue;
    if (value.kind === "block") walkSettings(value.settings, names, into);
    else if (value.kind === "range") {
      walkExpression(value.low, names, into);
      walkExpression(value.high, names, into);
    } else if (value.kind === "list") for (const item of value.items) walkExpression(item, names, into);
    else if (value.kind === "rate") walkExpression(value.amount, names, into);
    else walkExpression(value, names, into);
  }
}

/** The types in an annotation, and the fields it promises. */
export function walkType(annotation: tree.TypeAnnotation | undefined, place: Place, into: Gathering): void {
  if (annotation?.kind === "named type") {
    const { text } = annotation.name;
    if (Object.hasOwn(namedTypes, text)) addReference(into, annotation.name, own(into, "type", text));
    return;
  }
  for (const field of annotation?.fields ?? []) {
    addReference(into, field.name, declaredBy(field, "record field", field.name, "", place), true);
    walkType(field.type, place, into);
  }
}
