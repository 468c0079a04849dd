import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath } from "../testing/browser.js";
import { DeskPages, live } from "./testing/desk-page.js";

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("what the desk's page weighs", { retry: 2 }, () => {
  const desk = new DeskPages();
  beforeAll(() => desk.begin());
  afterAll(() => desk.end());

  test("all its scripts together are less than 300 kB compressed", () => {
    const assets = join(desk.folder, "assets");
    const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
    const bytes = (ending: string): number =>
      scripts.reduce((sum, name) => sum + statSync(join(assets, name + ending)).size, 0);
    process.stdout.write(`scripts: ${bytes(".br")} bytes with brotli, ${bytes(".gz")} with gzip\n`);
    expect(bytes(".gz")).toBeLessThan(300_000);
    // What draws charts comes after the page can be used.
    const page = readFileSync(join(desk.folder, "desk.html"), "utf8");
    expect(page).not.toContain("equity-chart");
    expect(scripts.some((name) => name.startsWith("equity-chart"))).toBe(true);
  });

  test("it can be used soon: measured, not judged", async () => {
    const { page, close } = await desk.open({ strategies: 100, markets: 20, bars: 60 });
    await live(page);
    await page.locator("tbody tr").nth(99).waitFor();
    await page.goto("about:blank");
    const begun = performance.now();
    await page.goBack({ waitUntil: "commit" });
    await page.locator("tbody tr").nth(99).waitFor();
    const rows = performance.now() - begun;
    await page.locator(".chart canvas").first().waitFor();
    const chart = performance.now() - begun;
    process.stdout.write(
      `100 strategies: rows after ${rows.toFixed(0)} ms, chart after ${chart.toFixed(0)} ms\n`,
    );
    expect(await page.locator("tbody tr").count()).toBe(100);
    await close();
  });
});
