import { createSource, type Source } from "../../lang/source.js";
import { joinPath, relativePath } from "./paths.js";

/** What a host gives for the path of a file. */
export type ModuleFile =
  /** The same object as long as the file is unchanged, so that it is read and checked once. */
  | { readonly kind: "source"; readonly source: Source }
  | { readonly kind: "missing" }
  /** There, but not to be used: outside the project, not UTF-8, a folder. `what` continues “`./mine.sage` …”. */
  | { readonly kind: "refused"; readonly what: string; readonly help: string };

/** How the compiler reaches other files. It reads nothing by itself; paths have `/` between their parts. */
export interface ModuleHost {
  /** `path` is that of the importing file's `Source` joined with what `use` says. */
  readonly read: (path: string) => ModuleFile;
  /** Files of the same folder, as paths, for suggestions; may be empty. */
  readonly near: (path: string) => readonly string[];
}

/** A host over texts in memory, by path. */
export function memoryHost(texts: Readonly<Record<string, string>>): ModuleHost {
  const sources = new Map(
    Object.entries(texts).map(([path, text]) => [joinPath("", path), createSource(joinPath("", path), text)]),
  );
  return {
    read: (path) => {
      const source = sources.get(path);
      return source ? { kind: "source", source } : { kind: "missing" };
    },
    near: (path) => [...sources.keys()].filter((each) => !relativePath(path, each).slice(2).includes("/")),
  };
}
