import * as vscode from "vscode";
import { LanguageClient, TransportKind, type ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

/** Starts the server that lies beside this file, and offers what a server cannot do: terminals and panels. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath("server.cjs");
  const server: ServerOptions = {
    run: { module, transport: TransportKind.stdio },
    debug: { module, transport: TransportKind.stdio, options: { execArgv: ["--nolazy", "--inspect=6009"] } },
  };
  client = new LanguageClient("sage", "NailSage", server, {
    documentSelector: [{ language: "sage" }],
    // Registered below; the server would have the client register them a second time.
    initializationOptions: { clientCommands: ["sage.runTest", "sage.backtest", "sage.showGraph"] },
    synchronize: {
      configurationSection: "sage",
      fileEvents: vscode.workspace.createFileSystemWatcher("**/*.sage"),
    },
  });
  const command = (name: string, work: (...values: unknown[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, work));
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider("sage-std", { provideTextDocumentContent }),
  );
  command("sage.check", () => runInTerminal("check"));
  command("sage.backtest", (strategy) => backtest(typeof strategy === "string" ? strategy : undefined));
  command("sage.runTest", () => onFile((path) => runInTerminal("test", path)));
  command("sage.showGraph", showGraph);
  command("sage.restartServer", () => client?.restart());
  context.subscriptions.push(vscode.tasks.registerTaskProvider("sage", { provideTasks, resolveTask }));
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** The text of a module of the library, which the server carries: shown read-only where a definition leads into it. */
async function provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
  const text: unknown = await client?.sendRequest("sage/moduleText", { uri: uri.toString() });
  return typeof text === "string" ? text : "";
}

const settings = () => vscode.workspace.getConfiguration("sage");

function commandLine(words: readonly string[]): string {
  const command = settings().get<string[]>("command") ?? ["npx", "sage"];
  return [...command, ...words].map((word) => (/^[\w./:@=-]+$/.test(word) ? word : `"${word}"`)).join(" ");
}

function runInTerminal(...words: string[]): void {
  const name = "NailSage";
  const terminal =
    vscode.window.terminals.find((each) => each.name === name) ?? vscode.window.createTerminal(name);
  terminal.show(true);
  terminal.sendText(commandLine(words));
}

async function onFile(work: (path: string) => unknown): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "sage") {
    await vscode.window.showInformationMessage("Open a .sage file first.");
    return;
  }
  await document.save();
  work(document.uri.fsPath);
}

async function backtest(strategy: string | undefined): Promise<void> {
  await onFile((path) => {
    const data = settings().get<string>("data") ?? "";
    const chosen = strategy === undefined ? [] : ["--strategy", strategy];
    runInTerminal("run", path, ...chosen, ...(data === "" ? [] : ["--data", data]), "--open");
  });
}

/** The graph as text that Mermaid draws; VS Code's Markdown preview shows it. */
async function showGraph(): Promise<void> {
  await onFile(async (path) => {
    const uri = vscode.Uri.file(path).toString();
    const drawn: unknown = await client?.sendRequest("workspace/executeCommand", {
      command: "sage.showGraph",
      arguments: [uri],
    });
    if (typeof drawn !== "string") {
      await vscode.window.showWarningMessage("There is no graph while the file has errors.");
      return;
    }
    const content = `\`\`\`mermaid\n${drawn}\n\`\`\`\n`;
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    await vscode.commands.executeCommand("markdown.showPreview");
  });
}

const taskCommands = ["check", "test", "fmt --check"] as const;

function provideTasks(): vscode.Task[] {
  return taskCommands.map((command) => createTask({ type: "sage", command }, command));
}

function resolveTask(task: vscode.Task): vscode.Task | undefined {
  const command: unknown = task.definition["command"];
  return typeof command === "string" ? createTask(task.definition, command) : undefined;
}

function createTask(definition: vscode.TaskDefinition, command: string): vscode.Task {
  const execution = new vscode.ShellExecution(commandLine(command.split(" ")));
  return new vscode.Task(
    definition,
    vscode.TaskScope.Workspace,
    `sage ${command}`,
    "sage",
    execution,
    "$sage",
  );
}
