import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import {
  findReferencesKeymap,
  formatKeymap,
  hoverTooltips,
  jumpToDefinitionKeymap,
  LSPClient,
  renameKeymap,
  serverCompletion,
  signatureHelp,
  type Transport,
} from "@codemirror/lsp-client";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { sageColours } from "./colours.js";
import { plainHtml } from "./plain-html.js";
import { problems } from "./problems.js";
import { sageTheme } from "./theme.js";

export interface SageEditor {
  readonly view: EditorView;
  readonly client: LSPClient;
  /** Ends the conversation with the server and takes the editor out of the page. */
  close(): void;
}

export interface SageEditorOptions {
  readonly uri: string;
  readonly text: string;
  readonly transport: Transport;
  /** Shows another file that a definition lies in; null: it cannot. Absent: only this file is shown. */
  readonly display?: (uri: string) => Promise<EditorView | null>;
  /** What the page adds, such as a listener. */
  readonly extensions?: readonly Extension[];
}

/**
 * An editor for one strategy, over a language server at the other end of `transport`: a worker (`inWorker`) or a socket.
 * Colours follow the page's scheme.
 */
export function createSageEditor(parent: HTMLElement, options: SageEditorOptions): SageEditor {
  const client = new LSPClient({
    rootUri: options.uri.slice(0, options.uri.lastIndexOf("/")),
    sanitizeHTML: plainHtml,
    timeout: 30_000,
    extensions: [
      problems(),
      serverCompletion(),
      hoverTooltips(),
      signatureHelp(),
      keymap.of([...formatKeymap, ...renameKeymap, ...jumpToDefinitionKeymap, ...findReferencesKeymap]),
    ],
  });
  const { display } = options;
  if (display !== undefined) client.workspace.displayFile = display;
  client.connect(options.transport);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        indentUnit.of("  "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        EditorView.contentAttributes.of({ "aria-label": "Strategy" }),
        sageColours(),
        sageTheme,
        keymap.of([
          ...closeBracketsKeymap,
          ...lintKeymap,
          ...foldKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        client.plugin(options.uri, "sage"),
        ...(options.extensions ?? []),
      ],
    }),
  });
  return {
    view,
    client,
    close: () => {
      client.disconnect();
      view.destroy();
    },
  };
}

/** A language server in a worker of the page: no machine but the user's own is asked. */
export function inWorker(worker: Worker): Transport {
  const handlers = new Map<(message: string) => void, (event: MessageEvent<unknown>) => void>();
  return {
    send: (message) => worker.postMessage(JSON.parse(message), []),
    subscribe: (handler) => {
      const listener = ({ data }: MessageEvent<unknown>) => handler(JSON.stringify(data));
      handlers.set(handler, listener);
      worker.addEventListener("message", listener);
    },
    unsubscribe: (handler) => {
      const listener = handlers.get(handler);
      if (listener !== undefined) worker.removeEventListener("message", listener);
      handlers.delete(handler);
    },
  };
}
