import { setDiagnostics, type Action, type Diagnostic } from "@codemirror/lint";
import { LSPPlugin, type LSPClient, type LSPClientExtension } from "@codemirror/lsp-client";
import { ViewPlugin, type EditorView, type ViewUpdate } from "@codemirror/view";
import type {
  CodeAction,
  CodeActionParams,
  Diagnostic as ServerDiagnostic,
  PublishDiagnosticsParams,
} from "vscode-languageserver-protocol";

const severities = ["error", "error", "warning", "info", "hint"] as const;

/** A pause in typing of this many milliseconds, and the server is told. */
const pause = 150;

/** Tells the server of changes even when nothing is asked of it. */
const keepTold = ViewPlugin.fromClass(
  class {
    #timer: ReturnType<typeof setTimeout> | undefined;

    update({ docChanged, view }: ViewUpdate): void {
      if (!docChanged) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => LSPPlugin.get(view)?.client.sync(), pause);
    }

    destroy(): void {
      clearTimeout(this.#timer);
    }
  },
);

/** Shows what the server finds, each with a button for each of its fixes. */
export function problems(): LSPClientExtension {
  return {
    editorExtension: keepTold,
    clientCapabilities: {
      textDocument: {
        publishDiagnostics: { versionSupport: true, codeDescriptionSupport: true, relatedInformation: true },
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
        },
      },
    },
    notificationHandlers: {
      "textDocument/publishDiagnostics": (client: LSPClient, told: PublishDiagnosticsParams) => {
        const file = client.workspace.getFile(told.uri);
        const view = file?.getView();
        const plugin = view && LSPPlugin.get(view);
        if (file === null || !view || !plugin) return false;
        // A newer text is on its way to the server, which will speak again.
        if (told.version !== undefined && told.version !== null && told.version !== file.version) return true;
        void show(view, plugin, told.diagnostics);
        return true;
      },
    },
  };
}

async function show(view: EditorView, plugin: LSPPlugin, found: readonly ServerDiagnostic[]): Promise<void> {
  const { syncedDoc } = plugin;
  const shown = await Promise.all(found.map((each) => withActions(plugin, each)));
  if (plugin.syncedDoc !== syncedDoc) return;
  const mapped = shown.map((each): Diagnostic => ({
    ...each,
    from: plugin.unsyncedChanges.mapPos(each.from),
    to: plugin.unsyncedChanges.mapPos(each.to),
  }));
  view.dispatch(setDiagnostics(view.state, mapped));
}

async function withActions(plugin: LSPPlugin, found: ServerDiagnostic): Promise<Diagnostic> {
  const { range, severity = 1, code, message } = found;
  const params: CodeActionParams = {
    textDocument: { uri: plugin.uri },
    range,
    context: { diagnostics: [found], only: ["quickfix"] },
  };
  const fixes = await plugin.client
    .request<CodeActionParams, CodeAction[] | null>("textDocument/codeAction", params)
    .catch(() => null);
  return {
    from: plugin.fromPosition(range.start, plugin.syncedDoc),
    to: plugin.fromPosition(range.end, plugin.syncedDoc),
    severity: severities[severity] ?? "error",
    source: String(code ?? ""),
    message: typeof message === "string" ? message : message.value,
    actions: (fixes ?? []).filter(({ edit }) => edit !== undefined).map((fix) => actionOf(plugin, fix)),
  };
}

function actionOf(plugin: LSPPlugin, fix: CodeAction): Action {
  return {
    name: fix.title,
    apply: (view) => {
      const edits = fix.edit?.changes?.[plugin.uri] ?? [];
      view.dispatch({
        changes: edits.map(({ range, newText }) => ({
          from: plugin.fromPosition(range.start),
          to: plugin.fromPosition(range.end),
          insert: newText,
        })),
        userEvent: "input.fix",
      });
    },
  };
}
