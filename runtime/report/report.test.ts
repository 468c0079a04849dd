import { describe, expect, test } from "vitest";
import { demoRun } from "../../tests/report/demo.js";
import { decimal, duration, interval, money, percent, price, signed, time } from "./format.js";
import { displayCandles, displayCurve } from "./display.js";
import { highlight } from "./highlight.js";
import { histogram } from "./histogram.js";
import { escapeHtml, html, scriptJson } from "./html.js";
import { renderMarkdown, renderReport, renderSummary } from "./index.js";

const hour = 3_600_000;
const demo = demoRun({ bars: 3000, interval: hour });

describe("numbers for people", () => {
  test("are grouped, signed with a true minus, and never a negative zero", () => {
    expect(decimal(-1234567.891, 2)).toBe("−1,234,567.89");
    expect(decimal(-0.001, 2)).toBe("0.00");
    expect(percent(0.12345)).toBe("12.35%");
    expect(percent(-12.5)).toBe("−1,250%");
    expect(signed("0.00%")).toBe("0.00%");
    expect(signed("12%")).toBe("+12%");
    expect(decimal(Number.NaN, 2)).toBe("–");
    expect(money(0.00012345)).toBe("0.000123");
    expect(price(0.000012345678)).toBe("0.0000123457");
    expect(price(40123.456)).toBe("40,123.46");
  });

  test("of time are the same everywhere", () => {
    expect(time(Date.UTC(2021, 4, 12, 13))).toBe("2021-05-12 13:00");
    expect(time(Number.NaN)).toBe("–");
    expect(duration(76 * hour)).toBe("3 d 4 h");
    expect(duration(400 * 24 * hour)).toBe("1 y 35 d");
    expect(interval(4 * hour)).toBe("4h");
    expect(interval(60_000)).toBe("1m");
    expect(interval(7 * 24 * hour)).toBe("1w");
  });
});

describe("markup", () => {
  test("escapes every value that is not markup", () => {
    expect(html`<p title="${`"><b>`}">${"<i>"}${html`<b>${"&"}</b>`}${null}${[1, "<"]}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;<b>&amp;</b>1&lt;</p>',
    );
  });

  test("JSON in a script cannot end it", () => {
    const text = scriptJson({ name: "</script><!-- \u2028" }).text;
    expect(text).not.toContain("<");
    expect(JSON.parse(text)).toEqual({ name: "</script><!-- \u2028" });
  });

  test("keeps source text to the letter", () => {
    const source = 'let a = "x < y" // <b>\n\tlet b = 12.5% / 3\n';
    const text = highlight(source)
      .map((line) => line.text.replaceAll(/<\/?[ib][^>]*>/g, ""))
      .join("\n");
    expect(`${text}\n`).toBe(escapeHtml(source));
  });
});

describe("pictures", () => {
  test("candles keep every high and low and the ends of the range", () => {
    const { bars } = demo.extras;
    if (bars === undefined || "chunks" in bars) throw new Error("the demo has columns");
    const candles = displayCandles(bars, demo.result.data, 200);
    expect(candles.step).toBe(15);
    expect(candles.time).toHaveLength(200);
    expect(candles.open[7]).toBe(bars.open[105]);
    expect(candles.close[7]).toBe(bars.close[119]);
    expect(candles.high[7]).toBe(Math.max(...bars.high.subarray(105, 120)));
    expect(candles.low[7]).toBe(Math.min(...bars.low.subarray(105, 120)));
    const late = displayCandles(bars, { ...demo.result.data, from: bars.time[100] ?? 0, bars: 2900 }, 5000);
    expect(late.time[0]).toBe(bars.time[100]);
  });

  test("a curve in few points keeps its peak, trough and deepest drawdown", () => {
    const curve = demo.result.equity;
    if (curve === null) throw new Error("the demo has a curve");
    const display = displayCurve(curve, 300);
    expect(display.time.length).toBeLessThanOrEqual(302);
    expect(Math.max(...display.equity)).toBe(Math.max(...curve.equity));
    expect(Math.min(...display.drawdown)).toBeCloseTo(demo.result.metrics.maxDrawdown ?? 0, 2);
    expect(display.time.at(-1)).toBe(curve.time.at(-1));
    expect(display.hold[0]).toBe(10_000);
  });

  test("a histogram counts everything, in round bins with an edge at zero", () => {
    const values = Array.from({ length: 500 }, (_, i) => Math.sin(i * i) * 0.05 + (i === 7 ? 9 : 0));
    const bins = histogram(values);
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(500);
    expect(bins.some((bin) => Math.abs(bin.from) < 1e-12)).toBe(true);
    expect(bins.length).toBeLessThan(50);
    expect(histogram([3, 3, 3]).reduce((sum, bin) => sum + bin.count, 0)).toBe(3);
    expect(histogram([0])).toHaveLength(1);
    expect(histogram([])).toEqual([]);
  });
});

