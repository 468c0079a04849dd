import { EditorView } from "@codemirror/view";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { createSageEditor, type SageEditor } from "../../editor/browser/editor.js";
import type { LanguageWay } from "./host.js";
import { mendOnBreak, openLanguage } from "./language/language-server.js";
import type { Studio } from "./state.js";

/** The text of the open file, over the language server of `sage studio`, or the one beside the page. */
export function EditorPane({ studio }: { readonly studio: Studio }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let editor: SageEditor | undefined;
    let way: LanguageWay | undefined;
    let asked = 0;
    const end = (): void => {
      editor?.close();
      way?.close();
      [editor, way] = [undefined, undefined];
    };
    studio.show = async (path, text) => {
      const mine = ++asked;
      // What is typed from here on must not go into the other file.
      end();
      const found = await openLanguage(studio.host);
      // Another file was opened meanwhile.
      if (mine !== asked) return found.close();
      way = found;
      editor = createSageEditor(element, {
        uri: `file:///${path.split("/").map(encodeURIComponent).join("/")}`,
        text,
        transport: found.transport,
        display: async (uri) => {
          const target = decodeURIComponent(new URL(uri).pathname).slice(1);
          if (!uri.startsWith("file:") || !studio.files.value.some((each) => each.path === target))
            return null;
          await studio.open(target);
          return editor?.view ?? null;
        },
        extensions: [
          ...styleMark(),
          EditorView.contentAttributes.of({ tabindex: "0" }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) studio.type(state.doc.toString());
          }),
        ],
      });
      mendOnBreak({
        way: found,
        host: studio.host,
        editor,
        isWanted: () => mine === asked,
        take: (other) => (way = other),
      });
    };
    return () => {
      asked++;
      end();
    };
  }, [studio]);
  return <div class="editor" ref={place} data-part="editor" />;
}

/** The page's policy lets only styles in that carry this number. */
function styleMark() {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content;
  return nonce === undefined || nonce === "" ? [] : [EditorView.cspNonce.of(nonce)];
}
