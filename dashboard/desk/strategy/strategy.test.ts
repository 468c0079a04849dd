import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTradedStand, type TradedStand } from "../../../runtime/serve/testing/traded-stand.js";
import { bundlePages } from "../../bundle.mjs";
import { browserPath, openBrowser } from "../../testing/browser.js";

const isThere = { timeout: 20_000 };
const cross = readFileSync(join(import.meta.dirname, "../../../strategies/ema_cross.sage"), "utf8").replace(
  "quick crosses above calm",
  "quick crosses above calm {\n    stop entry * 0.97\n    trail 0.03 * close\n  }",
);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("the view of a strategy in a browser", { retry: 2 }, () => {
  const base = mkdtempSync(join(tmpdir(), "sage-strategy-page-"));
  const pictures = process.env["SAGE_PICTURES"];
  let browser: Browser;
  let stand: TradedStand;

  beforeAll(async () => {
    await bundlePages(base);
    browser = await openBrowser();
    stand = await makeTradedStand({ text: cross, bars: 2600, more: 400, serve: { pages: base } });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await stand?.end();
    rmSync(base, { recursive: true, force: true });
  });

  async function open(address: string, hash = "#/strategy/1", options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(`${address}/${hash}`);
    return { context, page, complaints };
  }

  const label = async (page: Page) =>
    (await page.locator("[data-part=price]").getAttribute("aria-label")) ?? "";
  const barsIn = async (page: Page) => Number(/plots: (\d+) bars/.exec(await label(page))?.[1] ?? Number.NaN);
  const drawn = (page: Page) => page.locator("[data-part=price] canvas").first().waitFor();

  test("bars follow as they close, and older ones come when they are wanted", async () => {
    const { context, page, complaints } = await open(stand.serving.address);
    await drawn(page);
    const before = await barsIn(page);
    expect(before).toBe(1000);
    await stand.advance(3);
    await expect.poll(() => barsIn(page), isThere).toBe(before + 3);
    const close = [...stand.feed.chunks()][0]?.close[stand.given() - 1];
    const told = await page.locator("[data-part=legend]").textContent();
    expect(told).toContain(
      `Close ${(close ?? 0).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`,
    );
    await page.locator("[data-part=price]").focus();
    for (let k = 0; k < 60 && (await barsIn(page)) < 1100; k++) await page.keyboard.press("ArrowLeft");
    await expect.poll(() => barsIn(page), isThere).toBe(stand.given());
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("trades sort, filter and are saved by the server's figures", async () => {
    const { context, page, complaints } = await open(stand.serving.address);
    const rows = page.locator("[data-part=trades] tbody tr");
    await rows.first().waitFor();
    const profits = async () =>
      (await rows.locator("td:nth-child(9)").allTextContents()).map((cell) =>
        Number(cell.replace("−", "-").replaceAll(",", "")),
      );
    await page.getByRole("button", { name: "Profit", exact: true }).click();
    await expect
      .poll(async () => JSON.stringify(await profits()), isThere)
      .toBe(JSON.stringify((await profits()).toSorted((a, b) => b - a)));
    const all = await rows.count();
    await page.locator("label", { hasText: "Lost" }).click();
    await expect.poll(() => rows.count(), isThere).toBeLessThan(all);
    expect((await profits()).every((profit) => profit <= 0)).toBe(true);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const text = readFileSync(await (await saved).path(), "utf8");
    expect(text.trimEnd().split("\r\n").length).toBe((await rows.count()) + 1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a trade and a signal say why, in words of the text, by the keyboard alone", async () => {
    const { context, page, complaints } = await open(stand.serving.address);
    const why = page.getByRole("button", { name: /^Why trade/ }).first();
    await why.waitFor();
    await why.focus();
    await page.keyboard.press("Enter");
    const panel = page.locator("[data-part=decision]");
    await expect.poll(() => panel.textContent(), isThere).toContain("crosses above");
    expect(await panel.locator("mark").first().textContent()).toContain("quick crosses above calm");
    expect(await page.evaluate("document.activeElement.id")).toBe("decision-title");
    await page.keyboard.press("Escape");
    await expect.poll(() => panel.count()).toBe(0);
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toMatch(/^Why trade/);
    await page.getByRole("tab", { name: "Trades" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.evaluate("location.hash"), isThere).toBe("#/strategy/1/signals");
    const signal = page.getByRole("button", { name: /^Why signal/ }).first();
    await signal.waitFor();
    await signal.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => panel.textContent(), isThere).toMatch(/Signal \d+.*Decided at the close/s);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("settings and text, models and the log each have an address", async () => {
    const { context, page, complaints } = await open(stand.serving.address, "#/strategy/1/settings");
    await page.locator("pre.source", { hasText: "strategy ema_cross" }).waitFor();
    expect(await page.locator("[role=tabpanel] tbody tr").first().textContent()).toContain("fast12");
    await page.getByRole("tab", { name: "Models" }).click();
    await page.getByText("This strategy asks no model").waitFor();
    await page.getByRole("tab", { name: "Log" }).click();
    await expect.poll(() => page.locator("[role=tabpanel]").textContent(), isThere).not.toBe("");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each(["light", "dark"] as const)(
    "nothing stands in the way of anybody (%s)",
    async (colorScheme) => {
      for (const [name, viewport] of [
        ["1440", { width: 1440, height: 900 }],
        ["390", { width: 390, height: 844 }],
      ] as const)
        for (const part of ["trades", "signals", "settings"] as const) {
          const { context, page, complaints } = await open(stand.serving.address, `#/strategy/1/${part}`, {
            colorScheme,
            viewport,
            bypassCSP: true,
          });
          await drawn(page);
          await page.locator("[role=tabpanel] tbody tr").first().waitFor();
          if (part !== "settings") {
            await page.getByRole("button", { name: /^Why/ }).first().click();
            await page.locator("[data-part=decision] .tree").first().waitFor();
          }
          await page.waitForTimeout(400);
          if (pictures !== undefined)
            await page.screenshot({ path: `${pictures}/${part}-${name}-${colorScheme}.png`, fullPage: true });
          await page.evaluate(axe);
          const found: readonly { id: string; nodes: readonly { html: string }[] }[] = await page.evaluate(
            "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))",
          );
          expect(found).toEqual([]);
          expect(
            await page.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth",
            ),
          ).toBeLessThanOrEqual(0);
          expect(complaints).toEqual([]);
          await context.close();
        }
    },
    120_000,
  );

  test("an answer that breaks off, and a text that has changed, are told; the rest goes on", async () => {
    const { context, page } = await open(stand.serving.address);
    await page.locator("[data-part=trades] tbody tr").first().waitFor();
    await page.route("**/trades/*/decision", (route) =>
      route.fulfill({ status: 200, contentType: "application/json", body: '{"strategy_id":1,"mom' }),
    );
    await page
      .getByRole("button", { name: /^Why trade/ })
      .first()
      .click();
    await page.getByText("The answer of the server broke off.").waitFor();
    await page.unroute("**/trades/*/decision");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("[data-part=decision] .tree").first().waitFor();
    await context.close();
  });

  test("markup in names and texts is text, and a strategy without any bar says so", async () => {
    const evil = '<img src=x onerror="stolen=1">';
    const text = cross.replace('"quick average"', JSON.stringify(evil));
    const own = await makeTradedStand({ text, bars: 300, name: evil, serve: { pages: base } });
    const { context, page, complaints } = await open(own.serving.address);
    await drawn(page);
    expect(await page.locator("h1").textContent()).toBe(evil);
    expect(await page.locator("[data-part=legend]").textContent()).toContain(evil);
    await page.getByRole("tab", { name: "Settings and text" }).click();
    await page.locator("pre.source", { hasText: "img src=x" }).waitFor();
    expect(await page.evaluate("globalThis.stolen")).toBeUndefined();
    expect(complaints).toEqual([]);
    await context.close();
    await own.end();
  }, 60_000);
});
