import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  type ClientCapabilities,
  type InitializeParams,
  type InitializeResult,
  type _Connection as Connection,
} from "vscode-languageserver";
import { chooseEncoding, serverCapabilities } from "./capabilities.js";
import { Checker } from "./checker.js";
import { serverCommands } from "./commands.js";
import type { Host } from "./host.js";
import { answerRequests } from "./requests.js";
import { readOptions, readSettings } from "./settings.js";
import { pathOf } from "./uri.js";
import { Workspace } from "./workspace.js";

export type { Connection };

/** Answers a client until it closes the connection. `version` is what the client is told of this server. */
export function serve(connection: Connection, host: Host, version: string): void {
  const workspace = new Workspace(host);
  const checker = new Checker(connection, workspace);
  let client: ClientCapabilities = {};
  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    workspace.encoding = chooseEncoding(client);
    workspace.folders = foldersOf(params);
    workspace.settings = readSettings(params.initializationOptions);
    // CodeMirror's client names the capability with nothing in it, and never asks.
    checker.pushes = Object.keys(client.textDocument?.diagnostic ?? {}).length === 0;
    checker.refreshes = client.workspace?.diagnostics?.refreshSupport === true;
    return {
      capabilities: serverCapabilities(workspace.encoding, announced(workspace, params)),
      serverInfo: { name: "sage", version },
    };
  });
  connection.onInitialized(() => void begin(connection, client, workspace, checker));
  synchronise(connection, workspace, checker);
  connection.onDidChangeConfiguration(({ settings }) => {
    void configure(connection, client, workspace, sectionOf(settings)).then(() => checker.checkAll());
  });
  answerRequests(connection, workspace, () => ({
    snippets: client.textDocument?.completion?.completionItem?.snippetSupport === true,
  }));
  connection.onShutdown(() => checker.stop());
  connection.listen();
}

/** Commands that the client says it runs itself are not announced: editors would register them twice. */
function announced(workspace: Workspace, { initializationOptions }: InitializeParams): readonly string[] {
  const { clientCommands } = readOptions(initializationOptions);
  return serverCommands(workspace).filter((name) => !clientCommands.includes(name));
}

function foldersOf({ workspaceFolders }: InitializeParams): readonly string[] {
  return (workspaceFolders ?? []).map(({ uri }) => pathOf(uri));
}

async function begin(
  connection: Connection,
  client: ClientCapabilities,
  workspace: Workspace,
  checker: Checker,
): Promise<void> {
  if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: "sage" });
  }
  if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: "**/*.sage" }],
    });
  }
  if (client.workspace?.configuration) {
    await configure(connection, client, workspace, undefined);
    checker.checkAll();
  }
}

/** Asks the client for its settings where it can be asked; takes those it sent otherwise. */
async function configure(
  connection: Connection,
  client: ClientCapabilities,
  workspace: Workspace,
  sent: unknown,
): Promise<void> {
  if (client.workspace?.configuration) {
    const given: unknown = await connection.workspace.getConfiguration("sage");
    if (given !== null && given !== undefined) workspace.settings = readSettings(given);
  } else if (sent !== undefined) workspace.settings = readSettings(sent);
}

const sectionOf = (settings: unknown): unknown =>
  typeof settings === "object" && settings !== null && "sage" in settings ? settings.sage : settings;

function synchronise(connection: Connection, workspace: Workspace, checker: Checker): void {
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    workspace.openDocument(uri, version, text);
    checker.schedule(uri);
    checker.refresh();
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    if (workspace.change(uri, version, contentChanges) === undefined) return;
    checker.schedule(uri);
    checker.refresh();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.close(uri);
    checker.forget(uri);
    checker.refresh();
  });
  connection.onDidChangeWatchedFiles(() => checker.refresh());
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
    const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
    workspace.folders = [
      ...workspace.folders.filter((path) => !gone.has(path)),
      ...added.map(({ uri }) => pathOf(uri)),
    ];
  });
}
