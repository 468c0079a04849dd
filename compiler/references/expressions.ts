import type { Operation } from "../../kernels/catalog/operation.js";
import type { Source } from "../../lang/source.js";
import type { Call, Expression, FieldAccess, File, Identifier, RecordLiteral } from "../../lang/tree.js";
import type { Imported } from "../modules/module.js";
import { children } from "../passes/children.js";
import { unitFunctions } from "../passes/scope.js";
import {
  createNames,
  declaredBy,
  findName,
  ofLanguage,
  placeOfModule,
  type Names,
  type Place,
  type Shape,
} from "./names.js";
import type { Declared, Reference } from "./reference.js";
import { calledFunction, shapeOf, shapeOfRecord } from "./shapes.js";

/** Where references are gathered. */
export interface Gathering {
  readonly source: Source;
  readonly found: Reference[];
  /** What is the language's own, once for all occurrences. */
  readonly language: Map<string, Declared>;
}

export function addReference(
  { found }: Gathering,
  { span }: Identifier | Expression,
  declared: Declared,
  isDeclaration = false,
): void {
  if (span.end > span.start) found.push({ span, declared, isDeclaration });
}

/** The language's own name of a kind. */
export function own(
  { language }: Gathering,
  kind: Declared["kind"],
  name: string,
  documentation = "",
  of = "",
): Declared {
  const key = `${kind} ${of} ${name}`;
  const declared = language.get(key) ?? ofLanguage(kind, name, documentation);
  language.set(key, declared);
  return declared;
}

/** Gathers the names in an expression. `expected`: the fields that the place promises to others. */
export function walkExpression(
  expression: Expression,
  names: Names,
  into: Gathering,
  expected?: Shape,
): void {
  switch (expression.kind) {
    case "name": {
      const declared = findName(names, expression.text)?.declared;
      if (declared) addReference(into, expression, declared);
      else walkLoneName(expression, names, into);
      return;
    }
    case "field":
      walkField(expression, names, into);
      return;
    case "call":
      walkCall(expression, names, into);
      return;
    case "record":
      walkRecord(expression, names, into, expected);
      return;
    case "conditional": {
      walkExpression(expression.condition, names, into);
      walkExpression(expression.then, names, into, expected);
      walkExpression(expression.otherwise, names, into, expected ?? shapeOf(expression.then, names));
      return;
    }
    default:
      for (const child of children(expression)) walkExpression(child, names, into);
  }
}

/** A word that is a prefix or a function, not a value: half-typed, but already known. */
function walkLoneName(
  expression: Extract<Expression, { kind: "name" }>,
  { place }: Names,
  into: Gathering,
): void {
  const { text } = expression;
  const imported = place.scope.modules.get(text);
  const declaration = place.scope.functions.get(text);
  if (imported !== undefined) addReference(into, expression, prefixOf(imported, place));
  else if (declaration !== undefined) {
    const { name, documentation } = declaration;
    addReference(into, expression, declaredBy(declaration, "function", name, documentation, place));
  }
}

/** What a prefix is, as its `use` declares it. */
export function prefixOf({ use, prefix, module }: Imported, place: Place): Declared {
  const known = place.declared.get(use);
  if (known !== undefined) return known;
  const last = use.path.kind === "module" ? use.path.segments.at(-1) : undefined;
  const { span } = use.alias ?? last ?? use.path;
  const documentation = module ? remarkOf(module.file) : "";
  const declared: Declared = {
    kind: "module",
    name: prefix,
    path: place.path,
    span,
    documentation,
    ...(module && { module: module.path }),
  };
  place.declared.set(use, declared);
  return declared;
}

/** The remark above everything that a file declares: what the module is for. */
function remarkOf({ comments, uses, declarations }: File): string {
  const first = Math.min(...[...uses, ...declarations].map(({ span }) => span.start));
  const remarks = comments.filter(({ span, documentation }) => !documentation && span.end < first);
  return remarks.map(({ text }) => text.trim()).join("\n");
}

function walkRecord(record: RecordLiteral, names: Names, into: Gathering, expected: Shape | undefined): void {
  const shape = shapeOfRecord(record, names);
  for (const field of record.fields) {
    const promised = expected?.get(field.name.text);
    const declared = promised?.declared ?? shape.get(field.name.text)?.declared;
    if (declared) addReference(into, field.name, declared, promised === undefined);
    walkExpression(field.value, names, into, promised?.shape);
  }
}

