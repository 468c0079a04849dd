import { PassThrough } from "node:stream";
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { serve } from "../connection.js";
import { emptyHost, type Host } from "../host.js";

/** A client of a server, with all the server told it. */
export interface Session {
  readonly client: ProtocolConnection;
  readonly result: InitializeResult;
  /** All that was published, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  /** Waits until diagnostics of this version (or a later one) are there. */
  readonly diagnosed: (uri: string, version: number) => Promise<PublishDiagnosticsParams>;
  readonly open: (uri: string, text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface SessionOptions {
  readonly host?: Partial<Host>;
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly string[];
  readonly options?: unknown;
  readonly prepare?: (client: ProtocolConnection) => void;
}

/** A client and the server in one process, joined by two streams. */
export async function startSession(given: SessionOptions = {}): Promise<Session> {
  const up = new PassThrough();
  const down = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(up),
    new StreamMessageWriter(down),
  );
  serve(server, { ...emptyHost, ...given.host }, "test");
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  return begin(client, given, () => {
    server.dispose();
    up.destroy();
    down.destroy();
  });
}

/** Shakes hands and keeps what is published. */
export async function begin(
  client: ProtocolConnection,
  given: SessionOptions,
  end: () => void | Promise<void>,
): Promise<Session> {
  const { published, diagnosed } = gather(client);
  given.prepare?.(client);
  client.listen();
  const result: InitializeResult = await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: given.capabilities ?? {},
    initializationOptions: given.options,
    workspaceFolders: (given.folders ?? []).map((uri) => ({ uri, name: uri })),
  });
  await client.sendNotification("initialized", {});
  return {
    client,
    result,
    published,
    diagnosed,
    open: (uri, text) =>
      client.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "sage", version: 1, text },
      }),
    close: async () => {
      await client.sendRequest("shutdown");
      await end();
      client.dispose();
    },
  };
}

function gather(client: ProtocolConnection): Pick<Session, "published" | "diagnosed"> {
  const published: PublishDiagnosticsParams[] = [];
  const waiting = new Set<() => void>();
  client.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const wake of waiting) wake();
  });
  const diagnosed = async (uri: string, version: number): Promise<PublishDiagnosticsParams> => {
    for (;;) {
      const params = published.findLast((each) => each.uri === uri && (each.version ?? -1) >= version);
      if (params !== undefined) return params;
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  };
  return { published, diagnosed };
}
