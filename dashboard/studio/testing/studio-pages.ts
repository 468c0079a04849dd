import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { languageOf } from "../../../cli/studio-language.js";
import { serveStudio, type ServedStudio, type StudioOptions } from "../../../runtime/serve/studio/index.js";
import { bundleStudio } from "../bundle.mjs";
import { openBrowser } from "../../testing/browser.js";

export const isThere = { timeout: 30_000 };

/** A studio over a folder of its own, as `sage studio` serves it, and a browser to look at it. */
export interface StudioPages {
  readonly base: string;
  readonly folder: string;
  readonly studio: ServedStudio;
  /** A page in a new context, with what it complained of. */
  readonly open: (options?: { readonly scheme?: "light" | "dark" }) => Promise<OpenedPage>;
  readonly write: (path: string, text: string) => void;
  readonly close: () => Promise<void>;
}

export interface OpenedPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

export async function openStudioPages(
  files: Readonly<Record<string, string>>,
  more: Partial<StudioOptions> = {},
): Promise<StudioPages> {
  const base = mkdtempSync(join(tmpdir(), "sage-studio-view-"));
  const folder = join(base, "folder");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  await bundleStudio(join(base, "page"));
  const studio = await serveStudio({
    folder,
    page: join(base, "page"),
    port: 0,
    language: await languageOf("test"),
    ...more,
  });
  const browser = await openBrowser();
  return {
    base,
    folder,
    studio,
    write,
    open: (options) => openPage(browser, studio.address, options?.scheme ?? "light"),
    close: async () => {
      await browser.close();
      await studio.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

async function openPage(browser: Browser, address: string, scheme: "light" | "dark"): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(address);
  await page.locator(".cm-content").waitFor();
  return { page, complaints, close: () => context.close() };
}

/** Fails with every finding of axe in a part of the page. */
export async function expectAccessible(page: Page, part: string): Promise<void> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(${JSON.stringify(part)}, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { region: { enabled: false } } })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(" | ")))`,
  );
  expect(found).toEqual([]);
}

/** Whether anything is wider than its place. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const wide: unknown = await page.evaluate(
    "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]",
  );
  expect(wide).toEqual([0, 0]);
}
