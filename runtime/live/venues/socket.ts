import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { FeedError } from "../feeds/feed-error.js";

export interface SocketHandlers {
  text(text: string): void;
  /** A ping frame; it is answered by itself. */
  alive(): void;
  /** The connection is no more; told once. */
  end(error: FeedError): void;
}

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the longest message. */
  readonly longest?: number;
  /** Whether a key is shown: without one, status 401 or 403 is a wall that stands between for a while. */
  readonly hasKey?: boolean;
  /** What a close means where it is more than a lost connection. */
  readonly closeError?: (code: number, reason: string) => FeedError | null;
}

export interface Socket {
  send(text: string): void;
  /** Stops reading, so that what is not read waits at the venue. */
  hold(isHeld: boolean): void;
  isHeld(): boolean;
  cut(): void;
}

const handshake = 10_000;

/** Milliseconds of a `Retry-After`, in seconds or as a date. */
export function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && header.trim() !== "") return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** What a status that is no success means. */
export function statusError(status: number, retryAfter: number | null, hasKey = true): FeedError {
  if (status === 429 || status === 418) {
    return new FeedError("SAGE8503", "The venue asks for fewer requests.", null, { retryAfter });
  }
  if ((status === 401 || status === 403) && !hasKey) {
    const message = `The venue takes no connection from here for now (status ${status}).`;
    return new FeedError("SAGE8505", message, null, { retryAfter });
  }
  if (status === 401 || status === 403) {
    return new FeedError(
      "SAGE8501",
      "The venue refuses the connection.",
      "Check the key and your right to it.",
    );
  }
  if (status >= 500) {
    const message = `The venue is being maintained or overloaded (status ${status}).`;
    return new FeedError("SAGE8505", message, null, { retryAfter });
  }
  return new FeedError("SAGE8504", `The venue answered with status ${status}.`);
}

function closed(code: number): FeedError {
  if (code === 1012 || code === 1013) {
    return new FeedError("SAGE8505", `The venue closed the connection for maintenance (code ${code}).`);
  }
  return new FeedError("SAGE8500", `The venue closed the connection (code ${code}).`);
}

/** Connects; what happens is told to the handlers. Addresses are never part of an error: they may carry a key. */
export async function openSocket(
  url: string,
  handlers: SocketHandlers,
  options: SocketOptions = {},
): Promise<Socket> {
  const { WebSocket } = await import("ws");
  let socket: WebSocket;
  try {
    socket = new WebSocket(url, {
      handshakeTimeout: handshake,
      maxPayload: options.longest ?? 4 * 1024 * 1024,
      headers: options.headers ?? {},
    });
  } catch {
    throw new FeedError("SAGE8500", "The venue's address is not one of a WebSocket.", "Write wss://host.");
  }
  return new Promise((resolve, reject) => {
    let isOpen = false;
    let isEnded = false;
    const end = (error: FeedError): void => {
      if (isEnded) return;
      isEnded = true;
      socket.terminate();
      if (isOpen) handlers.end(error);
      else reject(error);
    };
    socket.on("message", (data, isBinary) => {
      if (isEnded) return;
      if (!isBinary) handlers.text(data.toString());
      else handlers.text("");
    });
    socket.on("ping", () => handlers.alive());
    socket.on("pong", () => handlers.alive());
    socket.on("unexpected-response", (_request, response: IncomingMessage) => {
      const retryAfter = retryAfterOf(response.headers["retry-after"], Date.now());
      end(statusError(response.statusCode ?? 0, retryAfter, options.hasKey ?? false));
    });
    socket.on("error", (error) => end(connectionError(error, "the venue")));
    socket.on("close", (code, reason) => end(options.closeError?.(code, reason.toString()) ?? closed(code)));
    socket.on("open", () => {
      isOpen = true;
      resolve({
        send: (text) => socket.send(text, () => undefined),
        hold: (isHeld) => (isHeld ? socket.pause() : socket.resume()),
        isHeld: () => socket.isPaused,
        cut: () => {
          isEnded = true;
          socket.terminate();
        },
      });
    });
  });
}

/** Codes of Node's TLS: a certificate that has ended, is signed by nobody known, or is of another host. */
const distrust = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/;

/** What kept a connection from coming about, by its code alone: the text may hold an address. */
export function connectionError(error: unknown, who: string): FeedError {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (distrust.test(code)) {
    const help = "Check the clock of this machine and what stands between it and the venue.";
    return new FeedError("SAGE8500", `The certificate of ${who} cannot be trusted (${code}).`, help);
  }
  return new FeedError("SAGE8500", `The connection to ${who} failed${code === "" ? "" : ` (${code})`}.`);
}
