import { standardModule } from "../../compiler/modules/standard.js";
import type { Source } from "../../lang/index.js";
import { uriOf } from "./uri.js";

const scheme = "sage-std:";

/** The request by which a client asks for the text of a library module, to show it; null where there is none. */
export const moduleTextRequest = "sage/moduleText";

/** Where a module of the library (`std.trend`) is found by clients for which it lies in no file: `sage-std:/std/trend.sage`. */
export const libraryUri = (module: string): string => `${scheme}/${module.replaceAll(".", "/")}.sage`;

/** The source of a module of the library by its path, `std.trend`. */
export const librarySource = (path: string): Source | undefined => standardModule(path)?.source;

/** The text behind a URI that `libraryUri` gave. */
export function libraryText(uri: string): string | null {
  const found = /^sage-std:\/+(std\/\w+)\.sage$/.exec(uri);
  return (found && librarySource((found[1] ?? "").replaceAll("/", "."))?.text) ?? null;
}

/** The URI under which a client can open what a path names: a file, or a module of the library. */
export const openableUri = (path: string, file: string | undefined): string =>
  file === undefined && librarySource(path) !== undefined ? libraryUri(path) : uriOf(file ?? path);
