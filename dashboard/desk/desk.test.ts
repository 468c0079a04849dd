import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundlePages } from "../bundle.mjs";
import { browserPath, openBrowser } from "../testing/browser.js";
import { makeDeskStand } from "./testing/desk-stand.js";

const isThere = { timeout: 15_000 };

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("the desk in a browser", () => {
  const base = mkdtempSync(join(tmpdir(), "sage-desk-page-"));
  let browser: Browser;

  beforeAll(async () => {
    await bundlePages(base);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(base, { recursive: true, force: true });
  });

  async function open(address: string, hash = "") {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(`${address}/${hash}`);
    return { context, page, complaints };
  }

  const heading = (page: Page) => page.locator("h1").textContent();
  const focused = (page: Page) => page.evaluate("document.activeElement.tagName");

  test("bars that close change the page without it asking for anything", async () => {
    const stand = await makeDeskStand(base);
    const { context, page, complaints } = await open(stand.address());
    const link = page.locator("[data-part=link]");
    await expect.poll(() => link.textContent(), isThere).toContain("live");
    await expect.poll(() => page.locator("tbody tr").count(), isThere).toBe(3);
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/")) asked.push(request.url());
    });
    const equity = () => page.locator("tbody tr").first().locator("td").nth(4).textContent();
    const before = await equity();
    for (let k = 0; k < 5; k++) await stand.bar();
    await expect.poll(equity, isThere).not.toBe(before);
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
    await stand.end();
  });

  test("views have addresses, titles and a focused heading, and the way back leads back", async () => {
    const stand = await makeDeskStand(base);
    const { context, page, complaints } = await open(stand.address());
    expect(await heading(page)).toBe("Overview");
    await page.getByRole("link", { name: "cross_2" }).click();
    await expect.poll(() => page.title(), isThere).toBe("cross_2 – NailSage desk");
    expect(await focused(page)).toBe("H1");
    expect(new URL(page.url()).hash).toBe("#/strategy/2");
    await page.goBack();
    await expect.poll(() => heading(page), isThere).toBe("Overview");
    await page.goForward();
    await expect.poll(() => heading(page), isThere).toBe("cross_2");
    await page.goto(`${stand.address()}/#/strategy/99`);
    await page.getByText("There is no strategy 99").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
    await stand.end();
  });
});
