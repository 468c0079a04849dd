import type { BarColumn } from "../../kernels/catalog/operation.js";
import type { Span } from "../../lang/source.js";
import type * as tree from "../../lang/tree.js";
import type { ProvidedName, Symbol } from "../checked.js";
import type { Imported, Module } from "../modules/module.js";

/** A value's name, what it stands for and where it was given. */
export interface NamedValue {
  readonly symbol: Symbol;
  /** Marks the declaration as used when the name is read. */
  readonly declaration: object | undefined;
  readonly span: Span | undefined;
}

/** The values that can be named at a place; functions live apart, so a `let` may be called like an operation. */
export interface Scope {
  readonly values: Map<string, NamedValue>;
  readonly parent: Scope | undefined;
}

export function createScope(parent: Scope | undefined): Scope {
  return { values: new Map(), parent };
}

export function find(scope: Scope, name: string): NamedValue | undefined {
  for (let place: Scope | undefined = scope; place !== undefined; place = place.parent) {
    const value = place.values.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function namesIn(scope: Scope): string[] {
  const names: string[] = [];
  for (let place: Scope | undefined = scope; place !== undefined; place = place.parent) {
    names.push(...place.values.keys());
  }
  return names;
}

export const barColumns: readonly BarColumn[] = ["open", "high", "low", "close", "volume", "time"];

export const providedNames: readonly ProvidedName[] = [
  "entry",
  "equity",
  "drawdown",
  "daily_loss",
  "losing_streak",
  "round_trip_cost",
];

/** Functions that give a number its unit. */
export const unitFunctions = ["price", "quantity", "money"] as const;

/** What is named without being declared: the columns of the bar and what the broker provides. */
export function languageScope(): Scope {
  const scope = createScope(undefined);
  const add = (name: string, symbol: Symbol) =>
    scope.values.set(name, { symbol, declaration: undefined, span: undefined });
  for (const column of barColumns) add(column, { kind: "bar", column, clock: "base" });
  for (const name of providedNames) add(name, { kind: "provided", name });
  return scope;
}

/** What the declarations of a file offer to every strategy in it. */
export interface FileScope {
  readonly functions: ReadonlyMap<string, tree.FunctionDeclaration>;
  readonly constants: ReadonlyMap<string, tree.Constant>;
  /** What the file uses, by prefix. Prefixes are looked up only before a dot, so they clash with no other name. */
  readonly modules: ReadonlyMap<string, Imported>;
  /** Where another `use` can be written: behind the last one, or the edition, or at the beginning. */
  readonly useAt: number;
  /** Words in statements that could not be read: they may have been declared there. */
  readonly unknown: ReadonlySet<string>;
  /** How many declarations lack their name: as many names that are not found are theirs. */
  readonly nameless: number;
  /** Whether the parser found a mistake inside a place: then nothing is known of what stands there. */
  readonly isBroken: (span: Span) => boolean;
}

/** A file whose functions and constants are within reach at a place: the checked one or a module. */
export interface Home {
  readonly file: FileScope;
  /** Its constants, under them the names of the language. */
  readonly scope: Scope;
  /** Undefined for the file that is checked. */
  readonly module: Module | undefined;
}
