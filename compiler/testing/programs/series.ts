import { milliseconds, price, quantity, ratio } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { condition, expression, leaf, optional } from "./expressions.js";
import { tradedUnits, numberOf, truth, type Kind } from "./kinds.js";
import { literalOf } from "./units.js";
import type { Named, Scope } from "./scope.js";
import { stateGroup, stateOf } from "./states.js";
import { isHeld, withSeries } from "./scope.js";

/** The columns of a bar. */
export const barColumns: readonly Named[] = [
  ...["close", "open", "high", "low"].map((text) => ({ text, kind: numberOf(price) })),
  { text: "volume", kind: numberOf(quantity) },
  { text: "time", kind: numberOf(milliseconds) },
];

/** Statements and what they add to what can be named. */
export interface Steps {
  readonly texts: readonly string[];
  readonly scope: Scope;
  /** What was declared, in order. */
  readonly declared: readonly Named[];
}

const anyKind = (choices: Choices): Kind =>
  choices.chance(25) ? truth : numberOf(choices.pick(tradedUnits));

/** Lets, families, records and states, each of which may use those before it. */
export function seriesSteps(most: number, prefix: string, given: Scope, choices: Choices): Steps {
  let scope = given;
  const texts: string[] = [];
  const declared: Named[] = [];
  const add = (text: string, ...named: readonly Named[]): void => {
    const held = isHeld(text, scope);
    const known = named.map((each) => ({ ...each, held }));
    texts.push(text);
    declared.push(...known);
    scope = withSeries(scope, ...known);
  };
  const count = choices.integer(0, most);
  for (let at = 0; at < count; at++) {
    const name = `${prefix}${at}`;
    const kind = anyKind(choices);
    switch (choices.integer(0, 8)) {
      case 0:
        add(`let ${name} = ${optional(kind, 3, scope, choices)}`, { text: name, kind, optional: true });
        break;
      case 1: {
        const { text, named } = stateOf(name, kind, scope, choices);
        add(text, named);
        break;
      }
      case 2: {
        const kinds = [kind, anyKind(choices)];
        const { text, named } = stateGroup([`${name}a`, `${name}b`], kinds, scope, choices);
        add(text, ...named);
        break;
      }
      case 3: {
        // The number of the family stands for lengths and plain numbers.
        const inside: Scope = {
          ...scope,
          lengths: ["k", "k + 1"],
          fixed: [...scope.fixed, { text: "k", kind: numberOf(ratio) }],
        };
        const value = expression(kind, 3, inside, choices);
        add(`let ${name}[k in 1..3] = ${value}`, ...[1, 2, 3].map((k) => ({ text: `${name}[${k}]`, kind })));
        break;
      }
      case 4: {
        const other = anyKind(choices);
        const value = `{ one: ${expression(kind, 2, scope, choices)}, two: ${expression(other, 2, scope, choices)} }`;
        add(`let ${name} = ${value}`, { text: `${name}.one`, kind }, { text: `${name}.two`, kind: other });
        break;
      }
      case 5: {
        const { text, named } = chosenBand(name, scope, choices);
        add(text, ...named);
        break;
      }
      default:
        add(`let ${name} = ${expression(kind, 4, scope, choices)}`, { text: name, kind });
    }
  }
  return { texts, scope, declared };
}

/** One record or another. */
function chosenBand(
  name: string,
  scope: Scope,
  choices: Choices,
): { readonly text: string; readonly named: readonly Named[] } {
  const other = leaf(numberOf(price), scope, choices);
  const when = condition(2, scope, choices);
  return {
    text: `let ${name} = if ${when} then bollinger(close, 5, 2) else bollinger(${other} + high - low, 5, 2)`,
    named: ["upper", "middle"].map((field) => ({ text: `${name}.${field}`, kind: numberOf(price) })),
  };
}

/** Constants of the file. */
export function constantsOf(choices: Choices): {
  readonly texts: readonly string[];
  readonly named: readonly Named[];
} {
  const made = choices.several(3, (at) => {
    const unit = choices.pick([ratio, price, quantity]);
    const value = literalOf(unit, choices);
    return {
      text: `const c${at} = ${value}`,
      named: { text: `c${at}`, kind: numberOf(unit) },
      zero: value === "0",
    };
  });
  // A constant nought fits every unit, so it has none.
  const known = made.filter(({ zero }) => !zero);
  return { texts: made.map(({ text }) => text), named: known.map(({ named }) => named) };
}
