import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import type { OpenedFolder } from "./folder.js";
import type { StudioGuard } from "./guard.js";

/** Whole messages to and from one editor, each a JSON text. */
export interface LanguageChannel {
  readonly send: (text: string) => void;
  readonly onMessage: (listener: (text: string) => void) => void;
  readonly onClose: (listener: () => void) => void;
}

/** Starts a language server for one editor; it sees the files of the folder and no others. */
export type OpenLanguage = (channel: LanguageChannel, folder: OpenedFolder) => void;

export const languagePath = "/api/language";
export const largestMessage = 4 * 1024 * 1024;
/** Editors at once: tabs, and those that are just being closed. */
const mostSockets = 32;

/** The editors' way to the language server: opened only by the studio's own page, like every other address. */
export class LanguageSockets {
  readonly #sockets: WebSocketServer;
  readonly #guard: StudioGuard;
  readonly #folder: OpenedFolder;
  readonly #open: OpenLanguage;

  constructor(given: {
    readonly sockets: WebSocketServer;
    readonly guard: StudioGuard;
    readonly folder: OpenedFolder;
    readonly open: OpenLanguage;
  }) {
    this.#sockets = given.sockets;
    this.#guard = given.guard;
    this.#folder = given.folder;
    this.#open = given.open;
  }

  /** @param port as the cookie is named by */
  attach(server: Server, port: () => number): void {
    server.on("upgrade", (request, stream: Duplex, head: Buffer) => {
      stream.on("error", () => stream.destroy());
      const refusal = this.#refusal(request, port());
      if (refusal !== null) return void stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
      this.#sockets.handleUpgrade(request, stream, head, (socket) => this.#serve(socket));
    });
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
  }

  #refusal(request: IncomingMessage, port: number): string | null {
    if (new URL(request.url ?? "/", "http://studio").pathname !== languagePath) return "404 Not Found";
    // Every browser names the page that opens a socket; whoever does not is none.
    if (request.headers.origin === undefined) return "403 Forbidden";
    try {
      this.#guard.checkPlace(request);
      this.#guard.checkSession(request, port);
    } catch {
      return "403 Forbidden";
    }
    return this.#sockets.clients.size >= mostSockets ? "503 Service Unavailable" : null;
  }

  #serve(socket: WebSocket): void {
    socket.on("error", () => socket.terminate());
    const channel: LanguageChannel = {
      send: (text) => {
        if (socket.readyState === socket.OPEN) socket.send(text);
      },
      onMessage: (listener) =>
        void socket.on("message", (data, isBinary) => {
          if (!isBinary) listener(textOf(data));
        }),
      onClose: (listener) => void socket.on("close", listener),
    };
    this.#open(channel, this.#folder);
  }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}
