import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { storeDataset } from "../../runtime/data/manage.js";
import { synthesize } from "../../runtime/data/synthesize/synthesize.js";
import { serveStudio, type ServedStudio } from "../../runtime/serve/studio/index.js";
import { browserPath, openBrowser } from "../testing/browser.js";
import { bundleStudio } from "./bundle.mjs";
import { figureOf, isThere, openStudio, openTab, slide, write } from "./testing/studio-page.js";

const cross = readFileSync(join(import.meta.dirname, "../../strategies/ema_cross.sage"), "utf8");

/** Hourly bars as a table; `volume` of every bar. */
function table(bars: number, volume: number): string {
  const rows = Array.from({ length: bars }, (_, k) => {
    const close = 100 + 10 * Math.sin(k / 9);
    return `${new Date(k * 3_600_000).toISOString()},${close},${close + 1},${close - 1},${close},${volume}`;
  });
  return `${["time,open,high,low,close,volume", ...rows].join("\n")}\n`;
}

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("what a studio must survive", { retry: 2 }, () => {
  let base = "";
  let browser: Browser;
  let studio: ServedStudio;
  const inFolder = (name: string) => join(base, "folder", name);
  const serve = (port: number) =>
    serveStudio({ folder: join(base, "folder"), page: join(base, "page"), port });

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), "sage-studio-survival-"));
    mkdirSync(join(base, "folder"));
    writeFileSync(inFolder("one.csv"), table(1, 5));
    writeFileSync(inFolder("silent.csv"), table(900, 0));
    await storeDataset(inFolder("one.arrow"), synthesize({ bars: 1, interval: 3_600_000, seed: 1 }));
    await bundleStudio(join(base, "page"));
    studio = await serve(0);
    browser = await openBrowser();
  });

  beforeEach(() => writeFileSync(inFolder("cross.sage"), cross));

  afterAll(async () => {
    await browser?.close();
    await studio?.close();
    rmSync(base, { recursive: true, force: true });
  });

  const choose = (page: Page, name: string) =>
    page.getByRole("combobox", { name: "Data" }).selectOption(name);

  test("a file that is chosen while the first is still on its way is the one that opens", async () => {
    const first = inFolder("a-first.sage");
    writeFileSync(first, cross.replace("param slow", "param calmest").replaceAll("slow", "calmest"));
    const context = await browser.newContext();
    const page = await context.newPage();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route("**/api/file?*a-first*", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(studio.address);
    await page.locator("select", { hasText: "cross.sage" }).selectOption("cross.sage");
    await page.locator("input[name=slow]").waitFor();
    letGo();
    await page.waitForTimeout(500);
    expect(await page.locator(".cm-content").textContent()).toContain("param slow");
    expect(await page.locator("input[name=slow]").count()).toBe(1);
    await context.close();
    rmSync(first);
  });

  test("the server goes and comes back with another token: told both times, the text kept, then saved", async () => {
    const own = await serve(0);
    const port = Number(new URL(own.address).port);
    const { context, page } = await openStudio(browser, own.address);
    await own.close();
    await page.getByText("The server does not answer").waitFor();
    await write(page, "size 25%", "size 20%");
    await slide(page, "fast", 30);
    const again = await serve(port);
    await page.getByText("has not entered yet").waitFor();
    expect(await page.locator(".cm-content").textContent()).toContain("size 20%");
    // The new address in another tab: the old one goes on.
    await openTab(context, again.address, []);
    await expect.poll(() => page.locator(".notices .trouble").count(), isThere).toBe(0);
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => readFileSync(inFolder("cross.sage"), "utf8"), isThere).toContain("size 20%");
    await context.close();
    await again.close();
  });

  test("a cookie that is gone is told, and nothing of the text is lost", async () => {
    const { context, page } = await openStudio(browser, studio.address);
    await write(page, "size 25%", "size 20%");
    await context.clearCookies();
    await page.keyboard.press("Control+s");
    await page.getByText("has not entered yet").first().waitFor();
    expect(readFileSync(inFolder("cross.sage"), "utf8")).toBe(cross);
    expect(await page.locator(".cm-content").textContent()).toContain("size 20%");
    await context.close();
  });

  test("half a message, and one of something else, are told; the last bars stay", async () => {
    const { context, page } = await openStudio(browser, studio.address);
    const before = await figureOf(page, "Trades");
    for (const cut of [
      (whole: Buffer) => whole.subarray(0, whole.length - 1000),
      (whole: Buffer) => whole.subarray(0, 3),
      (whole: Buffer) => Buffer.concat([whole, whole]),
      () => Buffer.from("<!doctype html><p>not me</p>"),
    ]) {
      await page.route("**/api/bars?*", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ status: 200, body: cut(await answer.body()) });
      });
      await choose(page, "silent.csv");
      await page.getByText("came only in part").waitFor();
      expect(await figureOf(page, "Trades")).toBe(before);
      await page.unroute("**/api/bars?*");
      await choose(page, "sample");
      await expect.poll(() => page.getByText("came only in part").count(), isThere).toBe(0);
    }
    await context.close();
  });

  test("bars without volume are said to be so; a single bar is refused in a sentence, and the next data run", async () => {
    // The table does not tell how large a tick is.
    writeFileSync(inFolder("cross.sage"), cross.replace("slippage: 1 tick", "slippage: 0.01%"));
    const { context, page } = await openStudio(browser, studio.address);
    await choose(page, "silent.csv");
    await page.getByText("The data has no volume").waitFor();
    await expect.poll(() => page.locator("[data-part=latency]").textContent(), isThere).toContain("900 bars");
    await choose(page, "one.csv");
    await page.getByText("a single bar does not tell").waitFor();
    expect(await page.getByRole("combobox", { name: "Data" }).inputValue()).toBe("silent.csv");
    await choose(page, "one.arrow");
    await page.getByText(/needs \d+ bars; there are 1\./).waitFor();
    expect(await page.locator("main.stale").count()).toBe(1);
    await choose(page, "silent.csv");
    await expect.poll(() => page.locator(".notices .trouble").count(), isThere).toBe(0);
    expect(await page.locator("main.stale").count()).toBe(0);
    await context.close();
  });

  test("of two tabs with one file the second is told at once, and of every save", async () => {
    const { context, page } = await openStudio(browser, studio.address);
    const other = await openTab(context, studio.address, []);
    await other.getByText("open in another tab too").waitFor();
    expect(await page.getByText("open in another tab too").count()).toBe(0);
    await page.bringToFront();
    await write(page, "size 25%", "size 20%");
    await page.keyboard.press("Control+s");
    await other.getByText("This file was changed elsewhere").waitFor();
    await page.close();
    await other.bringToFront();
    await expect.poll(() => other.getByText("open in another tab too").count(), isThere).toBe(0);
    await context.close();
  });

  test("another editor's save is told; a file that was renamed too, and saving writes it again", async () => {
    const { context, page } = await openStudio(browser, studio.address);
    writeFileSync(inFolder("cross.sage"), `${cross}// from elsewhere\n`);
    await page.getByText("This file was changed elsewhere").waitFor();
    await page.getByRole("button", { name: "Load the other text" }).click();
    await expect.poll(() => page.locator(".notices .trouble").count(), isThere).toBe(0);
    renameSync(inFolder("cross.sage"), inFolder("renamed.sage"));
    await page.getByText("not there any more").waitFor();
    await write(page, "size 25%", "size 20%");
    await page.keyboard.press("Control+s");
    await expect.poll(() => page.getByText("not there any more").count(), isThere).toBe(0);
    expect(readFileSync(inFolder("cross.sage"), "utf8")).toContain("size 20%");
    expect(readFileSync(inFolder("renamed.sage"), "utf8")).not.toContain("size 20%");
    rmSync(inFolder("renamed.sage"));
    await context.close();
  });

  test("a picture that is named like a strategy, and one far too large, are not opened; the open one stays", async () => {
    writeFileSync(inFolder("z-binary.sage"), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0));
    writeFileSync(inFolder("z-huge.sage"), "x".repeat(3_000_000));
    const { context, page } = await openStudio(browser, studio.address);
    const files = page.getByRole("combobox", { name: "Strategy" });
    for (const [name, told] of [
      ["z-binary.sage", "no text in UTF-8"],
      ["z-huge.sage", "a strategy has at most"],
    ] as const) {
      await files.selectOption(name);
      await page.getByText(told).waitFor();
      expect(await page.locator(".cm-content").textContent()).toContain("ema_cross");
      // What is said to be open is what is in the editor.
      expect(await files.inputValue()).toBe("cross.sage");
    }
    await context.close();
    for (const name of ["z-binary.sage", "z-huge.sage"]) rmSync(inFolder(name));
  });
});
