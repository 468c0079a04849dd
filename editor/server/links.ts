import type { DocumentLink } from "vscode-languageserver";
import { joinPath } from "../../compiler/modules/paths.js";
import type { Document } from "./document.js";
import { hasFolder, uriOf } from "./uri.js";

/** The files that `use "./mine.sage"` and `feed … from "data.csv"` name, to be opened with a click. */
export function documentLinks({ file, positions, source }: Document): readonly DocumentLink[] {
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
