import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { demoRun } from "../../tests/report/demo.js";
import { metricDefinitions } from "../metrics/index.js";
import { comparisonToJson } from "./compare/json.js";
import { compareRuns } from "./compare/comparison.js";
import { renderComparisonMarkdown } from "./compare/markdown.js";
import { renderComparison } from "./compare/page.js";
import { renderComparisonPdf } from "./compare/pdf.js";
import { renderPdf } from "./pdf/index.js";
import { latin } from "./pdf/latin.js";

const hour = 3_600_000;
const demo = demoRun({ bars: 6000, interval: hour });

/** The words of a PDF: every text of every page, in the order in which it is drawn. */
function wordsOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf);
  let words = "";
  for (let at = bytes.indexOf("stream\n"); at !== -1; at = bytes.indexOf("stream\n", at)) {
    const end = bytes.indexOf("endstream", at);
    const content = inflateSync(bytes.subarray(at + 7, end)).toString("latin1");
    for (const [, line = ""] of content.matchAll(/\[(.*?)\] TJ/g)) {
      const hex = [...line.matchAll(/<([0-9a-f]+)>/g)].map(([, digits = ""]) => digits).join("");
      words += `${Buffer.from(hex, "hex").toString("latin1")}\n`;
    }
    at = end + 9;
  }
  return words;
}

const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString("latin1")
    .match(/\/Type \/Page\b/g)?.length ?? 0;

describe("the PDF", () => {
  test("holds every metric, warning and trade, an outline, a title, and numbered pages", async () => {
    const pdf = await renderPdf(demo.result, demo.extras);
    const words = wordsOf(pdf);
    const pages = pagesOf(pdf);
    expect(pages).toBeGreaterThan(4);
    for (let page = 1; page <= pages; page++) expect(words).toContain(`${page} / ${pages}`);
    const titles = metricDefinitions.map(({ title }) => latin(title).slice(0, 24));
    expect(titles.filter((title) => !words.includes(title))).toEqual([]);
    expect(words).toContain("17 bars are missing");
    const head = Buffer.from(pdf).toString("latin1");
    const parts = ["/Outlines", "(ema_cross on BTC/USDT)", "/DisplayDocTitle true"];
    expect(parts.filter((part) => !head.includes(part))).toEqual([]);
  });

  test("is the same for the same run", async () => {
    const [one, two] = [await renderPdf(demo.result, demo.extras), await renderPdf(demo.result, demo.extras)];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
  });

  test("stands for runs with hardly anything in them, and for words of any script", async () => {
    for (const bars of [1, 3]) {
      const { result, extras } = demoRun({ bars, interval: hour });
      expect(pagesOf(await renderPdf({ ...result, equity: null, months: [] }, extras))).toBeGreaterThan(0);
    }
    const foreign = demoRun({ bars: 800, interval: hour, words: "策略 → “x” ≤ 5 €" });
    const words = wordsOf(await renderPdf(foreign.result, foreign.extras));
    expect(words).toContain("?? -> ");
  });

  test("spells every formula in letters that its fonts have", () => {
    const lost = metricDefinitions.filter(({ formula }) => latin(formula).includes("?"));
    expect(lost.map(({ name }) => name)).toEqual([]);
    expect(latin("−√Σ τ≤½ é\t✓")).toBe("–sqrt sum  tau<=½ é ?");
  });
});

describe("a comparison", () => {
  const [first, ...rest] = demo.result.trades;
  if (first === undefined) throw new Error("the demo trades");
  const { run, metrics } = demo.result;
  const other = {
    ...demo.result,
    run: { ...run, id: "0123456789abcdef", parameters: { ...run.parameters, fast: 30 } },
    metrics: { ...metrics, totalReturn: (metrics.totalReturn ?? 0) - 0.1, profitFactor: null },
    trades: [...rest, { ...first, id: 999, entryTime: first.entryTime + hour }],
  };
  const comparison = compareRuns(
    [demo, { ...demo, result: other }].map(({ result }) => ({ result, graph: null })),
  );

  test("tells first what differs, and nothing else", () => {
    expect(comparison.differences).toEqual([{ name: "Parameter fast", values: ["24", "30"] }]);
  });

  test("sets each metric beside that of the first run, with the difference", () => {
    const of = (name: string) => comparison.metrics.find((metric) => metric.name === name);
    expect(of("totalReturn")?.differences[1]).toBeCloseTo(-0.1, 12);
    expect(of("profitFactor")).toMatchObject({
      values: [metrics.profitFactor, null],
      differences: [0, null],
    });
    expect(of("sharpe")?.differences).toEqual([0, 0]);
    expect(comparison.metrics).toHaveLength(metricDefinitions.length);
  });

  test("finds the trades that only one of them has", () => {
    expect(comparison.shared).toBe(rest.length);
    expect(comparison.trades.map(({ only }) => only.map(({ id }) => id))).toEqual([[1], [999]]);
  });

  test("is told as a page, as Markdown, for machines and on paper", async () => {
    const page = renderComparison(comparison);
    expect(page).not.toMatch(/<script|src=|https?:/);
    expect(page.indexOf("Parameter fast")).toBeLessThan(page.indexOf("Metrics side by side"));
    const markdown = renderComparisonMarkdown(comparison);
    expect(markdown).toContain("| Parameter fast | 24 | 30 |");
    expect(markdown).toContain("(−10.00 pp)");
    const json = comparisonToJson(comparison);
    expect(json.trades).toEqual({
      shared: rest.length,
      only: [
        { count: rest.length + 1, ids: [1] },
        { count: rest.length + 1, ids: [999] },
      ],
    });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(wordsOf(await renderComparisonPdf(comparison, null))).toContain("Parameter fast");
  });
});
