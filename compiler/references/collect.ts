import type { Source } from "../../lang/source.js";
import type * as tree from "../../lang/tree.js";
import type { Catalogue } from "../catalogue.js";
import type { FileScope } from "../passes/scope.js";
import { addReference, prefixOf, walkExpression, type Gathering } from "./expressions.js";
import { createNames, declaredBy, shapeOfType, type Names, type Place } from "./names.js";
import type { Reference } from "./reference.js";
import { namesInFunction, namesOfFile } from "./shapes.js";
import { boundIn, walkBound, walkSettings, walkType } from "./statements.js";
import { namesInStrategy, namesOfLanguage, walkStrategy } from "./strategies.js";

/** A strategy with its names, for what stands beside it: tests, experiments, portfolios. */
type Strategies = ReadonlyMap<string, { readonly declaration: tree.Strategy; readonly names: Names }>;

/**
 * Every occurrence of a name in a file with what it stands for, the declarations themselves included, in source order,
 * each once. It follows the text alone, so that a file that is only half written still knows most of its names.
 */
export function collectReferences(
  file: tree.File,
  source: Source,
  scope: FileScope,
  catalogue: Catalogue,
): readonly Reference[] {
  const place: Place = { path: source.path, scope, catalogue, declared: new Map(), others: new Map() };
  const into: Gathering = { source, found: [], language: new Map() };
  const outer = outerNames(place, into);
  const strategies = new Map<string, { declaration: tree.Strategy; names: Names }>();
  for (const each of file.declarations) {
    if (each.kind !== "strategy" || strategies.has(each.name.text)) continue;
    strategies.set(each.name.text, { declaration: each, names: namesInStrategy(each, outer, into) });
  }
  for (const use of file.uses) walkUse(use, place, into);
  for (const declaration of file.declarations) walkDeclaration(declaration, outer, strategies, into);
  return into.found.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Constants, under them the names of the language. */
function outerNames(place: Place, into: Gathering): Names {
  const language = namesOfLanguage(place, undefined, into);
  const constants = namesOfFile(place);
  const names = createNames(place, language);
  for (const [name, entry] of constants.entries) names.entries.set(name, entry);
  return names;
}

function walkUse(use: tree.Use, place: Place, into: Gathering): void {
  const imported = [...place.scope.modules.values()].find((each) => each.use === use);
  if (imported === undefined) return;
  const prefix = prefixOf(imported, place);
  if (prefix.span) into.found.push({ span: prefix.span, declared: prefix, isDeclaration: true });
  const { module } = imported;
  if (use.alias === undefined || module === undefined || use.path.span.end === use.path.span.start) return;
  const name = use.path.kind === "file" ? use.path.text : module.path;
  const { path } = module;
  const declared = { ...prefix, name, path, span: { start: 0, end: 0 }, module: path };
  into.found.push({ span: use.path.span, declared, isDeclaration: false });
}

function walkDeclaration(
  declaration: tree.Declaration,
  outer: Names,
  strategies: Strategies,
  into: Gathering,
): void {
  const { place } = outer;
  switch (declaration.kind) {
    case "constant": {
      const { name, documentation, value } = declaration;
      addReference(into, name, declaredBy(declaration, "constant", name, documentation, place), true);
      walkExpression(value, outer, into);
      return;
    }
    case "function":
      walkFunction(declaration, outer, into);
      return;
    case "strategy": {
      const { name, documentation } = declaration;
      addReference(into, name, declaredBy(declaration, "strategy", name, documentation, place), true);
      walkStrategy(declaration, outer, into);
      return;
    }
    case "test":
      walkTest(declaration, outer, strategies, into);
      return;
    case "experiment": {
      const { name, documentation, of, settings } = declaration;
      addReference(into, name, declaredBy(declaration, "experiment", name, documentation, place), true);
      const strategy = strategies.get(of.text);
      referTo(of, strategy, place, into);
      if (strategy) walkGivenParameters(settings, strategy.names, into);
      else walkSettings(settings, outer, into);
      return;
    }
    case "portfolio":
      walkPortfolio(declaration, outer, strategies, into);
      return;
    case "damaged":
  }
}

function walkFunction(declaration: tree.FunctionDeclaration, outer: Names, into: Gathering): void {
  const { place } = outer;
  const { name, documentation, parameters, result, steps, body } = declaration;
  addReference(into, name, declaredBy(declaration, "function", name, documentation, place), true);
  for (const each of parameters) {
    addReference(into, each.name, declaredBy(each, "function parameter", each.name, "", place), true);
    walkType(each.type, place, into);
    if (each.fallback) walkExpression(each.fallback, outer, into);
  }
  walkType(result, place, into);
  const own = namesInFunction(declaration, place);
  const inside: Names = { entries: own.entries, parent: outer, place };
  const promised = shapeOfType(result, place);
  // `let both = { line: a, rising: b }` … `return both`: the fields are those that the result promises.
  const returned = body.kind === "name" ? body.text : undefined;
  for (const each of boundIn(steps)) {
    const kind = each.kind === "state" ? "state" : "let";
    walkBound(each, kind, inside, into, each.name.text === returned ? promised : undefined);
  }
  walkExpression(body, inside, into, promised);
}

function referTo(
  name: tree.Identifier | tree.Name,
  strategy: { readonly declaration: tree.Strategy } | undefined,
  place: Place,
  into: Gathering,
): void {
  if (strategy === undefined) return;
  const { declaration } = strategy;
  const declared = declaredBy(declaration, "strategy", declaration.name, declaration.documentation, place);
  addReference(into, name, declared);
}

function walkTest({ of, steps }: tree.Test, outer: Names, strategies: Strategies, into: Gathering): void {
  const strategy = strategies.get(of.text);
  referTo(of, strategy, outer.place, into);
  const names = strategy?.names ?? outer;
  for (const step of steps) {
    if (step.kind === "with") {
      for (const { name, value } of step.values) {
        walkName(name, names, into);
        walkExpression(value, outer, into);
      }
    } else if (step.kind === "row") {
      if (step.of) walkExpression(fieldOf(step.of, step.name), names, into);
      else walkName(step.name, names, into);
      for (const value of step.values) walkExpression(value, outer, into);
    } else if (step.kind === "expect" && step.what.kind === "value") {
      walkExpression(step.what.name, names, into);
      walkExpression(step.what.value, names, into);
    }
  }
}

const walkName = ({ text, span }: tree.Identifier, names: Names, into: Gathering): void =>
  walkExpression({ kind: "name", text, span }, names, into);

/** `eth.close` as an expression. */
const fieldOf = ({ text, span }: tree.Identifier, field: tree.Identifier): tree.FieldAccess => ({
  kind: "field",
  object: { kind: "name", text, span },
  field,
  span: { start: span.start, end: field.span.end },
});

/** A block with the name of a strategy sets its share and its parameters. */
function walkPortfolio(
  declaration: tree.Portfolio,
  outer: Names,
  strategies: Strategies,
  into: Gathering,
): void {
  const { name, documentation, settings } = declaration;
  addReference(into, name, declaredBy(declaration, "portfolio", name, documentation, outer.place), true);
  for (const { name: block, value } of settings) {
    if (value.kind !== "block") {
      walkSettings([{ kind: "setting", name: block, value, span: block.span }], outer, into);
      continue;
    }
    const of = value.settings.find((inner) => inner.name.text === "of")?.value;
    const word = of?.kind === "name" ? of : block;
    const strategy = strategies.get(word.text);
    referTo(word, strategy, outer.place, into);
    if (strategy) walkGivenParameters(value.settings, strategy.names, into);
  }
}

/** `fast: 10 bars` for a parameter of the strategy, also within `with { … }`; the strategy's own values beside it. */
function walkGivenParameters(settings: readonly tree.Setting[], names: Names, into: Gathering): void {
  for (const setting of settings) {
    const { name, value } = setting;
    if (name.text === "of") continue;
    const parameter = names.entries.get(name.text)?.declared;
    if (parameter?.kind === "parameter") addReference(into, name, parameter);
    if (value.kind === "block") walkGivenParameters(value.settings, names, into);
    else walkSettings([setting], names, into);
  }
}
