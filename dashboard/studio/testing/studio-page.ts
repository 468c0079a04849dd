import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";

/** A browser on a busy machine takes its time. */
export const isThere = { timeout: 20_000 };

export interface OpenedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained about. */
  readonly complaints: string[];
}

/** The studio with its first run drawn. */
export async function openStudio(
  browser: Browser,
  address: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const complaints: string[] = [];
  const page = await openTab(context, address, complaints);
  return { context, page, complaints };
}

/** Another tab of the same browser. */
export async function openTab(context: BrowserContext, address: string, complaints: string[]): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(address);
  await expect.poll(() => figureOf(page, "Trades"), isThere).toMatch(/^\d[\d,]*$/);
  return page;
}

/** A figure of the statistics, as it is written. */
export async function figureOf(page: Page, name: string): Promise<string> {
  const tile = page.locator("[data-part=statistics] > div", { hasText: name });
  return (await tile.locator("dd").first().textContent()) ?? "";
}

/** Moves a slider as a hand does. */
export const slide = (page: Page, name: string, value: number): Promise<void> =>
  page.locator(`input[name=${name}]`).evaluate((slider, moved) => {
    Reflect.set(slider, "value", String(moved));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);

/** Selects words as a mouse does, and types others in their place. */
export async function write(page: Page, from: string, to: string): Promise<void> {
  await page.locator(".cm-content").focus();
  const select = `(() => {
    const from = ${JSON.stringify(from)};
    const line = [...document.querySelectorAll(".cm-line")].find((each) => each.textContent.includes(from));
    const at = line.textContent.indexOf(from);
    const place = (offset) => {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (offset <= node.data.length) return [node, offset];
        offset -= node.data.length;
      }
    };
    getSelection().setBaseAndExtent(...place(at), ...place(at + from.length));
  })()`;
  await page.evaluate(select);
  await page.waitForTimeout(100);
  await page.keyboard.insertText(to);
  await expect.poll(() => page.locator(".cm-content").textContent(), isThere).toContain(to);
}
