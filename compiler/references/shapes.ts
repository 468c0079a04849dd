import type { Call, Expression, FunctionDeclaration, RecordLiteral } from "../../lang/tree.js";
import {
  createNames,
  declaredBy,
  findName,
  noShape,
  ofLanguage,
  placeOfModule,
  shapeOfType,
  type Field,
  type Names,
  type Place,
  type Shape,
} from "./names.js";

/** Functions within functions; a circle of them is reported elsewhere. */
const deepest = 30;

/** The fields of what an expression gives, as far as the text says. */
export function shapeOf(expression: Expression, names: Names, depth = 0): Shape | undefined {
  if (depth > deepest) return undefined;
  switch (expression.kind) {
    case "name":
      return findName(names, expression.text)?.shape();
    case "record":
      return shapeOfRecord(expression, names, depth);
    case "conditional":
      return shapeOf(expression.then, names, depth + 1) ?? shapeOf(expression.otherwise, names, depth + 1);
    case "history":
      return shapeOf(expression.series, names, depth + 1);
    case "field":
      return shapeOf(expression.object, names, depth + 1)?.get(expression.field.text)?.shape;
    case "binary":
      return expression.operator === "??" ? shapeOf(expression.left, names, depth + 1) : undefined;
    case "call":
      return shapeOfCall(expression, names, depth);
    default:
      return undefined;
  }
}

export function shapeOfRecord(record: RecordLiteral, names: Names, depth = 0): Shape {
  return new Map(
    record.fields.map((field): [string, Field] => {
      const declared = declaredBy(field, "record field", field.name, "", names.place);
      return [field.name.text, { declared, shape: shapeOf(field.value, names, depth + 1) }];
    }),
  );
}

/** What a call calls: a function of the file or of a module. */
export function calledFunction(
  { callee }: Call,
  { place }: Names,
): { readonly declaration: FunctionDeclaration; readonly place: Place } | undefined {
  if (callee.kind === "name") {
    const declaration = place.scope.functions.get(callee.text);
    return declaration && { declaration, place };
  }
  if (callee.kind !== "field" || callee.object.kind !== "name") return undefined;
  const module = place.scope.modules.get(callee.object.text)?.module;
  const declaration = module?.scope.functions.get(callee.field.text);
  return module && declaration
    ? { declaration, place: placeOfModule(module.path, module.scope, place) }
    : undefined;
}

function shapeOfCall(call: Call, names: Names, depth: number): Shape | undefined {
  const called = calledFunction(call, names);
  if (called !== undefined) return shapeOfFunction(called.declaration, called.place, depth + 1);
  if (call.callee.kind !== "name") return undefined;
  const operation = names.place.catalogue.find(call.callee.text);
  if (operation === undefined || operation.outputs.length < 2) return undefined;
  return new Map(
    operation.outputs.map(({ name, summary }) => [
      name,
      { declared: ofOperation(`${operation.name}.${name}`, name, summary), shape: undefined },
    ]),
  );
}

const outputs = new Map<string, Field["declared"]>();

function ofOperation(key: string, name: string, summary: string): Field["declared"] {
  const known = outputs.get(key);
  if (known !== undefined) return known;
  const made = ofLanguage("record field", name, summary);
  outputs.set(key, made);
  return made;
}

/** What a function gives: as its result says, else as its body does. */
export function shapeOfFunction(
  declaration: FunctionDeclaration,
  place: Place,
  depth: number,
): Shape | undefined {
  if (declaration.result) return shapeOfType(declaration.result, place);
  return shapeOf(declaration.body, namesInFunction(declaration, place, depth), depth + 1);
}

/** The names inside a function: its parameters and steps, above them the constants of its file. */
export function namesInFunction(declaration: FunctionDeclaration, place: Place, depth = 0): Names {
  const names = createNames(place, namesOfFile(place));
  for (const parameter of declaration.parameters) {
    const declared = declaredBy(parameter, "function parameter", parameter.name, "", place);
    names.entries.set(parameter.name.text, { declared, shape: () => shapeOfType(parameter.type, place) });
  }
  for (const step of declaration.steps) {
    if (step.kind === "damaged") continue;
    for (const each of step.kind === "state group" ? step.members : [step]) {
      if (each.kind === "damaged" || names.entries.has(each.name.text)) continue;
      const declared = declaredBy(each, each.kind, each.name, each.documentation, place);
      const shape = each.kind === "let" ? () => shapeOf(each.value, names, depth + 1) : noShape;
      names.entries.set(each.name.text, { declared, shape });
    }
  }
  return names;
}

/** The constants of a file. */
export function namesOfFile(place: Place): Names {
  const names = createNames(place, undefined);
  for (const constant of place.scope.constants.values()) {
    const declared = declaredBy(constant, "constant", constant.name, constant.documentation, place);
    names.entries.set(constant.name.text, { declared, shape: noShape });
  }
  return names;
}
