import { expect, test } from "vitest";
import { portfolioRun } from "../../../tests/report/portfolio.js";
import { wholeOf } from "../../modes/portfolio-whole.js";
import { renderPortfolioMarkdown } from "./markdown.js";
import { renderPortfolio } from "./page.js";

const { result, text } = portfolioRun();
const page = renderPortfolio(result, { source: { path: "desk.sage", text } });
const payload = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? "");

test("the whole has all trades in the order of their exits, each with its member", () => {
  const { result: whole, memberOf } = wholeOf(result);
  const own = result.members.flatMap(({ result: { trades } }) => trades);
  expect(whole.trades).toHaveLength(own.length);
  expect(whole.trades.map(({ id }) => id)).toEqual(own.map((_, k) => k + 1));
  const exits = whole.trades.map(({ exitTime }) => exitTime);
  expect(exits).toEqual(exits.toSorted((a, b) => a - b));
  for (const { label, profit } of result.members) {
    const made = whole.trades.filter((trade) => memberOf.get(trade) === label);
    expect(made.reduce((sum, trade) => sum + trade.profit, 0)).toBeCloseTo(profit, 6);
  }
  expect(payload.trades.member).toEqual(whole.trades.map((trade) => memberOf.get(trade)));
});

test("what was at stake is the net exposure as a part of equity", () => {
  const { equity } = wholeOf(result).result;
  for (const row of [0, 777, 2500, 4999]) {
    const share = ((equity?.position[row] ?? 0) * (equity?.close[row] ?? 0)) / (equity?.equity[row] ?? 1);
    const net = (result.exposure?.net[row] ?? 0) / (result.equity?.equity[row] ?? 1);
    expect(share).toBeCloseTo(net, 12);
  }
});

test("the page has the members, their lines, how they move together, the limits and the text", () => {
  for (const id of [
    "equity",
    "members",
    "member-curves",
    "correlation",
    "months",
    "trades",
    "metrics",
    "settings",
  ])
    expect(page).toContain(`id="${id}"`);
  expect(page).toContain("Three speeds on one account.");
  expect(page).toContain("<dt>exposure</dt>");
  expect(page.match(/class="line plot-\d"/g)).toHaveLength(3);
  const pairs = result.correlation.flatMap((row, k) => row.filter((_, column) => column !== k));
  const shown = [...page.matchAll(/<td class="(?:up|down)" style="--s:(\d+)%">[−\d.]+<\/td>/g)];
  for (const value of pairs)
    expect(shown.some(([, strength]) => Number(strength) === Math.round(100 * Math.abs(value ?? 0)))).toBe(
      true,
    );
});

test("Markdown says what each member gave the whole", () => {
  const lines = renderPortfolioMarkdown(result).split("\n");
  const contributions = result.members.map(({ label }) => {
    const line = lines.find((each) => each.startsWith(`| ${label} | `) && each.includes("USDT"));
    return Number((line?.split(" | ")[4] ?? "").replace("−", "-").replace("%", ""));
  });
  const sum = contributions.reduce((one, other) => one + other, 0);
  expect(sum).toBeCloseTo(100 * (result.account.end / result.account.start - 1), 1);
});
