import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { bundlePages } from "../../bundle.mjs";
import { openBrowser } from "../../testing/browser.js";
import { makeDeskStand, type DeskShape, type DeskStand } from "./desk-stand.js";

export const isThere = { timeout: 20_000 };

/** A page of a stand in a context of its own. */
export interface OpenedDesk {
  readonly stand: DeskStand;
  readonly page: Page;
  /** What the browser's console has against the page. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

/** A browser and the bundled page, for the tests of a file. */
export class DeskPages {
  readonly folder = mkdtempSync(join(tmpdir(), "sage-desk-page-"));
  #browser: Browser | undefined;

  async begin(): Promise<void> {
    await bundlePages(this.folder);
    this.#browser = await openBrowser();
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A new stand, with its page open; `hash` is the view. */
  async open(
    shape: DeskShape = {},
    hash = "",
    options: BrowserContextOptions = {},
    prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<OpenedDesk> {
    if (this.#browser === undefined) throw new Error("the browser was not begun");
    const stand = await makeDeskStand(this.folder, shape);
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(isThere.timeout);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // A stand's strategies were made without a text: that it cannot be explained is answered with 409.
      const isKnown = message.text().includes("409 (Conflict)");
      if (message.type() === "error" && !isKnown) complaints.push(message.text());
    });
    await prepare(page);
    await page.goto(`${stand.address()}/${hash}`);
    return {
      stand,
      page,
      complaints,
      close: async () => {
        await context.close();
        await stand.end();
      },
    };
  }
}

/** Waits until news comes. */
export const live = (page: Page): Promise<void> =>
  page.locator("[data-part=link]", { hasText: "live" }).waitFor();
