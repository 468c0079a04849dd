import { milliseconds, money, price, quantity, ratio, type Unit } from "../../kernels/catalog/unit.js";
import type { Expression, Identifier, TypeAnnotation } from "../../lang/tree.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { moved } from "./children.js";
import type { Demand } from "./program.js";
import type { Resolving } from "./resolving.js";
import { suggest } from "../../lang/diagnostics/suggest.js";

export interface NamedType {
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

const typeNamed = (name: string): NamedType | undefined =>
  Object.hasOwn(namedTypes, name) ? namedTypes[name] : undefined;

/**
 * What an annotation asks of an expression: one demand for a single value, one for each field of a record. A type that is
 * not known and fields that are missing or too many are reported. `by` is added to the annotation's places.
 */
export function demandsOfType(
  annotation: TypeAnnotation,
  expression: Expression,
  what: string,
  resolving: Resolving,
  by: number,
): readonly Demand[] {
  if (annotation.kind === "record type") {
    return demandsOfRecord(annotation, expression, what, resolving, by);
  }
  const known = typeNamed(annotation.name.text);
  if (known === undefined) {
    reportUnknownType(moved(annotation.name, by), resolving);
    return [];
  }
  const { optional } = annotation;
  return [{ expression, what, ...known, stage: "series", optional, decides: false }];
}

function reportUnknownType({ text: name, span }: Identifier, resolving: Resolving): void {
  const suggestion = suggest(name, Object.keys(namedTypes));
  resolving.report(
    unknownName({
      span,
      holes: { kind: "type", name, suggestion },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

function demandsOfRecord(
  annotation: Extract<TypeAnnotation, { kind: "record type" }>,
  expression: Expression,
  what: string,
  resolving: Resolving,
  by: number,
): readonly Demand[] {
  const inner = (part: Expression) => demandsOfType(annotation, part, what, resolving, by);
  if (expression.kind === "damaged") return [];
  if (expression.kind === "conditional") return [...inner(expression.then), ...inner(expression.otherwise)];
  if (expression.kind === "record") matchFields(annotation, expression, what, resolving);
  return annotation.fields.flatMap(({ name, type }) => {
    const value = fieldOf(expression, name.text, resolving);
    return value ? demandsOfType(type, value, `\`${name.text}\` of ${what}`, resolving, by) : [];
  });
}

/** A field of a record literal as it is written there; of anything else, a field that is taken from it. */
function fieldOf(object: Expression, name: string, { resolution }: Resolving): Expression | undefined {
  if (object.kind === "record") return object.fields.find((field) => field.name.text === name)?.value;
  const { span } = object;
  const taken: Expression = { kind: "field", object, field: { text: name, span }, span };
  resolution.set(taken, { kind: "field", object, field: name });
  return taken;
}

function matchFields(
  { fields }: Extract<TypeAnnotation, { kind: "record type" }>,
  record: Extract<Expression, { kind: "record" }>,
  what: string,
  { report }: Resolving,
): void {
  const wanted = fields.map(({ name }) => name.text);
  const given = record.fields.map(({ name }) => name.text);
  const missing = wanted.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    const message = `${what} lacks ${missing.map((name) => `\`${name}\``).join(", ")}`;
    report(typeDiffers({ span: record.span, holes: { message, label: `has ${given.join(", ")}` } }));
  }
  for (const { name } of record.fields) {
    if (wanted.includes(name.text)) continue;
    const holes = { message: `${what} has no field \`${name.text}\``, label: "not in its type" };
    report(typeDiffers({ span: name.span, holes }));
  }
}

/** What stands for an argument of a type where there is no caller. */
export function givenFor(
  annotation: TypeAnnotation,
  text: string,
  { resolution }: Pick<Resolving, "resolution">,
): Expression {
  const { span } = annotation;
  if (annotation.kind === "record type") {
    const fields = annotation.fields.map((field) => ({
      name: field.name,
      value: givenFor(field.type, field.name.text, { resolution }),
      span: field.span,
    }));
    return { kind: "record", fields, span };
  }
  const type = typeNamed(annotation.name.text);
  if (type === undefined) return { kind: "damaged", span };
  const given: Expression = { kind: "name", text, span };
  resolution.set(given, { kind: "given", type, optional: annotation.optional });
  return given;
}