function walkField(expression: FieldAccess, names: Names, into: Gathering): void {
  const { object, field } = expression;
  const { place } = names;
  if (object.kind === "name") {
    const value = findName(names, object.text);
    const inValue = value?.shape()?.get(field.text);
    const imported = place.scope.modules.get(object.text);
    if (imported !== undefined && inValue === undefined && value?.declared.kind !== "let") {
      addReference(into, object, prefixOf(imported, place));
      const constant = imported.module?.scope.constants.get(field.text);
      if (imported.module && constant) {
        const other = placeOfModule(imported.module.path, imported.module.scope, place);
        const { name, documentation } = constant;
        addReference(into, field, declaredBy(constant, "constant", name, documentation, other));
      }
      return;
    }
  }
  walkExpression(object, names, into);
  const known = shapeOf(object, names)?.get(field.text);
  if (known !== undefined) addReference(into, field, known.declared);
}

function walkCall(call: Call, names: Names, into: Gathering): void {
  const { callee } = call;
  const called = calledFunction(call, names);
  if (called !== undefined) {
    const { declaration, place } = called;
    if (callee.kind === "field" && callee.object.kind === "name") {
      const imported = names.place.scope.modules.get(callee.object.text);
      if (imported) addReference(into, callee.object, prefixOf(imported, names.place));
    }
    const { name, documentation } = declaration;
    const declared = declaredBy(declaration, "function", name, documentation, place);
    addReference(into, callee.kind === "field" ? callee.field : callee, declared);
    const parameters = new Map(
      declaration.parameters.map((each) => [
        each.name.text,
        declaredBy(each, "function parameter", each.name, "", place),
      ]),
    );
    walkArguments(call, names, into, (argument) => parameters.get(argument));
    return;
  }
  if (callee.kind === "name") {
    walkOperation(call, callee.text, names, into);
    return;
  }
  walkExpression(callee, names, into);
  const targets = callee.kind === "field" ? shapeOf(callee.object, names) : undefined;
  walkArguments(call, withTargets(targets, names), into, () => undefined);
}

/** `edge.probability(up)`: the targets of a model are names among its arguments. */
function withTargets(shape: Shape | undefined, names: Names): Names {
  if (shape === undefined) return names;
  const inside = createNames(names.place, names);
  for (const [name, { declared, shape: inner }] of shape) {
    if (declared.kind === "target") inside.entries.set(name, { declared, shape: () => inner });
  }
  return inside;
}

function walkOperation(call: Call, name: string, names: Names, into: Gathering): void {
  const operation = names.place.catalogue.find(name);
  const isUnit = name === "ahead" || unitFunctions.some((unit) => unit === name);
  if (operation?.surface === "call") {
    addReference(into, call.callee, own(into, "operation", operation.name, operation.summary));
  } else if (isUnit) addReference(into, call.callee, own(into, "operation", name));
  walkArguments(
    call,
    names,
    into,
    (argument) => {
      const known = [...(operation?.inputs ?? []), ...(operation?.parameters ?? [])].find(
        (each) => each.name === argument,
      );
      return known && own(into, "operation parameter", argument, known.summary, operation?.name ?? "");
    },
    operation,
  );
}

function walkArguments(
  { arguments: given }: Call,
  names: Names,
  into: Gathering,
  parameter: (name: string) => Declared | undefined,
  operation?: Operation,
): void {
  let position = 0;
  for (const { name, value } of given) {
    const declared = name && parameter(name.text);
    if (name && declared) addReference(into, name, declared);
    const slot = name ? name.text : position++;
    const choice = value.kind === "name" && operation ? choiceAt(operation, slot, value.text) : undefined;
    if (choice !== undefined) addReference(into, value, own(into, "choice", choice, "", operation?.name));
    else walkExpression(value, names, into);
  }
}

/** The word of a variant, where one is wanted. */
function choiceAt(operation: Operation, slot: string | number, word: string): string | undefined {
  const parameter =
    typeof slot === "number"
      ? operation.parameters[slot - operation.inputs.length]
      : operation.parameters.find(({ name }) => name === slot);
  return parameter?.kind === "choice" && parameter.choices.includes(word) ? word : undefined;
}
