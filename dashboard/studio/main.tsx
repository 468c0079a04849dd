import { render } from "preact";
import { followSettings } from "../interface/settings.js";
import { browserHost } from "./browser-host.js";
import { StudioPage } from "./page.js";
import { Research } from "./research/client.js";
import { openServerHost } from "./server-host.js";
import { Studio } from "./state.js";
import { words } from "./words.js";

declare const SAGE_VERSION: string;
/** Whether the page was made to be opened without `sage studio`. */
declare const SAGE_PLAYGROUND: boolean;

async function begin(place: HTMLElement): Promise<void> {
  followSettings();
  const [host, kernels] = await Promise.all([
    SAGE_PLAYGROUND ? browserHost() : openServerHost(),
    WebAssembly.compileStreaming(fetch("kernels.wasm")),
  ]);
  const worker = new Worker("research.js", { type: "module" });
  const studio = new Studio(host, new Research(worker, { kernels, version: SAGE_VERSION }));
  render(<StudioPage studio={studio} />, place);
}

const place = document.getElementById("app");
if (place !== null)
  begin(place).catch((error: unknown) => {
    place.textContent = error instanceof Error ? error.message : words.gone;
  });
