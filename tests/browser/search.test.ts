import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { findingsOf, search, synthesize } from "../../runtime/index.js";
import { renderSearchMarkdown } from "../../runtime/report/search/markdown.js";
import { renderSearch } from "../../runtime/report/search/page.js";
import { renderSearchPdf } from "../../runtime/report/search/pdf.js";
import type { ReportedSearch } from "../../runtime/report/search/words.js";

const candidates = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executable = candidates.find((path) => path !== "" && existsSync(path));

const { graph } = compile(
  createSource(
    "searched.sage",
    `sage 1
strategy crossing_averages {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }
  param fast = 6 bars in 4..24 step 2
  param slow = 40 bars in 30..100 step 10
  param share = 50% in 25%..75% step 25%
  enter long when ema(close, fast) crosses above ema(close, slow)
  exit long when ema(close, fast) crosses below ema(close, slow)
  size share of equity
  costs {
    fee: 0.05%
  }
}`,
  ),
);

async function searched(): Promise<ReportedSearch> {
  if (graph === null) throw new Error("the strategy does not compile");
  const result = await search(graph, synthesize({ bars: 5000, interval: 3_600_000, seed: 2 }), {
    workers: 0,
    validation: { method: "combinatorial", groups: 5, test: 2, splits: 10, purge: 0, embargo: 0 },
  });
  return { result, findings: findingsOf(result), commandOf: ({ trial }) => `sage run … ${trial}` };
}

describe("the report of a search", () => {
  let folder: string;
  let file: string;
  let browser: Browser | undefined;
  let found: ReportedSearch;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sage-search-page-"));
    file = join(folder, "search.html");
    found = await searched();
    writeFileSync(file, renderSearch(found));
    if (executable === undefined) return;
    browser = await chromium.launch({
      executablePath: executable,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("tells the same in every form", async () => {
    const page = readFileSync(file, "utf8");
    const markdown = renderSearchMarkdown(found);
    const pdf = Buffer.from(await renderSearchPdf(found, null)).toString("latin1");
    expect(page).toContain("Probability of overfitting");
    expect(markdown).toContain("Probability of overfitting");
    expect(pdf.startsWith("%PDF")).toBe(true);
    // A field for each pair of values: 11 × 8, 11 × 3 and 8 × 3, and bars of the histogram.
    const fields = page.split("<title>").length - 1;
    expect(fields).toBeGreaterThanOrEqual(11 * 8 + 11 * 3 + 8 * 3 + 5);
    expect(markdown.split("\n").filter((line) => line.startsWith("| ")).length).toBeGreaterThan(30);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(markdown).not.toMatch(/NaN|undefined|Infinity/);
  });

  describe.skipIf(executable === undefined)("in a browser", () => {
    test.each(["light", "dark"] as const)("is accessible and asks for nothing (%s)", async (colorScheme) => {
      const context = await browser?.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
      const page = await context?.newPage();
      if (page === undefined) throw new Error("the browser has no page");
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      expect(requests).toHaveLength(1);
      const overflow = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      expect(overflow).toBe(false);
      // The page's own policy allows no scripts: axe comes in through the debugger, which it does not bind.
      const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
      await page.evaluate(source);
      const violations: unknown = await page.evaluate(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(" ")).slice(0, 3)]))`,
      );
      expect(violations).toEqual([]);
      await context?.close();
    });
  });
});
