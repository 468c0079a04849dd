import type { DocumentLink } from "vscode-languageserver";
import { joinPath } from "../../compiler/modules/paths.js";
import type { Document } from "./document.js";
import type { Host } from "./host.js";
import { librarySource, openableUri } from "./library.js";
import { hasFolder, uriOf } from "./uri.js";

/** The modules and files that `use std.trend`, `use "./mine.sage"` and `feed … from "data.csv"` name, to be opened with a click. */
export function documentLinks(
  { file, positions, source }: Document,
  libraryFile?: Host["libraryFile"],
): readonly DocumentLink[] {
  const modules = file.uses.flatMap(({ path }): DocumentLink[] => {
    if (path.kind !== "module") return [];
    const module = path.segments.map(({ text }) => text).join(".");
    if (librarySource(module) === undefined) return [];
    const target = openableUri(module, libraryFile?.(module));
    return [{ range: positions.toRange(path.span), target, tooltip: module }];
  });
  return [...modules, ...fileLinks({ file, positions, source })];
}

function fileLinks({
  file,
  positions,
  source,
}: Pick<Document, "file" | "positions" | "source">): readonly DocumentLink[] {
  if (!hasFolder(source.path)) return [];
  const paths: { readonly text: string; readonly span: { readonly start: number; readonly end: number } }[] =
    [];
  for (const { path } of file.uses) if (path.kind === "file") paths.push(path);
  for (const declaration of file.declarations) {
    if (declaration.kind !== "strategy") continue;
    for (const member of declaration.members) {
      if (member.kind === "feed" && member.file)
        paths.push({ text: member.file.value, span: member.file.span });
    }
  }
  return paths.map(({ text, span }) => ({
    range: positions.toRange(span),
    target: uriOf(joinPath(source.path, text)),
    tooltip: text,
  }));
}
