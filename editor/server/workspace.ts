import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { createSource, type File, type Source } from "../../lang/index.js";
import { analyse, readTree, type Analysis } from "./analysis.js";
import { applyChanges, type Document } from "./document.js";
import type { Host } from "./host.js";
import { createPositions, type Encoding } from "./positions.js";
import { defaultSettings, type Settings } from "./settings.js";
import { canonicalUri } from "./uri.js";

/** The files a client has open and those around them. The only part of the server that changes. */
export class Workspace {
  settings: Settings = defaultSettings;
  /** Folders the client works in. */
  folders: readonly string[] = [];
  encoding: Encoding = "utf-16";
  private readonly open = new Map<string, OpenDocument>();

  constructor(readonly host: Host) {}

  get documents(): readonly Document[] {
    return [...this.open.values()];
  }

  find(uri: string): Document | undefined {
    return this.open.get(uri);
  }

  openDocument(uri: string, version: number, text: string): Document {
    return this.put(uri, version, createSource(canonicalUri(uri), text));
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
    this.open.delete(uri);
  }

  /** The newest text of a file: as it is open, or as it lies on the disk. */
  read(uri: string): Source | undefined {
    const path = canonicalUri(uri);
    const opened = this.documents.findLast(({ source }) => source.path === path);
    if (opened !== undefined) return opened.source;
    const text = this.host.read(path);
    return text === undefined ? undefined : createSource(path, text);
  }

  private put(uri: string, version: number, source: Source): Document {
    const document = createDocument(uri, version, source, this.encoding, this.open.get(uri)?.known);
    // The newest one comes last: of two open URIs for one path it is the one that others see.
    this.open.delete(uri);
    this.open.set(uri, document);
    return document;
  }
}

/** A document, and what came out of reading it so far. */
interface OpenDocument extends Document {
  readonly known: Analysis | undefined;
}

/** A document whose analysis is made when it is first asked for. */
export function createDocument(
  uri: string,
  version: number,
  source: Source,
  encoding: Encoding,
  earlier?: Analysis,
): OpenDocument {
  let analysis: Analysis | undefined;
  let file: File | undefined;
  return {
    uri,
    version,
    source,
    positions: createPositions(source, encoding),
    get file() {
      file ??= analysis?.file ?? readTree(source);
      return file;
    },
    get analysis() {
      analysis ??= analyse(source);
      return analysis;
    },
    get recent() {
      return analysis ?? earlier ?? this.analysis;
    },
    get known() {
      return analysis ?? earlier;
    },
  };
}
