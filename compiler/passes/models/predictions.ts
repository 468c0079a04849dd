import { suggest } from "../../../lang/diagnostics/suggest.js";
import type { Call, Expression, FieldAccess, Identifier } from "../../../lang/tree.js";
import type { CheckedFamily, DeclaredModel, Symbol } from "../../checked.js";
import { unknownName } from "../../diagnostics/sage2001-unknown-name.js";
import { argumentCount } from "../../diagnostics/sage2008-argument-count.js";
import { typeDiffers } from "../../diagnostics/sage2101-type-differs.js";
import { reportWholeFamily } from "../families.js";
import type { Context, Resolving } from "../resolving.js";
import { find } from "../scope.js";
import { predictionFields } from "./declare.js";

const unknown: Symbol = { kind: "unknown" };

/** The model that an expression names; it is used then. */
export function modelOf(
  expression: Expression,
  context: Context,
  resolving: Resolving,
): DeclaredModel | undefined {
  if (expression.kind !== "name") return undefined;
  const named = find(context.scope, expression.text);
  if (named?.symbol.kind !== "model") return undefined;
  if (named.declaration) resolving.used.add(named.declaration);
  return named.symbol.model;
}

/** The family of features that `edge.lag` names. */
export function featureFamilyOf(
  expression: Expression,
  context: Context,
  resolving: Resolving,
): CheckedFamily | undefined {
  if (expression.kind !== "field") return undefined;
  return modelOf(expression.object, context, resolving)?.families.get(expression.field.text);
}

/** How a model is asked, for messages. */
export function exampleOf({ name, target }: DeclaredModel): string {
  return `${name}.probability(${target?.name ?? "up"})`;
}

/** A model has no value of its own. */
export function reportBareModel(expression: Expression, model: DeclaredModel, resolving: Resolving): Symbol {
  resolving.report(
    typeDiffers({
      span: expression.span,
      holes: {
        message: `\`${model.name}\` is a model, not a value`,
        label: "what of it?",
        help: [`\`${exampleOf(model)}\``],
      },
    }),
  );
  return unknown;
}

/** `edge.value`, `edge.class`, or a feature or target by its name. */
export function resolveModelField(
  expression: FieldAccess,
  model: DeclaredModel,
  context: Context,
  resolving: Resolving,
): Symbol {
  const { text, span } = expression.field;
  const output = Object.hasOwn(predictionFields, text) ? predictionFields[text] : undefined;
  if (output === "probability") {
    reportNoClass(expression, model, resolving);
    return unknown;
  }
  if (output !== undefined) return { kind: "prediction", model, output, of: undefined };
  const own = [...model.features, ...(model.target ? [model.target] : [])];
  const feature = own.find(({ name }) => name === text);
  if (feature) {
    return { kind: "value", role: "let", name: `${model.name}.${text}`, value: feature.value };
  }
  const family = featureFamilyOf(expression, context, resolving);
  if (family) return reportWholeFamily(expression, family, resolving);
  if (resolving.file.isBroken(model.declaration.span)) return unknown;
  const known = [...Object.keys(predictionFields), ...own.map(({ name }) => name)];
  const suggestion = suggest(text, known);
  resolving.report(
    unknownName({
      span,
      holes: {
        kind: "field",
        name: text,
        suggestion,
        of: model.name,
        known: known.length > 8 ? Object.keys(predictionFields) : known,
      },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
  return unknown;
}

function reportNoClass({ span }: Expression, model: DeclaredModel, resolving: Resolving): void {
  const text = exampleOf(model);
  const holes = {
    message: "`probability` needs to know of what",
    label: "of which class?",
    signature: `${model.name}.probability(class)`,
  };
  const fixes = model.target ? [{ title: `Write \`${text}\``, edits: [{ span, text }] }] : [];
  resolving.report(argumentCount({ span, holes, fixes }));
}

/** `edge.probability(up)`; whether the model has such a class is seen when its target is known. */
export function resolvePredictionCall(
  call: Call,
  callee: FieldAccess,
  model: DeclaredModel,
  resolving: Resolving,
): Symbol {
  const { text, span } = callee.field;
  if (text !== "probability") {
    const suggestion = suggest(text, ["probability"]);
    const known = ["probability"];
    resolving.report(
      unknownName({
        span,
        holes: { kind: "function", name: text, suggestion, of: model.name, known },
        fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
      }),
    );
    return unknown;
  }
  const [argument, ...more] = call.arguments;
  const of = argument && classOf(argument.value);
  if (of === undefined || more.length > 0) {
    if (argument?.value.kind !== "damaged") reportNoClass(call, model, resolving);
    return unknown;
  }
  return { kind: "prediction", model, output: "probability", of };
}

/** A class is a bare word or a number, never a value. */
function classOf(argument: Expression): Identifier | undefined {
  if (argument.kind === "name") return { text: argument.text, span: argument.span };
  return argument.kind === "number" ? { text: String(argument.value), span: argument.span } : undefined;
}
