import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveStudio, type ServedStudio } from "../../runtime/serve/studio/index.js";
import { bundleStudio } from "./bundle.mjs";
import { browserPath, openBrowser, serveStatic } from "../testing/browser.js";
import { figureOf, isThere, openStudio, openTab, slide, write } from "./testing/studio-page.js";

const cross = readFileSync(join(import.meta.dirname, "../../strategies/ema_cross.sage"), "utf8");

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("the studio in a browser", { retry: 2 }, () => {
  let base = "";
  let browser: Browser;
  let studio: ServedStudio;
  let server: Server;
  let playground = "";

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), "sage-studio-page-"));
    mkdirSync(join(base, "folder"));
    await bundleStudio(join(base, "page"));
    await bundleStudio(join(base, "playground"), { isPlayground: true });
    studio = await serveStudio({ folder: join(base, "folder"), page: join(base, "page"), port: 0 });
    const served = await serveStatic(join(base, "playground"));
    server = served.server;
    playground = served.address;
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await studio?.close();
    await new Promise((done) => server?.close(done));
    rmSync(base, { recursive: true, force: true });
  });

  const open = (address: string) => openStudio(browser, address);

  const reset = () => writeFileSync(join(base, "folder/cross.sage"), cross);

  test("a moved slider moves the result, and a trade says why", async () => {
    reset();
    const { context, page, complaints } = await open(studio.address);
    expect(page.url()).not.toContain("#");
    const before = await figureOf(page, "Trades");
    await slide(page, "fast", 30);
    await expect.poll(() => figureOf(page, "Trades"), isThere).not.toBe(before);
    // Pressed while the run is still on its way to rest: the row must stay under the pointer until it is let go.
    const newest = page.locator("button[aria-label^='Why ']").first();
    await expect
      .poll(
        async () => (await newest.getAttribute("aria-label")) === `Why ${await figureOf(page, "Trades")}`,
        isThere,
      )
      .toBe(true);
    const rested = await figureOf(page, "Trades");
    const why = page.locator("button[aria-label^='Why ']").nth(1);
    const asked = (await why.getAttribute("aria-label")) ?? "";
    await why.hover();
    await page.mouse.down();
    await slide(page, "fast", 24);
    await expect.poll(() => figureOf(page, "Trades"), isThere).not.toBe(rested);
    await page.waitForTimeout(400);
    expect(await why.getAttribute("aria-label")).toBe(asked);
    await page.mouse.up();
    const explained = page.locator("[data-part=explained]");
    await expect
      .poll(async () => (await explained.allTextContents()).join(), isThere)
      .toContain("enter long when");
    expect((await explained.allTextContents()).join()).toContain(asked.replace("Why", "Trade"));
    await page.getByRole("tab", { name: "Graph" }).click();
    await page.locator("button[aria-label^='Why ']").nth(3).click();
    await explained.waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("another file's trades say why, and all bars stay in view whatever the width", async () => {
    reset();
    writeFileSync(join(base, "folder/other.sage"), cross.replace("strategy ema_cross", "strategy other"));
    const { context, page, complaints } = await open(studio.address);
    await page.locator("select", { hasText: "other.sage" }).selectOption("other.sage");
    await page.locator("button[aria-label^='Why ']").first().click();
    await page.locator("[data-part=explained]").waitFor();
    expect(await page.locator("[data-part=explained]").textContent()).toContain("enter long when");
    const account = page.locator("[data-part=account]");
    const inView = () => account.getAttribute("data-bars-in-view");
    await expect.poll(inView, isThere).toMatch(/^-?\d /);
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.waitForTimeout(300);
    const [from = "", to = ""] = ((await inView()) ?? "").split(" ");
    expect(Number(from)).toBeLessThanOrEqual(0);
    const bars = /for ([\d,]+) bars/.exec((await page.locator("body").textContent()) ?? "")?.[1] ?? "";
    expect(Number(to)).toBeGreaterThanOrEqual(Number(bars.replaceAll(",", "")) - 1);
    expect(complaints).toEqual([]);
    rmSync(join(base, "folder/other.sage"));
    await context.close();
  });

  test("a mistake leaves the last result, greyed, until it is mended", async () => {
    reset();
    const { context, page, complaints } = await open(studio.address);
    const before = await figureOf(page, "Trades");
    await write(page, "ema(close, fast)", "ema(close, fasd)");
    await expect.poll(() => page.locator("[data-part=broken]").textContent(), isThere).toContain("SAGE2001");
    expect(await page.locator("main.stale").count()).toBe(1);
    expect(await figureOf(page, "Trades")).toBe(before);
    await write(page, "ema(close, fasd)", "ema(close, fast)");
    await expect.poll(() => page.locator("main.stale").count(), isThere).toBe(0);
    await page.getByRole("tab", { name: "Tests" }).click();
    await page.getByRole("button", { name: "Run the tests" }).click();
    await expect.poll(() => page.locator("[data-part=tests] .good").count(), isThere).toBe(3);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("of two tabs with one file the second is told, and may load the other text", async () => {
    reset();
    const { context, page, complaints } = await open(studio.address);
    const other = await openTab(context, studio.address, complaints);
    await write(page, "size 25%", "size 20%");
    await page.keyboard.press("Control+s");
    await expect.poll(() => page.locator("[data-part=saved]").textContent(), isThere).toBe("Saved");
    expect(readFileSync(join(base, "folder/cross.sage"), "utf8")).toBe(cross.replace("size 25%", "size 20%"));
    await write(other, "size 25%", "size 15%");
    await other.keyboard.press("Control+s");
    await other.getByText("changed elsewhere").waitFor();
    expect(readFileSync(join(base, "folder/cross.sage"), "utf8")).toContain("size 20%");
    await other.getByRole("button", { name: "Load the other text" }).click();
    await expect.poll(() => other.locator(".cm-content").textContent(), isThere).toContain("size 20%");
    await context.close();
  });

  test("names with markup in them are text", async () => {
    reset();
    const { context, page, complaints } = await open(studio.address);
    await write(page, "calm average", "<img src=x onerror=stolen=1>");
    await expect.poll(() => page.locator(".graph text", { hasText: "<img" }).count(), isThere).toBe(1);
    expect(await page.evaluate("globalThis.stolen")).toBeUndefined();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("without any server the playground runs a strategy, and keeps what was written", async () => {
    const { context, page, complaints } = await open(`${playground}/`);
    await page.locator("header select").first().selectOption("ema_cross.sage");
    await page.locator("input[name=fast]").waitFor();
    const before = await figureOf(page, "Trades");
    const box = await page.locator("input[name=fast]").boundingBox();
    if (box === null) throw new Error("the slider cannot be seen");
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 0.25 * box.width, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.75 * box.width, y, { steps: 8 });
    await page.mouse.up();
    await expect.poll(() => figureOf(page, "Trades"), isThere).not.toBe(before);
    await write(page, "size 25%", "size 20%");
    await page.keyboard.press("Control+s");
    await expect.poll(() => page.locator("[data-part=saved]").textContent(), isThere).toBe("Saved");
    await page.reload();
    await page.locator("header select").first().selectOption("ema_cross.sage");
    await expect.poll(() => page.locator(".cm-content").textContent(), isThere).toContain("size 20%");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("the server gone: the page says so and keeps the text", async () => {
    reset();
    const own = await serveStudio({ folder: join(base, "folder"), page: join(base, "page"), port: 0 });
    const { context, page } = await open(own.address);
    await own.close();
    await write(page, "size 25%", "size 20%");
    await page.keyboard.press("Control+s");
    await page.getByText("The server does not answer").waitFor();
    await slide(page, "fast", 31);
    await expect.poll(() => page.locator(".cm-content").textContent()).toContain("size 20%");
    await context.close();
  });
});
