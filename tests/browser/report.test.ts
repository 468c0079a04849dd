import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { portfolioDecisions } from "../../runtime/why/index.js";
import { compareRuns, renderComparison, renderPortfolio, renderReport } from "../../runtime/report/index.js";
import { demoRun } from "../report/demo.js";
import { explainedRun } from "../report/explained.js";
import { demoModel } from "../report/models.js";
import { portfolioRun } from "../report/portfolio.js";

const candidates = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executable = candidates.find((path) => path !== "" && existsSync(path));

function firstColumn(page: Page): Promise<string[]> {
  return page.locator("#trade-table tbody tr > :first-child").allTextContents();
}

/** Needs a browser: skipped, visibly, where there is none (`CHROMIUM` names one elsewhere). */
describe.skipIf(executable === undefined)("the report in a browser", () => {
  let browser: Browser;
  let folder: string;
  let file: string;
  const demo = demoRun({ bars: 12_000, interval: 3_600_000 });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sage-report-"));
    file = join(folder, "report.html");
    const models = await Promise.all([demoModel("binary"), demoModel("classes")]);
    writeFileSync(file, renderReport(demo.result, { ...demo.extras, models }));
    browser = await chromium.launch({
      executablePath: executable ?? "",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page; anything that it asks for or complains of is kept. */
  async function open(options: BrowserContextOptions = {}, path = file) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector("html[data-ready]", { state: "attached" });
    return { context, page, complaints, requests };
  }

  test("opens without a complaint and without a request", async () => {
    const { context, page, complaints, requests } = await open();
    expect(await page.locator("canvas").count()).toBeGreaterThan(4);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
    expect(requests).toHaveLength(1);
    await context.close();
  });

  test("sorts, filters, turns pages and saves trades", async () => {
    const { context, page } = await open();
    const count = demo.result.trades.length;
    expect(await page.textContent("#trade-count")).toContain(`${count} of ${count} trades`);
    const profits = demo.result.trades.toSorted((a, b) => a.profit - b.profit);
    await page.click('#trade-table button[data-key="profit"]');
    expect((await firstColumn(page))[0]).toBe(String(profits[0]?.id));
    await page.click('#trade-table button[data-key="profit"]');
    expect((await firstColumn(page))[0]).toBe(String(profits.at(-1)?.id));
    expect(await page.getAttribute('#trade-table th:has([data-key="profit"])', "aria-sort")).toBe(
      "descending",
    );
    const won = demo.result.trades.filter((trade) => trade.profit > 0).length;
    await page.selectOption('#trade-filter [name="result"]', "win");
    expect(await page.textContent("#trade-count")).toContain(`${won} of ${count} trades`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#trade-export")]);
    const saved = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\r\n");
    expect(saved).toHaveLength(won + 1);
    expect(saved[0]).toContain("entryTime,entryBar,entryPrice");
    await page.fill('#trade-filter [name="text"]', "no such words");
    expect(await page.locator("#trade-table tbody tr").count()).toBe(0);
    await context.close();
  });

  test("switches colours and scale with the keyboard", async () => {
    const { context, page, complaints } = await open();
    const ground = (): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.focus('input[name="theme"][value="auto"]');
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await ground()).not.toBe(light);
    await page.focus('input[name="scale"][value="linear"]');
    await page.keyboard.press("ArrowRight");
    expect(await page.isChecked('input[name="scale"][value="log"]')).toBe(true);
    await page.click("#formulas");
    expect(await page.locator("details.metric[open]").count()).toBe(
      await page.locator("details.metric").count(),
    );
    await page.locator("#trade-table tbody button").first().click();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("opens the decision behind a trade by a click on its row, steps on, and gives the focus back", async () => {
    const run = explainedRun();
    const path = join(folder, "explained.html");
    writeFileSync(path, run.page);
    const { context, page, complaints } = await open({}, path);
    expect(await page.isVisible("#decision")).toBe(false);
    await page.focus('#trade-table button[data-trade="0"]');
    await page.keyboard.press("Enter");
    expect(await page.textContent("#decision-title")).toContain("Trade 1: long");
    const [quick, calm] = await page
      .locator("#decision-body .tree")
      .first()
      .locator(":scope > li > ul > li > b")
      .allTextContents();
    expect(Number(quick)).toBeGreaterThan(Number(calm));
    await page.click('#decision [data-step="1"]');
    expect(await page.textContent("#decision-title")).toContain("Trade 2: long");
    await page.keyboard.press("Escape");
    expect(await page.isVisible("#decision")).toBe(false);
    expect(await page.evaluate("document.activeElement.dataset.trade")).toBe("0");
    await page.locator("#trade-table tbody tr").nth(2).locator("td").nth(3).click();
    expect(await page.textContent("#decision-title")).toContain("Trade 3: long");
    await page.locator("#refusals button").first().click();
    expect(await page.textContent("#decision-title")).toMatch(/^Signal \d+: (enter|exit) long, cooldown/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("opens the decision of the trade that is clicked on the chart", async () => {
    const path = join(folder, "explained.html");
    const { context, page } = await open({ reducedMotion: "reduce" }, path);
    await page.click('#trade-table button[data-trade="1"]');
    await page.click("#decision [data-close]");
    await page.locator("#price-chart").scrollIntoViewIfNeeded();
    const box = await page.locator("#price-chart").boundingBox();
    if (box === null) throw new Error("the chart is drawn");
    // The chosen trade stands in the middle of the chart: somewhere there is a mark that answers.
    let said = "";
    for (let y = 40; y < box.height - 60 && said === ""; y += 12) {
      for (let x = box.width * 0.15; x < box.width * 0.85 && said === ""; x += 12) {
        await page.mouse.move(box.x + x, box.y + y);
        if (await page.locator("#price-chart.over-trade").count()) {
          await page.mouse.click(box.x + x, box.y + y);
          said = (await page.textContent("#decision-title")) ?? "";
        }
      }
    }
    expect(said).toMatch(/^Trade \d+: long/);
    await context.close();
  });

  test("prints every section on paper, with the charts as pictures and all formulas", async () => {
    const { context, page, complaints } = await open();
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("canvas.printed").count()).toBe(2);
    expect(await page.isVisible("nav.sections")).toBe(false);
    expect(await page.locator("details.metric:not([open])").count()).toBe(0);
    const paper = await page.pdf({ format: "A4", printBackground: true });
    expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
    expect(complaints).toEqual([]);
    await context.close();
  });

  const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  const looks: readonly (readonly [string, BrowserContextOptions])[] = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["phone", { viewport: { width: 390, height: 844 } }],
    ["dark phone", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
  ];

  test.each(looks)("leaves axe nothing to say (%s)", async (_, options) => {
    // The page's own policy would keep the checker out as well.
    const path = join(folder, "explained.html");
    const { context, page } = await open({ ...options, bypassCSP: true }, path);
    await page.click("#formulas");
    await page.click('#trade-table button[data-trade="0"]');
    await page.addScriptTag({ path: axePath });
    const found: readonly { readonly id: string; readonly nodes: readonly unknown[] }[] = await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary) })))",
    );
    expect(found).toEqual([]);
    await context.close();
  });

  test.each(looks)("leaves axe nothing to say of a comparison (%s)", async (_, options) => {
    const path = join(folder, "comparison.html");
    const others = [demo, demoRun({ bars: 9000, interval: 3_600_000, seed: 9 })];
    writeFileSync(path, renderComparison(compareRuns(others.map(({ result }) => ({ result, graph: null })))));
    const context = await browser.newContext({ ...options, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path).href);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    await page.addScriptTag({ path: axePath });
    expect(
      await page.evaluate("axe.run(document).then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"),
    ).toEqual([]);
    await context.close();
  });

  test.each(looks)("shows a portfolio, and leaves axe nothing to say of it (%s)", async (_, options) => {
    const path = join(folder, "portfolio.html");
    const { result: portfolio, parts } = portfolioRun();
    const explained = portfolioDecisions({ portfolio, parts });
    writeFileSync(path, renderPortfolio(portfolio, { explained }));
    const { context, page, complaints } = await open({ ...options, bypassCSP: true }, path);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    await page.fill('#trade-filter [name="text"]', "middle");
    const members = await page.locator("#trade-table tbody tr > :last-child").allTextContents();
    expect(new Set(members)).toEqual(new Set(["middle"]));
    await page.click("#trade-table tbody button[data-trade]");
    expect(await page.locator("#decision-title").textContent()).toMatch(/^Trade \d+ of middle: long/);
    const rule = await page.locator("#decision-body .tree").first().textContent();
    expect(rule).toMatch(
      /^line 6 enter long when ema\(close, fast\) crosses above ema\(close, 96 bars\) yes/,
    );
    const refused = page.locator("#refusals button[data-signal]").first();
    const [signal, member] = [await refused.textContent(), await refused.getAttribute("data-member")];
    await refused.click();
    expect(await page.locator("#decision-title").textContent()).toMatch(
      new RegExp(`^Signal ${signal?.trim() ?? ""} of ${member ?? ""}: enter long, `),
    );
    await page.addScriptTag({ path: axePath });
    expect(
      await page.evaluate("axe.run(document).then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"),
    ).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("fits a phone", async () => {
    const { context, page } = await open({ viewport: { width: 390, height: 844 }, isMobile: true });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await context.close();
  });

  test("runs nothing that a strategy's words contain", async () => {
    const words = `</script><script>alert(1)</script><img src=x onerror="alert(2)">`;
    const hostile = demoRun({ bars: 3000, interval: 3_600_000, words });
    const path = join(folder, "hostile.html");
    writeFileSync(path, renderReport(hostile.result, hostile.extras));
    const { context, page, complaints, requests } = await open({}, path);
    expect(await page.textContent("h1")).toBe(words);
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    await context.close();
  });

  test("shows a year of minutes soon", async () => {
    const year = demoRun({ bars: 525_600, interval: 60_000 });
    const path = join(folder, "year.html");
    const page = renderReport(year.result, year.extras);
    expect(page.length).toBeLessThan(2_500_000);
    writeFileSync(path, page);
    const opened = await open({}, path);
    const ready: number = await opened.page.evaluate("performance.now()");
    // Generous, since the machines of CI are shared; here it is a third of a second.
    expect(ready).toBeLessThan(6000);
    await opened.context.close();
  });
});
