import type { Span } from "../../../lang/source.js";
import type * as tree from "../../../lang/tree.js";
import type {
  CheckedFamily,
  CheckedFeature,
  DeclaredModel,
  PredictionOutput,
  Symbol,
} from "../../checked.js";
import { nameTaken } from "../../diagnostics/sage2002-name-taken.js";
import { oneTarget } from "../../diagnostics/sage5014-one-target.js";
import { declareFamily, memberContext } from "../families.js";
import type { Context, Resolving } from "../resolving.js";
import { createScope, find, type Scope } from "../scope.js";
import { oneOf } from "../words.js";
import { readAlgorithm, readTrain } from "./settings.js";

/** What a model answers; nothing of its own can be called so. */
export const predictionFields: Readonly<Record<string, PredictionOutput>> = {
  probability: "probability",
  class: "class",
  value: "value",
  prediction: "value",
};

interface Declaring {
  readonly inside: Scope;
  readonly context: Context;
  readonly taken: Map<string, Span>;
  readonly families: Map<string, CheckedFamily>;
  readonly resolving: Resolving;
}

/** A model's names and settings, before any name in its values is looked up. */
export function declareModel(declaration: tree.Model, context: Context, resolving: Resolving): DeclaredModel {
  const inside = createScope(context.scope);
  const declaring: Declaring = {
    inside,
    context: { ...context, scope: inside },
    taken: new Map(),
    families: new Map(),
    resolving,
  };
  const features = bindingsOf(declaration, "features").flatMap((binding) =>
    declareFeature(binding, declaring),
  );
  const [first, second] = bindingsOf(declaration, "target");
  const [target] = first === undefined ? [] : declareFeature({ ...first, family: undefined }, declaring);
  const name = declaration.name.text;
  const extra = first?.family ?? second?.name;
  if (extra !== undefined) resolving.report(oneTarget({ span: extra.span, holes: { model: name } }));
  const part = <Kind extends tree.ModelPart["kind"]>(kind: Kind) =>
    declaration.parts.find((each): each is Extract<tree.ModelPart, { kind: Kind }> => each.kind === kind);
  const settings = { model: declaration, context, features: features.map((feature) => feature.name) };
  const model: DeclaredModel = {
    name,
    declaration,
    features,
    families: declaring.families,
    target,
    algorithm: readAlgorithm(part("algorithm"), settings, resolving),
    train: readTrain(part("train"), settings, resolving),
  };
  resolving.modelScopes.set(model, inside);
  return model;
}

function bindingsOf(model: tree.Model, kind: "features" | "target"): readonly tree.Binding[] {
  return model.parts.flatMap((part) =>
    part.kind === kind ? part.bindings.filter((each) => each.kind === "binding") : [],
  );
}

function declareFeature(declaration: tree.Binding, declaring: Declaring): readonly CheckedFeature[] {
  const { inside, context, families, resolving } = declaring;
  const { name } = declaration;
  if (isTaken(name, declaring)) return [];
  const { report } = resolving;
  const category = declaration.as !== undefined;
  oneOf(declaration.as, ["category"] as const, "category", report);
  const family = declaration.family && declareFamily(declaration, declaration.family, context, resolving);
  if (declaration.family && family === undefined) return [];
  const symbol: Symbol = family
    ? { kind: "family", family }
    : { kind: "value", role: "let", name: name.text, value: declaration.value };
  // A name of the strategy keeps its meaning, so that `momentum = momentum` takes a `let` as a feature.
  if (find(inside, name.text) === undefined) {
    inside.values.set(name.text, { symbol, declaration, span: name.span });
  }
  if (family === undefined) return [{ name: name.text, value: declaration.value, category, declaration }];
  families.set(name.text, family);
  return [...family.members].map(([number, value]) => ({
    name: `${name.text}[${number}]`,
    value,
    category,
    declaration,
  }));
}

/** Features, target and what a model answers are all read behind its point. */
function isTaken({ text: name, span }: tree.Identifier, { taken, resolving }: Declaring): boolean {
  const before = taken.get(name);
  const first = Object.hasOwn(predictionFields, name) ? "an answer of the model" : undefined;
  if (before === undefined && first === undefined) {
    taken.set(name, span);
    return false;
  }
  resolving.report(
    nameTaken({
      span,
      holes: { name, first: before === undefined ? first : undefined },
      related: before ? [{ span: before, message: "the first" }] : [],
      fixes: [{ title: `Call it \`${name}_2\``, edits: [{ span, text: `${name}_2` }] }],
    }),
  );
  return true;
}

/** Looks up the names in features and target, and notes that each is one value. */
export function resolveModel(model: DeclaredModel, context: Context, resolving: Resolving): void {
  const scope = resolving.modelScopes.get(model) ?? context.scope;
  const named = [
    ...model.features.map((feature) => ({ feature, what: `the feature \`${feature.name}\`` })),
    ...(model.target ? [{ feature: model.target, what: `the target \`${model.target.name}\`` }] : []),
  ];
  for (const { feature, what } of named) {
    const { value } = feature;
    resolving.resolve(value, memberContext(value, { ...context, scope }, resolving));
    resolving.demands.push({
      expression: value,
      what,
      type: "any",
      unit: "any",
      stage: "series",
      single: true,
      optional: true,
      decides: false,
    });
  }
}