describe("the report", () => {
  const page = renderReport(demo.result, demo.extras);

  test("is one file that asks nothing of the network", () => {
    const withoutScripts = page.replaceAll(/<script.*?<\/script>/gs, "");
    expect(withoutScripts).not.toMatch(/<(link|img|iframe|object|embed)\b/);
    expect(withoutScripts).not.toMatch(/url\(|@import|src=/);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toContain("default-src &#39;none&#39;");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
  });

  test("shows warnings before any number, every metric, the identity and the notice of the charts", () => {
    expect(page.indexOf("17 bars are missing")).toBeLessThan(page.indexOf('class="tiles"'));
    const names = Object.keys(demo.result.metrics);
    expect(names.filter((name) => !page.includes(`<code>${name}</code>`))).toEqual([]);
    const { graphHash, dataHash } = demo.result.run;
    const texts = [graphHash, dataHash, "Apache License 2.0", "// the slow one"];
    expect(texts.filter((text) => !page.includes(text))).toEqual([]);
  });

  test("is the same for the same run", () => {
    expect(renderReport(demo.result, demo.extras) === page).toBe(true);
  });

  test("has no way in for words of users", () => {
    const words = `</script><script>alert(1)</script>"'><img src=x onerror=alert(2)>{{7*7}}\`\${1}`;
    const hostile = demoRun({ bars: 3000, interval: hour, words });
    const text = renderReport(hostile.result, hostile.extras);
    expect(text.includes("<script>alert") || text.includes("<img")).toBe(false);
    expect(text.match(/<script/g)?.length).toBe(page.match(/<script/g)?.length);
  });

  test("stands also for runs with hardly anything in them", () => {
    for (const bars of [1, 2, 3]) {
      const { result, extras } = demoRun({ bars, interval: hour });
      const empty = { ...result, equity: null, plots: [], warnings: [], months: [] };
      for (const text of [renderReport(result, extras), renderReport(empty), renderReport(result)]) {
        expect(/>[^<]*\b(NaN|Infinity|undefined)\b[^<]*<\/(dd|td|p|h1)/.exec(text)).toBeNull();
        expect(text.includes("never traded")).toBe(true);
      }
    }
  });
});

describe("summaries", () => {
  test("for the terminal are plain, aligned, with warnings first", () => {
    const text = renderSummary(demo.result);
    expect(text).not.toContain("\u001b");
    expect(text.indexOf("17 bars are missing")).toBeLessThan(text.indexOf("Total return"));
    const rows = text.split("\n").filter((line) => /^(Volatility|Deepest drawdown|Total return)/.test(line));
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(renderSummary(demo.result, { colour: true })).toContain("\u001b[");
  });

  test("of a run without trades say so", () => {
    const { result } = demoRun({ bars: 3, interval: hour });
    expect(renderSummary(result)).toMatch(/^Trades +none/m);
  });

  test("in Markdown keep cells whole whatever the words are", () => {
    const words = "a | b <c> `d`\n# e";
    const { result } = demoRun({ bars: 500, interval: hour, words });
    const text = renderMarkdown(result);
    expect(text).not.toContain("\n# e");
    expect(text).not.toContain("<c>");
    expect(text).toContain("| Sharpe ratio |");
  });
});
