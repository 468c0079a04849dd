import { EditorView } from "@codemirror/view";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { createSageEditor, inWorker, type SageEditor } from "../../editor/browser/editor.js";
import type { Studio } from "./state.js";

/** The text of the open file, over the language server beside the page. */
export function EditorPane({ studio }: { readonly studio: Studio }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let editor: SageEditor | undefined;
    let server: Worker | undefined;
    const end = (): void => {
      editor?.close();
      server?.terminate();
    };
    studio.show = (path, text) => {
      end();
      server = new Worker("language.js", { type: "module" });
      editor = createSageEditor(element, {
        uri: `file:///${path}`,
        text,
        transport: inWorker(server),
        extensions: [
          ...styleMark(),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) studio.type(state.doc.toString());
          }),
        ],
      });
    };
    return end;
  }, [studio]);
  return <div class="editor" ref={place} data-part="editor" />;
}

/** The page's policy lets only styles in that carry this number. */
function styleMark() {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content;
  return nonce === undefined || nonce === "" ? [] : [EditorView.cspNonce.of(nonce)];
}
