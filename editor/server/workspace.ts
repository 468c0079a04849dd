import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import type { ModuleFile, ModuleHost } from "../../compiler/modules/host.js";
import { createSource, type Source } from "../../lang/index.js";
import { analyse, readTree, type Analysis } from "./analysis.js";
import { applyChanges, type Document } from "./document.js";
import { emptyHost, type Host } from "./host.js";
import { createPositions, type Encoding } from "./positions.js";
import { defaultSettings, type Settings } from "./settings.js";
import { hasFolder, pathOf, uriOf } from "./uri.js";

/** The files a client has open and those around them. The only part of the server that changes. */
export class Workspace {
  settings: Settings = defaultSettings;
  /** Folders the client works in, as paths. */
  folders: readonly string[] = [];
  encoding: Encoding = "utf-16";
  private readonly open = new Map<string, OpenDocument>();
  private readonly closing: ((uri: string) => void)[] = [];
  private readonly disks = new Map<string, ModuleHost>();

  constructor(readonly host: Host) {}

  get documents(): readonly Document[] {
    return [...this.open.values()];
  }

  find(uri: string): Document | undefined {
    return this.open.get(uri);
  }

  openDocument(uri: string, version: number, text: string): Document {
    return this.put(uri, version, createSource(pathOf(uri), text));
  }

  /** Edits of a file that is not open are of no use and change nothing. */
  change(
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ): Document | undefined {
    const document = this.open.get(uri);
    if (document === undefined) return undefined;
    return this.put(uri, version, applyChanges(document.source, changes, this.encoding));
  }

  close(uri: string): void {
    const path = this.open.get(uri)?.source.path;
    this.open.delete(uri);
    if (path !== undefined) this.disks.delete(path);
    for (const each of this.closing) each(uri);
  }

  /** Tells when a file is closed, so that what is kept of it can be forgotten. */
  onClose(listener: (uri: string) => void): void {
    this.closing.push(listener);
  }

  /** The newest text of a path: as it is open, or as it lies on the disk. */
  read(path: string): Source | undefined {
    const found = this.modulesOf(path).read(path);
    return found.kind === "source" ? found.source : undefined;
  }

  /** The URI of a path, as the client wrote it where it has the file open. */
  uriOf(path: string): string {
    return this.documents.find(({ source }) => source.path === path)?.uri ?? uriOf(path);
  }

  /** How the compiler reaches the files around one. Of two open URIs for one path the one that changed last counts. */
  modulesOf(main: string): ModuleHost {
    const disk = hasFolder(main) ? this.diskOf(main) : emptyHost.files(main);
    return {
      read: (path): ModuleFile => {
        const opened = this.documents.findLast(({ source }) => source.path === path);
        return opened === undefined ? disk.read(path) : { kind: "source", source: opened.source };
      },
      near: (path) => [
        ...new Set([
          ...disk.near(path),
          ...this.documents.map(({ source }) => source.path).filter((each) => each !== path),
        ]),
      ],
    };
  }

  /** Forgets what was found out about files that read others which have changed since; gives their URIs. */
  refresh(): readonly string[] {
    const stale = [...this.open.values()].filter((document) => {
      const { read } = this.modulesOf(document.source.path);
      return [...document.filesRead].some(([path, before]) => sourceOf(read(path)) !== before);
    });
    for (const { uri, version, source } of stale) this.open.set(uri, this.create(uri, version, source));
    return stale.map(({ uri }) => uri);
  }

  private diskOf(main: string): ModuleHost {
    const known = this.disks.get(main);
    if (known !== undefined) return known;
    const disk = this.host.files(main);
    this.disks.set(main, disk);
    return disk;
  }

  private create(uri: string, version: number, source: Source): OpenDocument {
    const modules = this.modulesOf(source.path);
    return createDocument(
      { uri, version, source, encoding: this.encoding, modules },
      this.open.get(uri)?.known,
    );
  }

  private put(uri: string, version: number, source: Source): Document {
    const document = this.create(uri, version, source);
    // The newest one comes last: of two open URIs for one path it is the one that others see.
    this.open.delete(uri);
    this.open.set(uri, document);
    return document;
  }
}

const sourceOf = (found: ModuleFile): Source | undefined =>
  found.kind === "source" ? found.source : undefined;

/** What is known of a text some edits ago. */
export interface Known {
  readonly analysis: Analysis;
  readonly edits: number;
}

/** After more edits than these, what is known of an earlier text is not used any more. */
const mostEdits = 20;

/** A document, and what came out of reading it so far. */
export interface OpenDocument extends Document {
  readonly known: Known | undefined;
  /** The files that its analysis asked for, and what was there then. */
  readonly filesRead: ReadonlyMap<string, Source | undefined>;
}

export interface DocumentInput {
  readonly uri: string;
  readonly version: number;
  readonly source: Source;
  readonly encoding: Encoding;
  readonly modules: ModuleHost;
}

/** The host, with a note of each file that is asked for. */
function watch(modules: ModuleHost, filesRead: Map<string, Source | undefined>): ModuleHost {
  return {
    read: (path) => {
      const found = modules.read(path);
      filesRead.set(path, sourceOf(found));
      return found;
    },
    near: modules.near,
  };
}

/** A document whose analysis is made when it is first asked for. */
export function createDocument(input: DocumentInput, before?: Known): OpenDocument {
  const { uri, version, source, encoding } = input;
  const filesRead = new Map<string, Source | undefined>();
  const modules = watch(input.modules, filesRead);
  let analysis: Analysis | undefined;
  // Given up as soon as there is a newer one: otherwise each text would keep all those before it in memory.
  let earlier = before;
  const find = (): Analysis => {
    analysis ??= analyse(source, modules);
    earlier = undefined;
    return analysis;
  };
  return {
    uri,
    version,
    source,
    filesRead,
    modules,
    positions: createPositions(source, encoding),
    get file() {
      return readTree(source);
    },
    get analysis() {
      return find();
    },
    get recent() {
      return analysis ?? earlier?.analysis ?? find();
    },
    get known() {
      if (analysis !== undefined) return { analysis, edits: 0 };
      return earlier !== undefined && earlier.edits < mostEdits
        ? { analysis: earlier.analysis, edits: earlier.edits + 1 }
        : undefined;
    },
  };
}
