import { ratio } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { expression, leaf, optional } from "./expressions.js";
import { numberOf, truth, type Kind } from "./kinds.js";
import type { Named, Scope } from "./scope.js";
import { literalOf } from "./units.js";

/** A last value that can be named inside a state. */
type Previous = Named;

/** What a state is computed from: arithmetic and choices of last values, with anything that needs none. */
function step(
  kind: Kind,
  depth: number,
  previous: readonly Previous[],
  scope: Scope,
  choices: Choices,
): string {
  const own = previous.filter((each) => each.kind.type === kind.type && sameText(each.kind, kind));
  const plain = (of: Kind) => expression(of, depth - 1, scope, choices);
  const last = choices.any(own);
  if (last === undefined) return plain(kind);
  const value = last.optional === true ? `(${last.text} ?? ${plain(kind)})` : last.text;
  if (depth <= 0 || choices.exhausted) return value;
  const inner = () => step(kind, depth - 1, previous, scope, choices);
  const test = () =>
    kind.type === "number" && choices.chance(50) ? `(${inner()} > ${plain(kind)})` : plain(truth);
  switch (choices.integer(0, 7)) {
    case 0:
      return `(if ${test()} then ${inner()} else ${plain(kind)})`;
    case 1:
      return value;
    case 2:
      return kind.type === "number"
        ? `(0.5 * ${inner()} + ${plain(kind)})`
        : `(${inner()} or ${plain(kind)})`;
    case 3:
      return kind.type === "number" ? `max(${inner()}, ${plain(kind)})` : `(${inner()} and ${plain(kind)})`;
    case 4:
      return kind.type === "number" ? `min(${plain(kind)}, ${inner()})` : `(not ${inner()})`;
    case 5:
      // A value that is not chosen may be missing.
      return `(if ${plain(truth)} then ${inner()} else (${optional(kind, depth, scope, choices)} ?? ${inner()}))`;
    case 6:
      return kind.type === "number"
        ? `(${inner()} * ${leaf(numberOf(ratio), scope, choices)} - ${plain(kind)})`
        : inner();
    default:
      return `(if ${test()} then ${plain(kind)} else ${inner()})`;
  }
}

const sameText = (a: Kind, b: Kind): boolean => JSON.stringify(a) === JSON.stringify(b);

function start(kind: Kind, choices: Choices): { readonly text: string; readonly optional: boolean } {
  if (choices.chance(30)) return { text: "na", optional: true };
  if (kind.type === "truth") return { text: choices.pick(["false", "true"]), optional: false };
  return { text: kind.type === "number" ? literalOf(kind.unit, choices) : "0", optional: false };
}

/** One state, and what it is called afterwards. */
export function stateOf(
  name: string,
  kind: Kind,
  scope: Scope,
  choices: Choices,
): { readonly text: string; readonly named: Named } {
  const begins = start(kind, choices);
  const value = step(kind, 3, [{ text: "prev", kind, optional: begins.optional }], scope, choices);
  return {
    text: `state ${name} from ${begins.text} = ${value}`,
    named: { text: name, kind, optional: begins.optional },
  };
}

/** States that read each other's last values. */
export function stateGroup(
  names: readonly string[],
  kinds: readonly Kind[],
  scope: Scope,
  choices: Choices,
): { readonly text: string; readonly named: readonly Named[] } {
  const begun = names.map((name, at) => {
    const kind = kinds[at] ?? truth;
    return { name, kind, ...start(kind, choices) };
  });
  const anyMissing = begun.some((each) => each.optional);
  const previous = begun.map(({ name, kind, optional: missing }) => ({
    text: `${name}.prev`,
    kind,
    optional: missing,
  }));
  const members = begun.map(
    ({ name, kind, text }) => `  ${name} from ${text} = ${step(kind, 3, previous, scope, choices)}`,
  );
  return {
    text: ["state {", ...members, "}"].join("\n"),
    named: begun.map(({ name, kind }) => ({ text: name, kind, optional: anyMissing })),
  };
}
