import type { Identifier, TypeAnnotation } from "../../lang/tree.js";
import type { Catalogue } from "../catalogue.js";
import type { FileScope } from "../passes/scope.js";
import type { Declared, DeclaredKind } from "./reference.js";

/** The fields of a value by name; what the walk knows of records, frames, feeds and models alike. */
export type Shape = ReadonlyMap<string, Field>;

export interface Field {
  readonly declared: Declared;
  readonly shape: Shape | undefined;
}

/** A name that can be read at a place. */
export interface Entry {
  readonly declared: Declared;
  /** Found out when it is asked for: values may be declared in any order. */
  readonly shape: () => Shape | undefined;
}

export interface Names {
  readonly entries: Map<string, Entry>;
  readonly parent: Names | undefined;
  /** The file in which the names are looked up. */
  readonly place: Place;
}

/** A file whose text is looked at. */
export interface Place {
  readonly path: string;
  readonly scope: FileScope;
  readonly catalogue: Catalogue;
  /** What stands for each declaration, so that every occurrence gets the same object. */
  readonly declared: Map<object, Declared>;
  /** Places of the modules it uses. */
  readonly others: Map<string, Place>;
}

export const noShape = (): undefined => undefined;

export function createNames(place: Place, parent: Names | undefined): Names {
  return { entries: new Map(), parent, place };
}

/** The first of two declarations of one name is meant. */
export function namedOnce({ entries }: Names, name: string, entry: Entry): void {
  if (!entries.has(name)) entries.set(name, entry);
}

export function findName(names: Names, name: string): Entry | undefined {
  for (let at: Names | undefined = names; at !== undefined; at = at.parent) {
    const entry = at.entries.get(name);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** What a declaration declares; the same object whenever it is asked for the same `key`. */
export function declaredBy(
  key: object,
  kind: DeclaredKind,
  name: Identifier,
  documentation: string,
  { path, declared }: Place,
): Declared {
  const known = declared.get(key);
  if (known !== undefined) return known;
  const made: Declared = { kind, name: name.text, path, span: name.span, documentation };
  declared.set(key, made);
  return made;
}

/** Something of the language itself. */
export const ofLanguage = (kind: DeclaredKind, name: string, documentation = ""): Declared => ({
  kind,
  name,
  path: "",
  span: undefined,
  documentation,
});

/** The fields that `-> { line: price, rising: bool }` promises. */
export function shapeOfType(annotation: TypeAnnotation | undefined, place: Place): Shape | undefined {
  if (annotation?.kind !== "record type") return undefined;
  return new Map(
    annotation.fields.map((field) => {
      const declared = declaredBy(field, "record field", field.name, "", place);
      return [field.name.text, { declared, shape: shapeOfType(field.type, place) }];
    }),
  );
}

/** The place of a module that a file uses. */
export function placeOfModule(path: string, scope: FileScope, from: Place): Place {
  const known = from.others.get(path);
  if (known !== undefined) return known;
  const { catalogue, others } = from;
  const place: Place = { path, scope, catalogue, declared: new Map(), others };
  others.set(path, place);
  return place;
}
