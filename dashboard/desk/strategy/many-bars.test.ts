import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LiveStep } from "../../../runtime/live/store/live-store.js";
import { openStore } from "../../../runtime/live/store/open-store.js";
import type { SqlStore } from "../../../runtime/live/store/sql-store.js";
import { beginning, bitcoin, minute, quietStep, wanted } from "../../../runtime/live/store/testing/steps.js";
import { serve, type Serving } from "../../../runtime/serve/serve.js";
import { bundlePages } from "../../bundle.mjs";
import { browserPath, openBrowser } from "../../testing/browser.js";

const count = 100_000;
const isThere = { timeout: 60_000 };

/** A bar of a market that tells no volume, and what a strategy plotted and held. */
function stepOf(strategy: number, number: number): LiveStep {
  const time = beginning + number * minute;
  const priceAt = (k: number): number => 50_000 + 4000 * Math.sin(k / 900) + 300 * Math.sin(k / 17);
  const [open, close] = [priceAt(number - 1), priceAt(number)];
  const isHeld = number % 100 > 20 && number % 100 < 60;
  return quietStep(strategy, number, {
    bar: { time, open, high: Math.max(open, close) + 20, low: Math.min(open, close) - 20, close, volume: 0 },
    plots: [close - 50, close + 50],
    openPosition: isHeld
      ? {
          side: "long",
          quantity: 0.1,
          entryPrice: open,
          entryTime: time,
          entryBar: number,
          stop: close - 400,
          takes: [],
          liquidationPrice: null,
          unrealised: 0,
          position: 1,
        }
      : null,
  });
}

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)(
  "the chart of a strategy with many bars, or one",
  { retry: 2 },
  () => {
    const base = mkdtempSync(join(tmpdir(), "sage-many-"));
    let browser: Browser;
    let store: SqlStore;
    let serving: Serving;

    beforeAll(async () => {
      await bundlePages(join(base, "page"));
      browser = await openBrowser();
      store = await openStore(join(base, "live.db"));
      const many = await store.strategy(wanted({ name: "many", path: null, models: [] }));
      await store.lock(many.id);
      for (let from = 0; from < count; from += 2000)
        await store.commit(Array.from({ length: 2000 }, (_, k) => stepOf(many.id, from + k)));
      const market = { ...bitcoin, symbol: "ETH/USDT:USDT" };
      const one = await store.strategy(wanted({ name: "one", path: null, models: [], market }));
      const none = await store.strategy(wanted({ name: "none", path: null, models: [], market }));
      await store.lock(one.id);
      await store.lock(none.id);
      await store.commit([stepOf(one.id, 0)]);
      serving = await serve({
        store,
        listen: "127.0.0.1:0",
        tokens: join(base, "tokens.json"),
        environmentToken: "",
        switchFile: join(base, "stop"),
        rateLimit: { perSecond: 10_000, burst: 10_000 },
        pages: join(base, "page"),
      });
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
      await serving?.close();
      await store?.close();
      rmSync(base, { recursive: true, force: true });
    });

    async function open(hash: string) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(`${serving.address}/${hash}`);
      return { context, page, complaints };
    }

    /** Milliseconds between frames while the chart is dragged to and fro. */
    async function framesOf(page: Page): Promise<readonly number[]> {
      await page.evaluate(`globalThis.frames_ = []; (function look(before) {
      requestAnimationFrame((now) => { frames_.push(now - before); globalThis.isOver || look(now); });
    })(performance.now())`);
      const box = await page.locator("[data-part=price]").boundingBox();
      if (box === null) throw new Error("there is no chart");
      const y = box.y + box.height / 3;
      await page.mouse.move(box.x + box.width * 0.3, y);
      await page.mouse.down();
      for (let k = 0; k < 120; k++)
        await page.mouse.move(box.x + box.width * (0.3 + 0.3 * Math.abs(Math.sin(k / 10))), y);
      await page.mouse.up();
      return page.evaluate("globalThis.isOver = true, frames_.slice(1)");
    }

    const figures = (frames: readonly number[]): string => {
      const sorted = frames.toSorted((a, b) => a - b);
      const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
      return `${frames.length} frames, median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`;
    };

    test("100,000 bars without volume are loaded, panned and zoomed", async () => {
      const { context, page, complaints } = await open("#/strategy/1");
      const label = () => page.locator("[data-part=price]").getAttribute("aria-label");
      await page.locator("[data-part=price] canvas").first().waitFor();
      expect(await page.locator("[data-part=legend]").textContent()).not.toContain("Volume");
      const began = performance.now();
      await page.getByRole("button", { name: "Load all" }).click();
      await expect.poll(label, isThere).toContain("100000 bars");
      console.log(`loaded ${count} bars in ${((performance.now() - began) / 1000).toFixed(1)} s`);
      console.log(`panning 160 bars: ${figures(await framesOf(page))}`);
      const barsPerCandle = async (): Promise<number> =>
        Number(await page.locator("[data-part=price]").getAttribute("data-bars-per-candle"));
      expect(await barsPerCandle()).toBe(1);
      await page.locator("[data-part=price]").focus();
      await page.keyboard.press("0");
      // Of some 1,300 columns none stands for less than 64 bars.
      await expect.poll(barsPerCandle, isThere).toBeGreaterThanOrEqual(64);
      await page.evaluate("globalThis.isOver = false");
      console.log(`panning all of them: ${figures(await framesOf(page))}`);
      for (let presses = 0; presses < 20 && (await barsPerCandle()) > 1; presses++) {
        await page.locator("[data-part=price]").press("+");
        await page.waitForTimeout(50);
      }
      expect(await barsPerCandle()).toBe(1);
      await page.getByText("Bars as a table").click();
      await expect.poll(() => page.locator("details tbody tr").count(), isThere).toBe(60);
      expect(complaints).toEqual([]);
      await context.close();
    }, 120_000);

    test("one bar is a chart, and none says that the first is to come", async () => {
      const { context, page, complaints } = await open("#/strategy/2");
      await page.locator("[data-part=price] canvas").first().waitFor();
      expect(await page.locator("[data-part=legend]").textContent()).toContain("Close 50,000.00");
      await page.goto(`${serving.address}/#/strategy/3`);
      await page.getByText("No bar has closed yet.").waitFor();
      await page.getByText("No trade has closed yet.").waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    });
  },
);
