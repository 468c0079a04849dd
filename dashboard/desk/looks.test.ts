import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { browserPath } from "../testing/browser.js";
import { DeskPages, isThere, live } from "./testing/desk-page.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const views = ["", "#/positions", "#/portfolios", "#/feeds", "#/log", "#/strategy/1"];

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("how the desk looks and is used", { retry: 2 }, () => {
  const desk = new DeskPages();
  beforeAll(() => desk.begin());
  afterAll(() => desk.end());

  const found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

  async function violations(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe);
    const told = found.parse(
      await page.evaluate("axe.run().then(({ violations }) => JSON.parse(JSON.stringify(violations)))"),
    );
    return told.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  }

  for (const colorScheme of ["light", "dark"] as const)
    test(`axe finds nothing in ${colorScheme}, in any view or dialog`, async () => {
      const { stand, page, close } = await desk.open({ strategies: 4, bars: 25 }, "", { colorScheme });
      await live(page);
      await stand.store.note({
        time: Date.now(),
        event: "feed_gap",
        severity: "warning",
        strategy: null,
        market: null,
        message: "1 bar is missing at the venue.",
        data: {},
      });
      const wrong: Record<string, readonly string[]> = {};
      for (const view of views) {
        await page.goto(`${stand.address()}/${view}`);
        await page.waitForTimeout(300);
        wrong[view] = await violations(page);
      }
      await page.keyboard.press("s");
      await page.getByRole("dialog").waitFor();
      wrong["kill switch"] = await violations(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      wrong["help"] = await violations(page);
      await page.keyboard.press("Escape");
      await page.context().setOffline(true);
      await page.locator("[data-part=link]", { hasText: "no connection" }).waitFor();
      wrong["offline"] = await violations(page);
      expect(Object.entries(wrong).filter(([, what]) => what.length > 0)).toEqual([]);
      await close();
    });

  test("a phone shows every view without moving sideways", async () => {
    const { stand, page, close } = await desk.open({ strategies: 12, markets: 4, bars: 25 }, "", {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    await live(page);
    for (const view of views) {
      await page.goto(`${stand.address()}/${view}`);
      await page.waitForTimeout(200);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect(width, view).toBeLessThanOrEqual(390);
    }
    await close();
  });

  test("everything is done with the keyboard alone", async () => {
    const { page, complaints, close } = await desk.open({ strategies: 3, bars: 25 });
    await live(page);
    const focus = () => page.evaluate("document.activeElement?.textContent ?? ''");
    // The first key leads over the menu into the view.
    await page.keyboard.press("Tab");
    expect(await focus()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await focus()).toBe("Overview");
    for (const [key, name] of [
      ["2", "Positions"],
      ["3", "Portfolios"],
      ["4", "Feeds"],
      ["5", "Log"],
      ["1", "Overview"],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => page.locator("h1").textContent(), isThere).toBe(name);
      expect(await focus()).toBe(name);
    }
    await page.keyboard.press("/");
    await page.keyboard.type("cross_3");
    await expect.poll(() => page.locator("tbody tr").count(), isThere).toBe(1);
    // In a field letters are letters.
    await page.keyboard.type("s?");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.locator("[data-part=filter]").fill("");
    await page.locator("h1").focus();
    await page.keyboard.press("t");
    await expect.poll(() => page.getByRole("radio", { name: "Light" }).isChecked(), isThere).toBe(true);
    await page.keyboard.press("s");
    await page.getByRole("dialog").waitFor();
    await page.getByLabel("Reason").focus();
    await page.keyboard.type("by hand");
    await page.keyboard.press("Tab");
    await page.keyboard.type("stop");
    await page.keyboard.press("Enter");
    await page.getByText("All trading is stopped.").waitFor();
    expect(await focus()).toBe("Overview");
    await page.keyboard.press("?");
    await page.getByLabel("Single keys work").press("Space");
    await page.keyboard.press("Escape");
    await page.keyboard.press("s");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
