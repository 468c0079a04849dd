import type { Span } from "../../lang/source.js";
import type { Expression, FieldAccess } from "../../lang/tree.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import type { Symbol } from "../checked.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import type { Imported, Module } from "../modules/module.js";
import { copy } from "./children.js";
import type { Callable } from "./inline.js";
import { addRoom } from "./places.js";
import type { Context, Resolving } from "./resolving.js";
import { createScope, find, languageScope, type Home } from "./scope.js";

const unknown: Symbol = { kind: "unknown" };

/** Values that have no fields and no functions: a prefix of the same name is meant before a dot. */
const single: ReadonlySet<Symbol["kind"]> = new Set(["bar", "parameter", "provided"]);
/** Values that may have fields, but nothing that could be called. */
const perhapsRecords: ReadonlySet<Symbol["kind"]> = new Set(["value", "state", "previous"]);

/**
 * The module that a word before a dot stands for. A value of the strategy with that name comes first where the dot could
 * take a field of it; only models and what is not understood have functions.
 */
export function importedAt(
  object: Expression,
  { home, scope }: Context,
  wanted: "function" | "value",
): Imported | undefined {
  if (object.kind !== "name") return undefined;
  const imported = home.file.modules.get(object.text);
  if (imported === undefined) return undefined;
  const kind = find(scope, object.text)?.symbol.kind;
  const free = kind === undefined || single.has(kind) || (wanted === "function" && perhapsRecords.has(kind));
  return free ? imported : undefined;
}

/** `trend.slope` before its arguments: the function; undefined when it is not there, which is reported. */
export function moduleFunction(
  callee: FieldAccess,
  imported: Imported,
  resolving: Resolving,
): Callable | undefined {
  const { module, prefix } = take(imported, resolving);
  if (module === undefined) return undefined;
  const declaration = module.scope.functions.get(callee.field.text);
  if (declaration !== undefined) {
    const home = homeOf(module, prefix, callee.span, resolving);
    return { declaration, home, name: `${prefix}.${callee.field.text}` };
  }
  reportNoExport(callee, "function", [...module.scope.functions.keys()], prefix, resolving);
  return undefined;
}

/** `mine.daily`: a constant of a module. */
export function moduleConstant(expression: FieldAccess, imported: Imported, resolving: Resolving): Symbol {
  const { module, prefix } = take(imported, resolving);
  if (module === undefined) return unknown;
  const { text } = expression.field;
  if (module.scope.constants.has(text)) {
    return find(homeOf(module, imported.prefix, expression.span, resolving).scope, text)?.symbol ?? unknown;
  }
  if (module.scope.functions.has(text)) {
    const only = `with its arguments: \`${prefix}.${text}(…)\``;
    const holes = { kind: "function", name: `${prefix}.${text}`, suggestion: undefined, only } as const;
    resolving.report(unknownName({ span: expression.field.span, holes }));
  } else reportNoExport(expression, "name", [...module.scope.constants.keys()], prefix, resolving);
  return unknown;
}

function take(imported: Imported, { used }: Resolving): Imported {
  used.add(imported.use);
  return imported;
}

function reportNoExport(
  { field }: FieldAccess,
  kind: "function" | "name",
  known: readonly string[],
  of: string,
  resolving: Resolving,
): void {
  const { span, text } = field;
  const offered = known.filter((name) => !name.startsWith("_"));
  const suggestion = suggest(text, offered);
  resolving.report(
    unknownName({
      span,
      holes: { kind, name: text, suggestion, of, known: offered.length > 12 ? [] : offered },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

/** A module's constants, copied once for the strategy. Nothing in them can depend on who uses them. */
function homeOf(module: Module, prefix: string, place: Span, resolving: Resolving): Home {
  const known = resolving.homes.get(module);
  if (known !== undefined) return known;
  const scope = createScope(languageScope());
  const home: Home = { file: module.scope, scope, module };
  resolving.homes.set(module, home);
  if (module.scope.constants.size === 0) return home;
  const by = addRoom(resolving.source, module.source, place, prefix);
  const values: Expression[] = [];
  for (const constant of module.scope.constants.values()) {
    const { text: name } = constant.name;
    const value = copy(constant.value, by);
    values.push(value);
    const symbol: Symbol = { kind: "value", role: "constant", name, value };
    scope.values.set(name, { symbol, declaration: constant, span: undefined });
  }
  const inside: Context = {
    home,
    scope,
    level: false,
    state: undefined,
    clock: "base",
    around: undefined,
    calls: [],
  };
  for (const value of values) resolving.resolve(value, inside);
  return home;
}
