import { check, strategyCards, type NameCard } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { strategyText } from "./compute.js";
import { readModule, valuesOf } from "./read-module.js";

/** What the compiler knows of every value that the examples of a module give, by the expression. */
export function libraryCards(module: string): ReadonlyMap<string, NameCard> {
  const expressions = [...new Set(readModule(module).flatMap((each) => valuesOf(each)))];
  const lets = expressions.map((expression, k) => `let value_${k} = ${expression}`);
  const text = strategyText([module], [], 3_600_000).replace("  enter", `${lets.join("\n")}\n  enter`);
  const [card] = strategyCards(check(createSource(`${module}.sage`, text)));
  const known = new Map(card?.names.map((each) => [each.name, each]));
  return new Map(
    expressions.flatMap((expression, k) => {
      const found = known.get(`value_${k}`);
      return found === undefined ? [] : [[expression, found] as const];
    }),
  );
}
