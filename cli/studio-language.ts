import type { ModuleFile, ModuleHost } from "../compiler/modules/host.js";
import { serveMessages } from "../editor/server/messages.js";
import { createSource, type Source } from "../lang/source.js";
import type { OpenedFolder, OpenLanguage } from "../runtime/serve/studio/index.js";
import { StudioError } from "../runtime/serve/studio/index.js";

/** The language server of the studio: a file's path begins at the opened folder, and nothing above it is there. */
export async function languageOf(version: string): Promise<OpenLanguage> {
  // Says how timers work to the language server's library, which serves no streams here.
  await import("vscode-languageserver/node");
  return (channel, folder) => {
    const sources = new Map<string, { readonly mark: string; readonly source: Source }>();
    const host = {
      files: () => hostOf(folder, sources),
      list: () => pathsOf(folder),
      now: () => performance.now(),
    };
    serveMessages(channel, host, version);
  };
}

const pathsOf = (folder: OpenedFolder): readonly string[] =>
  folder
    .list()
    .filter(({ kind }) => kind === "strategy")
    .map(({ path }) => `/${path}`);

function hostOf(
  folder: OpenedFolder,
  sources: Map<string, { readonly mark: string; readonly source: Source }>,
): ModuleHost {
  return {
    read: (path): ModuleFile => {
      try {
        const { text, mark } = folder.read(path.replace(/^\/+/, ""));
        const known = sources.get(path);
        const found = known?.mark === mark ? known : { mark, source: createSource(path, text) };
        sources.set(path, found);
        return { kind: "source", source: found.source };
      } catch (error) {
        if (error instanceof StudioError && error.code === "SAGE8616") return { kind: "missing" };
        return {
          kind: "refused",
          what: "is no file of the folder that the studio opened",
          help: "copy it into the folder, or open a folder that holds both",
        };
      }
    },
    near: (path) => {
      const parent = path.slice(0, path.lastIndexOf("/") + 1);
      return pathsOf(folder).filter(
        (each) => each.startsWith(parent) && !each.slice(parent.length).includes("/"),
      );
    },
  };
}
