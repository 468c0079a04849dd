import { parse, type ParseResult } from "../../lang/parse.js";
import { createSource, type Source } from "../../lang/source.js";
import { standardTexts } from "../../stdlib/index.js";

/** Names of the standard modules: `std.trend`. */
export const standardNames: readonly string[] = [...standardTexts.keys()];

interface Standard extends ParseResult {
  readonly source: Source;
}

const read = new Map<string, Standard>();

/** A module of the standard library, read at its first use. Its path is its name. */
export function standardModule(name: string): Standard | undefined {
  const known = read.get(name);
  if (known !== undefined) return known;
  const text = standardTexts.get(name);
  if (text === undefined) return undefined;
  const source = createSource(name, text());
  const module: Standard = { source, ...parse(source) };
  read.set(name, module);
  return module;
}

let offered: ReadonlyMap<string, readonly string[]> | undefined;

/** Which modules offer a function, by its name. Looks for the word `fn`, so that not all of them have to be read. */
export function standardFunctions(): ReadonlyMap<string, readonly string[]> {
  if (offered !== undefined) return offered;
  const found = new Map<string, string[]>();
  for (const [module, text] of standardTexts) {
    for (const [, name = ""] of text().matchAll(/^fn\s+([A-Za-z_]\w*)/gm)) {
      if (!name.startsWith("_")) found.set(name, [...(found.get(name) ?? []), module]);
    }
  }
  offered = found;
  return found;
}
