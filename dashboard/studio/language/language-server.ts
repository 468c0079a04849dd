import { inWorker, type SageEditor } from "../../../editor/browser/editor.js";
import type { LanguageWay, StudioHost } from "../host.js";

/** The language server inside the page: there where no server is. */
function inPage(): LanguageWay {
  const worker = new Worker("language.js", { type: "module" });
  return { transport: inWorker(worker), onBreak: () => undefined, close: () => worker.terminate() };
}

/** The host's language server; the page's own where the host has none or does not answer. */
export async function openLanguage(host: StudioHost): Promise<LanguageWay> {
  if (host.language === null) return inPage();
  try {
    return await host.language();
  } catch {
    return inPage();
  }
}

/** Milliseconds until a broken way is tried again: longer each time. */
const waits = [500, 1000, 2000, 5000, 10_000];

/**
 * Opens the way again whenever it breaks, and tells the server of the text as it stands then.
 * @param isWanted whether the editor is still there
 */
export function mendOnBreak(given: {
  readonly way: LanguageWay;
  readonly host: StudioHost;
  readonly editor: SageEditor;
  readonly isWanted: () => boolean;
  readonly take: (other: LanguageWay) => void;
}): void {
  const { way, host, editor, isWanted, take } = given;
  const open = host.language;
  if (open === null) return;
  way.onBreak(() => {
    editor.client.disconnect();
    const attempt = async (tries: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, waits[Math.min(tries, waits.length - 1)]));
      if (!isWanted()) return;
      const other = await open().catch(() => null);
      if (other === null) return attempt(tries + 1);
      if (!isWanted()) return other.close();
      editor.client.connect(other.transport);
      take(other);
      mendOnBreak({ ...given, way: other });
    };
    void attempt(0);
  });
}
