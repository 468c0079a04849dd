import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { ModuleFile, ModuleHost } from "../compiler/modules/host.js";
import { joinPath } from "../compiler/modules/paths.js";
import type { Source } from "../lang/source.js";
import { toFailure } from "./failure.js";
import { readSource } from "./sources.js";

/**
 * Reads the files that a strategy uses from the disk. Only what lies in the project is read, wherever a symbolic link
 * leads: a strategy must not depend on, nor show, what else is on the computer. `main` is the file that is checked.
 */
export function createFileHost(main: string): ModuleHost {
  const file = main === "-" ? "<stdin>" : main;
  const root = projectOf(file);
  /** The path by which each file was named first: one path for one file, also where links lead to it. */
  const names = new Map([[realOf(file), joinPath("", file)]]);
  const read = new Map<string, { readonly changed: number; readonly source: Source }>();
  const sourceOf = (named: string): Source => {
    const real = realOf(named);
    const path = names.get(real) ?? named;
    names.set(real, path);
    const { mtimeMs: changed } = statSync(path);
    const known = read.get(path);
    if (known?.changed === changed) return known.source;
    const source = { ...readSource(path), path };
    read.set(path, { changed, source });
    return source;
  };
  return {
    read: (path) => readModule(path, root, sourceOf),
    near: (path) => {
      const folder = dirname(path);
      if (!isInside(resolve(folder), root) || !existsSync(folder)) return [];
      const names = readdirSync(folder).filter((name) => name.endsWith(".sage"));
      return names.slice(0, 1000).map((name) => joinPath(path, `./${name}`));
    },
  };
}

/** The project of a file: the nearest folder above it with a `.git` or a `package.json`, else the current folder, else its own. */
export function projectOf(path: string): string {
  const own = dirname(realOf(path));
  for (let folder = own; ; folder = dirname(folder)) {
    if (["package.json", ".git"].some((mark) => existsSync(join(folder, mark)))) return folder;
    if (dirname(folder) === folder) break;
  }
  const here = realOf(".");
  return isInside(own, here) ? here : own;
}

function readModule(path: string, root: string, sourceOf: (path: string) => Source): ModuleFile {
  if (!isInside(resolve(path), root) && !isInside(realOf(resolve(path)), root)) return outside(root);
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) return { kind: "missing" };
    if (!isInside(realOf(path), root)) return outside(root);
    if (status.isDirectory()) {
      return { kind: "refused", what: "is a folder", help: "name a file in it: `./folder/file.sage`" };
    }
    if (!status.isFile()) {
      return { kind: "refused", what: "is no ordinary file", help: "name a text file with the ending .sage" };
    }
    return { kind: "source", source: sourceOf(path) };
  } catch (error) {
    const { message, help } = toFailure(error);
    const what = `cannot be read: ${message.startsWith(path) ? message.slice(path.length).replace(/^[:,]?\s*/, "") : message}`;
    return { kind: "refused", what, help: help ?? "see whether your editor opens it" };
  }
}

const outside = (root: string): ModuleFile => ({
  kind: "refused",
  what: "lies outside the project",
  help: `the project is ${root}; copy the file into it`,
});

const isInside = (path: string, root: string): boolean => path === root || path.startsWith(root + sep);

/** Where links lead; of what is not there, where its folder leads. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(resolve(path));
    return folder === resolve(path) ? folder : join(realOf(folder), relative(folder, resolve(path)));
  }
}
