import {
  createConnection,
  createProtocolConnection,
  Emitter,
  type Disposable,
  type MessageReader,
  type MessageWriter,
  type Message,
} from "vscode-languageserver";
import { serve } from "./connection.js";
import type { Host } from "./host.js";

/** A way on which whole messages come and go, each a JSON text: a WebSocket. */
export interface MessageChannel {
  readonly send: (text: string) => void;
  readonly onMessage: (listener: (text: string) => void) => void;
  readonly onClose: (listener: () => void) => void;
}

/**
 * Serves one client over a channel, until the channel closes; a client that says goodbye ends its own server and
 * nothing else. The program must have loaded `vscode-languageserver/node` or `/browser`, which say how timers work.
 */
export function serveMessages(channel: MessageChannel, host: Host, version: string): void {
  const reader = readerOf(channel);
  const connection = createConnection(
    (logger) => createProtocolConnection(reader, writerOf(channel), logger),
    {
      initialize: () => undefined,
      shutdownReceived: false,
      exit: () => undefined,
    },
  );
  channel.onClose(() => connection.dispose());
  serve(connection, host, version);
}

function readerOf({ onMessage, onClose }: MessageChannel): MessageReader {
  const errors = new Emitter<Error>();
  const closes = new Emitter<void>();
  onClose(() => closes.fire());
  return {
    onError: errors.event,
    onClose: closes.event,
    onPartialMessage: new Emitter<never>().event,
    listen: (take): Disposable => {
      onMessage((text) => {
        const message = messageOf(text);
        if (message === null) errors.fire(new Error("A message was no JSON-RPC."));
        else take(message);
      });
      return { dispose: () => undefined };
    },
    dispose: () => undefined,
  };
}

function writerOf({ send, onClose }: MessageChannel): MessageWriter {
  const errors = new Emitter<[Error, Message | undefined, number | undefined]>();
  const closes = new Emitter<void>();
  onClose(() => closes.fire());
  return {
    onError: errors.event,
    onClose: closes.event,
    write: async (message) => send(JSON.stringify(message)),
    end: () => undefined,
    dispose: () => undefined,
  };
}

function messageOf(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isMessage(value) ? value : null;
}

const isMessage = (value: unknown): value is Message =>
  typeof value === "object" && value !== null && Reflect.get(value, "jsonrpc") === "2.0";
