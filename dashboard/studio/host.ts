import type { Transport } from "@codemirror/lsp-client";
import type { ServerWork } from "./server/server-work.js";
import type { GivenBars } from "./research/protocol.js";

export interface FileEntry {
  readonly path: string;
  readonly kind: "strategy" | "data";
  readonly bytes: number;
}

export interface StoredRun {
  readonly id: string;
  readonly strategy: string;
  readonly data: string;
  readonly totalReturn: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number;
  readonly kind: string;
  /** When it was stored, epoch milliseconds. */
  readonly created: number;
  /** Milliseconds of a bar. */
  readonly interval: number;
  readonly bars: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** Where the studio keeps files: a folder behind a server, or the browser itself. */
export interface StudioHost {
  readonly list: () => Promise<readonly FileEntry[]>;
  readonly read: (path: string) => Promise<{ readonly text: string; readonly mark: string }>;
  /** @param expected the mark of the text that is replaced; null: the file is new */
  readonly save: (path: string, text: string, expected: string | null) => Promise<string>;
  /** The mark of the text that the file has now. */
  readonly mark: (path: string) => Promise<string>;
  /** @param tell which share of them is there, 0 to 1 */
  readonly bars: (path: string, tell?: (share: number) => void) => Promise<GivenBars>;
  readonly runs: () => Promise<readonly StoredRun[]>;
  /** The way to a language server of the host; null: the page's own does it. */
  readonly language: (() => Promise<LanguageWay>) | null;
  /** What is done by a server; null: there is none. */
  readonly server: ServerWork | null;
}

/** An open way to a language server. */
export interface LanguageWay {
  readonly transport: Transport;
  /** Called once when the way has broken. */
  readonly onBreak: (listener: () => void) => void;
  readonly close: () => void;
}

/** Why a host did not do it; `code` is that of `sage explain`, or "gone" where nobody answered. */
export class HostError extends Error {
  readonly code: string;
  readonly help: string | null;

  constructor(code: string, message: string, help: string | null) {
    super(message);
    this.name = "HostError";
    this.code = code;
    this.help = help;
  }
}
