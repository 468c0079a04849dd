import { milliseconds, money, price, quantity, ratio, type Unit } from "../../kernels/catalog/unit.js";
import type { Expression, TypeAnnotation } from "../../lang/tree.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import type { Demand } from "./program.js";
import type { Resolving } from "./resolving.js";
import { suggest } from "../../lang/diagnostics/suggest.js";

interface NamedType {
  readonly type: Demand["type"];
  readonly unit: Unit | "length" | "any";
}

/** The types a function can ask for. `series` takes a number of any unit. */
export const namedTypes: Readonly<Record<string, NamedType>> = {
  price: { type: "number", unit: price },
  quantity: { type: "number", unit: quantity },
  money: { type: "number", unit: money },
  number: { type: "number", unit: ratio },
  ratio: { type: "number", unit: ratio },
  percent: { type: "number", unit: ratio },
  bars: { type: "number", unit: "length" },
  duration: { type: "number", unit: milliseconds },
  time: { type: "number", unit: milliseconds },
  series: { type: "number", unit: "any" },
  bool: { type: "truth", unit: "any" },
  category: { type: "category", unit: "any" },
  any: { type: "any", unit: "any" },
};

/** What an annotation asks of an expression; undefined when it asks nothing or is not known (which is reported). */
export function demandOfType(
  annotation: TypeAnnotation,
  expression: Expression,
  what: string,
  resolving: Resolving,
): Demand | undefined {
  if (annotation.kind === "record type") return undefined;
  const name = annotation.name.text;
  const known = Object.hasOwn(namedTypes, name) ? namedTypes[name] : undefined;
  if (known === undefined) {
    const suggestion = suggest(name, Object.keys(namedTypes));
    const { span } = annotation.name;
    resolving.report(
      unknownName({
        span,
        holes: { kind: "type", name, suggestion },
        fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
      }),
    );
    return undefined;
  }
  return {
    expression,
    what,
    ...known,
    stage: "series",
    optional: annotation.optional,
    decides: false,
  };
}
