import type { CancellationToken, WorkDoneProgressReporter, WorkspaceSymbol } from "vscode-languageserver";
import { largestText } from "./analysis.js";
import { searchSymbols } from "./symbols.js";
import type { Workspace } from "./workspace.js";

const most = 500;
/** Milliseconds after which other requests get their turn. */
const turn = 20;

/** Names in all files of the client's folders and all open ones. Stops when it is cancelled. */
export async function workspaceSymbols(
  workspace: Workspace,
  query: string,
  token: CancellationToken,
  progress: WorkDoneProgressReporter,
): Promise<readonly WorkspaceSymbol[]> {
  const opened = workspace.documents.map(({ source }) => source.path);
  const listed = workspace.folders.flatMap((folder) => workspace.host.list(folder));
  const paths = [...new Set([...opened, ...listed])];
  const found: WorkspaceSymbol[] = [];
  let since = workspace.host.now();
  progress.begin("Searching names", 0, undefined, true);
  for (const [index, path] of paths.entries()) {
    if (token.isCancellationRequested || found.length >= most) break;
    const source = workspace.read(path);
    if (source !== undefined && source.text.length <= largestText) {
      found.push(...searchSymbols(source, query, workspace.encoding));
    }
    if (workspace.host.now() - since < turn) continue;
    progress.report(Math.round((100 * index) / paths.length));
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = workspace.host.now();
  }
  progress.done();
  return found.slice(0, most);
}
