import { DocumentHighlightKind, type DocumentHighlight, type Location } from "vscode-languageserver";
import type { Declared, Reference } from "../../compiler/index.js";
import type { Source, Span } from "../../lang/index.js";
import { analyse, largestText } from "./analysis.js";
import type { Document } from "./document.js";
import { librarySource, libraryUri } from "./library.js";
import { createPositions } from "./positions.js";
import { uriOf } from "./uri.js";
import type { Workspace } from "./workspace.js";

/** The occurrence of a name at a place; a cursor behind the last letter is still at it. */
export function referenceAt({ analysis }: Document, offset: number): Reference | undefined {
  const { references } = analysis;
  return (
    references.find(({ span }) => span.start <= offset && offset < span.end) ??
    references.find(({ span }) => span.end === offset)
  );
}

/** Whether two occurrences are of one name, also when they were found in different files. */
export const isSame = (a: Declared, b: Declared): boolean =>
  a === b ||
  (a.path === b.path &&
    a.name === b.name &&
    a.span?.start === b.span?.start &&
    (a.path !== "" || a.kind === b.kind) &&
    (a.kind === "module") === (b.kind === "module"));

/** Where a name is declared: in this file, in another one, or in the library as it lies beside the program. */
export function definitionAt(workspace: Workspace, document: Document, offset: number): Location | null {
  const declared = referenceAt(document, offset)?.declared;
  if (declared === undefined) return null;
  const { module } = declared;
  // From the prefix of a module the way leads into the module, from the `use` as well.
  if (module !== undefined) return locationIn(workspace, module, { start: 0, end: 0 });
  return declared.span === undefined ? null : locationIn(workspace, declared.path, declared.span);
}

function locationIn(workspace: Workspace, path: string, span: Span): Location | null {
  const place = workspace.host.libraryFile?.(path) ?? path;
  const library = place === path ? librarySource(path) : undefined;
  if (library !== undefined)
    return { uri: libraryUri(path), range: createPositions(library, workspace.encoding).toRange(span) };
  const source = workspace.read(place);
  if (source === undefined) return null;
  return {
    uri: workspace.uriOf(place),
    range: createPositions(source, workspace.encoding).toRange(span),
  };
}

/** Other occurrences of the name at a place in the same file. */
export function highlightsAt(document: Document, offset: number): readonly DocumentHighlight[] {
  const reference = referenceAt(document, offset);
  if (reference === undefined) return [];
  return document.analysis.references
    .filter(({ declared }) => isSame(declared, reference.declared))
    .map(({ span, isDeclaration }) => ({
      range: document.positions.toRange(span),
      kind: isDeclaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

/** A file with the occurrences of one name in it. */
export interface OccurrencesInFile {
  readonly source: Source;
  readonly uri: string;
  readonly references: readonly Reference[];
}

/** All occurrences of a name: in its file, and of what a file offers in every file around that uses it. */
export function occurrencesOf(
  workspace: Workspace,
  document: Document,
  declared: Declared,
): readonly OccurrencesInFile[] {
  const isShared =
    declared.path !== "" &&
    ["function", "constant", "function parameter", "record field"].includes(declared.kind);
  const others = isShared ? filesAround(workspace, document, declared) : [];
  return [{ source: document.source, uri: document.uri, all: document.analysis.references }, ...others]
    .map(({ source, uri, all }) => ({
      source,
      uri,
      references: all.filter((each) => isSame(each.declared, declared)),
    }))
    .filter(({ references }) => references.length > 0);
}

/** Files that may name what is declared in one: they contain its name. */
function filesAround(workspace: Workspace, document: Document, { name, path }: Declared) {
  const listed = workspace.folders.flatMap((folder) => workspace.host.list(folder));
  const opened = workspace.documents.map(({ source }) => source.path);
  const paths = new Set([path, ...opened, ...listed]);
  paths.delete(document.source.path);
  return [...paths].flatMap((each) => {
    const source = workspace.read(each);
    if (source === undefined || source.text.length > largestText || !source.text.includes(name)) return [];
    const open = workspace.documents.find((other) => other.source === source);
    const { references } = open?.analysis ?? analyse(source, workspace.modulesOf(each));
    return [{ source, uri: open?.uri ?? uriOf(each), all: references }];
  });
}

export function referencesAt(
  workspace: Workspace,
  document: Document,
  offset: number,
  withDeclaration: boolean,
): readonly Location[] {
  const reference = referenceAt(document, offset);
  if (reference === undefined) return [];
  return occurrencesOf(workspace, document, reference.declared).flatMap(({ source, uri, references }) => {
    const positions = createPositions(source, workspace.encoding);
    return references
      .filter(({ isDeclaration }) => withDeclaration || !isDeclaration)
      .map(({ span }) => ({ uri, range: positions.toRange(span) }));
  });
}
