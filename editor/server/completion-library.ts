import { CompletionItemKind, type CompletionItem, type TextEdit } from "vscode-languageserver";
import { prefixOf } from "../../compiler/modules/load.js";
import { standardFunctions, standardModule, standardNames } from "../../compiler/modules/standard.js";
import { exportsOf, type UsedModule } from "./modules.js";
import type { Document } from "./document.js";
import { codeBlock, functionSignature, showSignature } from "./operations.js";

/** What brings a module into reach: its prefix, and the line that is still missing. */
interface Reach {
  readonly prefix: string;
  readonly edits: readonly TextEdit[];
}

const lastWord = (module: string): string => module.slice(module.lastIndexOf(".") + 1);

/** How a standard module is written in a file: with the prefix it has there, or with a `use` to be added. */
function reachOf({ file, positions }: Document, module: string): Reach {
  const used = file.uses.find(
    ({ path }) => path.kind === "module" && path.segments.map(({ text }) => text).join(".") === module,
  );
  if (used !== undefined) return { prefix: prefixOf(used).text, edits: [] };
  const word = lastWord(module);
  const taken = file.uses.some((use) => prefixOf(use).text === word);
  const line = `use ${module}${taken ? ` as std_${word}` : ""}`;
  const place = file.uses.at(-1)?.span.end ?? file.edition?.span.end ?? 0;
  const start = positions.toPosition(place);
  const newText = place === 0 ? `${line}\n\n` : `\n${file.uses.length === 0 ? "\n" : ""}${line}`;
  return { prefix: taken ? `std_${word}` : word, edits: [{ range: { start, end: start }, newText }] };
}

/** Functions of the library by their bare names; taking one writes its module before it, and the `use` if it is missing. */
export function libraryItems(document: Document): readonly CompletionItem[] {
  const reaches = new Map(standardNames.map((module) => [module, reachOf(document, module)]));
  return [...standardFunctions()].flatMap(([name, modules]) =>
    modules.map((module): CompletionItem => {
      const { prefix, edits } = reaches.get(module) ?? { prefix: lastWord(module), edits: [] };
      return {
        label: name,
        filterText: name,
        kind: CompletionItemKind.Method,
        labelDetails: { description: module },
        detail: module,
        insertText: `${prefix}.${name}`,
        data: { module, name },
        ...(edits.length > 0 && { additionalTextEdits: [...edits] }),
      };
    }),
  );
}

/** The standard module that a word before a dot would mean, were it used. */
export function unusedModule(document: Document, word: string): (UsedModule & Reach) | undefined {
  const name = `std.${word}`;
  const module = standardModule(name);
  if (module === undefined) return undefined;
  const reach = reachOf(document, name);
  // Under another prefix the word before the dot means nothing.
  return reach.prefix === word ? { ...module, ...reach } : undefined;
}

/** Signature and documentation of a library function; undefined for every other offer. */
export function describeLibraryItem(data: unknown): { detail: string; documentation: string } | undefined {
  if (typeof data !== "object" || data === null || !("module" in data) || !("name" in data)) return undefined;
  const module = standardModule(String(data.module));
  const declaration =
    module && exportsOf({ ...module, prefix: "" }).find(({ name }) => name.text === data.name);
  if (module === undefined || declaration?.kind !== "function") return undefined;
  const detail = showSignature(functionSignature(declaration, module.source));
  return { detail, documentation: [codeBlock(detail), declaration.documentation].join("\n\n") };
}
