import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveStudio, type ServedStudio } from "../../runtime/serve/studio/index.js";
import { browserPath, openBrowser } from "../testing/browser.js";
import { bundleStudio } from "./bundle.mjs";
import { figureOf, isThere, openStudio } from "./testing/studio-page.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const strategies = join(import.meta.dirname, "../../strategies");

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("the studio as a page", { retry: 2 }, () => {
  let base = "";
  let browser: Browser;
  let studio: ServedStudio;

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), "sage-studio-design-"));
    mkdirSync(join(base, "folder"));
    cpSync(join(strategies, "ema_cross.sage"), join(base, "folder/ema_cross.sage"));
    await bundleStudio(join(base, "page"));
    studio = await serveStudio({ folder: join(base, "folder"), page: join(base, "page"), port: 0 });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await studio?.close();
    rmSync(base, { recursive: true, force: true });
  });

  test.each(["light", "dark"] as const)("axe finds nothing, %s", async (colorScheme) => {
    const { context, page } = await openStudio(browser, studio.address, { colorScheme, bypassCSP: true });
    await expect.poll(() => page.locator("button[aria-label^='Why ']").count(), isThere).toBeGreaterThan(5);
    await page.evaluate(axe);
    for (const tab of ["Graph", "Why", "Tests", "Runs"]) {
      await page.getByRole("tab", { name: tab }).click();
      const found = await page.evaluate<{ violations: { id: string; nodes: { target: string[] }[] }[] }>(
        "axe.run()",
      );
      expect(found.violations.map(({ id, nodes }) => [tab, id, nodes.map(({ target }) => target)])).toEqual(
        [],
      );
    }
    await context.close();
  });

  test.each([1024, 1440, 1920, 390])(
    "%d wide: nothing overflows, and nothing moves while it loads",
    async (width) => {
      const { context, page } = await openStudio(browser, studio.address, {
        viewport: { width, height: 850 },
      });
      await expect.poll(() => page.locator("button[aria-label^='Why ']").count(), isThere).toBeGreaterThan(5);
      await page.waitForTimeout(500);
      const shift = `new Promise((tell) => new PerformanceObserver((list) =>
      tell(list.getEntries().reduce((sum, each) => sum + each.value, 0))).observe({ type: "layout-shift", buffered: true }))`;
      // Where nothing has moved nothing is ever told.
      const none = new Promise<number>((tell) => setTimeout(() => tell(0), 1000));
      expect(await Promise.race([page.evaluate<number>(shift), none])).toBeLessThan(0.01);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      const chart = await page.locator("[data-part=account]").boundingBox();
      expect(chart?.width ?? 0).toBeGreaterThan(250);
      expect(chart?.height ?? 0).toBeGreaterThan(120);
      await context.close();
    },
  );

  test("by keyboard alone: a slider, a trade's reason, the tabs, the zoom of a chart, the save", async () => {
    const { context, page, complaints } = await openStudio(browser, studio.address);
    const focused = () =>
      page.evaluate<string>(
        "[document.activeElement.name, document.activeElement.id, document.activeElement.getAttribute('aria-label'), document.activeElement.dataset.part].filter(Boolean).join(' ')",
      );
    const reach = async (name: RegExp): Promise<void> => {
      for (let k = 0; k < 60 && !name.test(await focused()); k++) {
        await page.keyboard.press("Tab");
        // Who goes through the page by keys sees where they are.
        const ring = await page.evaluate<string>(
          "(() => { const shown = document.activeElement.closest('label') ?? document.activeElement; return [document.activeElement, shown, ...shown.children].map((each) => getComputedStyle(each).outlineStyle).join(); })()",
        );
        expect(ring, await focused()).toMatch(/solid|auto|dotted/);
      }
      expect(await focused()).toMatch(name);
    };
    // In an editor Tab belongs to the text; it is left as CodeMirror leaves: Escape, then Tab.
    await page.locator(".cm-content").focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("// by keys\n");
    await page.keyboard.press("Control+s");
    await expect.poll(() => page.locator("[data-part=saved]").textContent(), isThere).toBe("Saved");
    expect(readFileSync(join(base, "folder/ema_cross.sage"), "utf8")).toContain("// by keys");
    // The first closes what completes a word, where that is open.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await reach(/price$/);
    const step = () => page.getByText(/one candle is \d+ bars/).textContent();
    const coarse = await step();
    // No hand presses twice in one frame, in which the chart has not moved yet.
    for (let k = 0; k < 6; k++) {
      await page.keyboard.press("+");
      await page.waitForTimeout(50);
    }
    await expect
      .poll(
        async () => (await page.getByText(/one candle is/).count()) === 0 || (await step()) !== coarse,
        isThere,
      )
      .toBe(true);
    await page.keyboard.press("0");
    await reach(/^tab-graph/);
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("tab", { name: "Why" }).getAttribute("aria-selected")).toBe("true");
    const before = await figureOf(page, "Trades");
    await reach(/^fast/);
    for (let k = 0; k < 5; k++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => figureOf(page, "Trades"), isThere).not.toBe(before);
    await reach(/^Why \d+/);
    await page.keyboard.press("Enter");
    await expect
      .poll(async () => (await page.locator("[data-part=explained]").allTextContents()).join(), isThere)
      .toContain("enter long when");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("times are told by the clock that is chosen, in tables and on the charts, and all bars stay in view", async () => {
    const { context, page } = await openStudio(browser, studio.address, { timezoneId: "Asia/Tokyo" });
    const entries = page.locator(".grows tbody td:nth-child(4)");
    await expect.poll(() => entries.count(), isThere).toBeGreaterThan(5);
    const timeOf = async (): Promise<number> => Date.parse(`${await entries.first().textContent()}Z`);
    const seen = () => page.locator("[data-part=account]").getAttribute("data-bars-in-view");
    const [utc, bars] = [await timeOf(), await seen()];
    const picture = (): Promise<string> =>
      page
        .locator("[data-part=account] canvas")
        .first()
        .evaluate((canvas) => Reflect.get(canvas, "toDataURL").call(canvas));
    const before = await picture();
    await page.getByRole("radio", { name: "Local" }).check();
    // Tokyo is nine hours ahead, summer and winter.
    await expect.poll(timeOf, isThere).toBe(utc + 9 * 3_600_000);
    expect(await seen()).toBe(bars);
    await page.getByRole("radio", { name: "UTC" }).check();
    await expect.poll(timeOf, isThere).toBe(utc);
    await expect.poll(picture, isThere).toBe(before);
    await context.close();
  });

  test("who asks for less motion gets none", async () => {
    const { context, page } = await openStudio(browser, studio.address, { reducedMotion: "reduce" });
    const moving = await page.evaluate(
      "[...document.querySelectorAll('*')].filter((each) => { const { transitionDuration, animationName } = getComputedStyle(each); return parseFloat(transitionDuration) > 0 || animationName !== 'none'; }).map((each) => each.className)",
    );
    expect(moving).toEqual([]);
    await context.close();
  });

  test("the charts' maker is named with a link, and every bundled package with its licence", async () => {
    const { context, page } = await openStudio(browser, studio.address);
    expect(await page.getByRole("link", { name: "TradingView" }).getAttribute("href")).toBe(
      "https://www.tradingview.com/",
    );
    const licences = await (await page.request.get(new URL("licences.txt", studio.address).href)).text();
    for (const name of ["lightweight-charts", "preact", "@codemirror/view", "chevrotain", "zod"])
      expect(licences).toMatch(new RegExp(`^${name} [\\d.]+ \\([A-Za-z0-9.-]+\\)$`, "m"));
    await context.close();
  });
});
