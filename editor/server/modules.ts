import { prefixOf } from "../../compiler/modules/load.js";
import { joinPath } from "../../compiler/modules/paths.js";
import { standardModule } from "../../compiler/modules/standard.js";
import type { Constant, File, FunctionDeclaration, Source } from "../../lang/index.js";
import { readTree } from "./analysis.js";
import type { Document } from "./document.js";

/** Another file that one uses. */
export interface UsedModule {
  readonly prefix: string;
  readonly file: File;
  readonly source: Source;
}

/** The module that a word before a dot means in a file. */
export function moduleCalled(document: Document, prefix: string): UsedModule | undefined {
  const use = document.recent.file.uses.find((each) => prefixOf(each).text === prefix);
  if (use === undefined) return undefined;
  const { path } = use;
  if (path.kind === "module") {
    const standard = standardModule(path.segments.map(({ text }) => text).join("."));
    return standard && { prefix, file: standard.file, source: standard.source };
  }
  const found = document.modules.read(joinPath(document.source.path, path.text));
  return found.kind === "source" ? { prefix, file: readTree(found.source), source: found.source } : undefined;
}

/** What a module offers. */
export const exportsOf = ({ file }: UsedModule): readonly (FunctionDeclaration | Constant)[] =>
  file.declarations.filter(
    (each): each is FunctionDeclaration | Constant =>
      (each.kind === "function" || each.kind === "constant") && !each.name.text.startsWith("_"),
  );

/** The function behind a callee as it is written: `stretch`, `trend.supertrend`; with the text it stands in. */
export function findFunction(
  document: Document,
  callee: string,
): { readonly declaration: FunctionDeclaration; readonly source: Source } | undefined {
  const dot = callee.indexOf(".");
  const module = dot === -1 ? undefined : moduleCalled(document, callee.slice(0, dot));
  if (dot !== -1 && module === undefined) return undefined;
  const { file, source } = module ?? document.recent;
  const name = callee.slice(dot + 1);
  const declaration = file.declarations.find(
    (each): each is FunctionDeclaration => each.kind === "function" && each.name.text === name,
  );
  return declaration && { declaration, source };
}
