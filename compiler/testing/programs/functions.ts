import { price, quantity, ratio } from "../../../kernels/catalog/index.js";
import type { FunctionDeclaration, TypeAnnotation } from "../../../lang/index.js";
import { standardModule, standardNames } from "../../modules/standard.js";
import type { Choices } from "./choices.js";
import { expression } from "./expressions.js";
import { numberOf, truth, type Kind } from "./kinds.js";
import { stateOf } from "./states.js";
import { withSeries, type Callable, type Named, type Scope } from "./scope.js";

interface ResultType {
  readonly type: "price" | "number" | "bool";
  readonly kind: Kind;
}

interface ArgumentType {
  readonly type: ResultType["type"] | "quantity" | "bars";
  readonly kind: Kind | "length";
}

const resultTypes: readonly [ResultType, ...ResultType[]] = [
  { type: "price", kind: numberOf(price) },
  { type: "number", kind: numberOf(ratio) },
  { type: "bool", kind: truth },
];

const argumentTypes: readonly [ArgumentType, ...ArgumentType[]] = [
  ...resultTypes,
  { type: "quantity", kind: numberOf(quantity) },
  { type: "bars", kind: "length" },
];

const fallbacks: Readonly<Record<ArgumentType["type"], string>> = {
  price: "close",
  number: "0.5",
  quantity: "volume",
  bool: "close > open",
  bars: "5 bars",
};

/** A function with defaults, steps and states, which gives a value or a record. `scope` is what its file offers. */
export function functionOf(
  name: string,
  prefix: string,
  scope: Scope,
  choices: Choices,
): { readonly text: string; readonly callable: Callable } {
  const parameters = choices.several(3, (at) => {
    const of = choices.pick(argumentTypes);
    return { name: `a${at}`, ...of, hasFallback: choices.chance(40) };
  });
  const firstFallback = parameters.findIndex((each) => each.hasFallback);
  const given = parameters.map((each, at) => ({
    ...each,
    hasFallback: firstFallback !== -1 && at >= firstFallback,
  }));
  let inside: Scope = {
    ...withSeries(
      scope,
      ...given.flatMap(({ name: text, kind }): Named[] => (kind === "length" ? [] : [{ text, kind }])),
    ),
    lengths: [
      ...scope.lengths,
      ...given.flatMap(({ name: text, kind }) => (kind === "length" ? [text] : [])),
    ],
  };
  const steps: string[] = [];
  for (let at = choices.integer(0, 2); at > 0; at--) {
    const { kind } = choices.pick(resultTypes);
    if (choices.chance(40)) {
      const state = stateOf(`s${at}`, kind, inside, choices);
      steps.push(`  ${state.text}`);
      inside = withSeries(inside, state.named);
    } else {
      steps.push(`  let l${at} = ${expression(kind, 2, inside, choices)}`);
      inside = withSeries(inside, { text: `l${at}`, kind });
    }
  }
  const isRecord = choices.chance(40);
  const fields = isRecord ? ["one", "two"].slice(0, choices.integer(1, 2)) : [undefined];
  const results = fields.map((field) => ({ field, of: choices.pick(resultTypes) }));
  const values = results.map(({ of }) => expression(of.kind, 2, inside, choices));
  const type = isRecord
    ? `{ ${results.map(({ field, of }) => `${field}: ${of.type}`).join(", ")} }`
    : (results[0]?.of.type ?? "number");
  const value = isRecord
    ? `{ ${results.map(({ field }, at) => `${field}: ${values[at]}`).join(", ")} }`
    : (values[0] ?? "0");
  const head = `fn ${name}(${given
    .map((each) => `${each.name}: ${each.type}${each.hasFallback ? ` = ${fallbacks[each.type]}` : ""}`)
    .join(", ")})${choices.chance(70) || isRecord ? ` -> ${type}` : ""}`;
  const body = steps.length === 0 ? ` = ${value}` : ` {\n${steps.join("\n")}\n  return ${value}\n}`;
  return {
    text: head + body,
    callable: {
      text: prefix + name,
      parameters: given,
      results: results.map(({ field, of }) => ({ field, kind: of.kind, optional: false })),
    },
  };
}

const knownTypes: Readonly<Record<string, Kind | "length">> = {
  price: numberOf(price),
  series: numberOf(price),
  number: numberOf(ratio),
  ratio: numberOf(ratio),
  percent: numberOf(ratio),
  quantity: numberOf(quantity),
  bool: truth,
  bars: "length",
};

const kindOf = (type: TypeAnnotation | undefined): Kind | "length" | undefined =>
  type?.kind === "named type" && Object.hasOwn(knownTypes, type.name.text)
    ? knownTypes[type.name.text]
    : undefined;

/** The standard library as it can be called here: only what has types that are known, and few arguments that matter. */
function describe(module: string, { name, parameters, result }: FunctionDeclaration): Callable | undefined {
  if (name.text.startsWith("_")) return undefined;
  const given = parameters.map((each) => ({
    name: each.name.text,
    kind: kindOf(each.type),
    hasFallback: each.fallback !== undefined,
  }));
  const known = given.flatMap(({ kind, ...each }) => (kind === undefined ? [] : [{ ...each, kind }]));
  if (known.length !== given.length) return undefined;
  const fields =
    result?.kind === "record type"
      ? result.fields.map((field) => ({ field: field.name.text, type: field.type }))
      : [{ field: undefined, type: result }];
  const results = fields.flatMap(({ field, type }) => {
    const kind = kindOf(type);
    const missing = type?.kind === "named type" && type.optional;
    return kind === undefined ||
      kind === "length" ||
      type?.kind !== "named type" ||
      type.name.text === "series"
      ? []
      : [{ field, kind, optional: missing }];
  });
  // Lengths of the library have defaults that suit each other.
  const own = known.filter((each) => !(each.hasFallback && each.kind !== truth));
  return { text: `${module}.${name.text}`, parameters: own, results };
}

/** What a standard module offers. */
export function standardCallables(module: string): readonly Callable[] {
  const declarations = standardModule(`std.${module}`)?.file.declarations ?? [];
  return declarations.flatMap((each) => (each.kind === "function" ? (describe(module, each) ?? []) : []));
}

export const standardModules: readonly string[] = standardNames.map((name) => name.replace(/^std\./, ""));
