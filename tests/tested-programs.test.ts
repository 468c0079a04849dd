import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { portfolioRunSchema, testReportSchema } from "../cli/schemas.js";
import { compileTests } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { runTest } from "../runtime/index.js";
import { root, sage, temporaryFolder } from "./sage.js";

const programs = ["strategies", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => join(folder, name)),
);

const tests = programs.flatMap((path) => {
  const source = createSource(path, readFileSync(join(root, path), "utf8"));
  const { tests: ready, broken } = compileTests(source);
  return [
    ...broken.map(({ title }) => [path, title, null] as const),
    ...ready.map((each) => [path, each.title, each] as const),
  ];
});

test("strategies and examples have tests of their own", () => {
  expect(tests.length).toBeGreaterThanOrEqual(8);
});

test.each(tests)("%s: %s", (_, __, ready) => {
  if (ready === null) throw new Error("it cannot be run");
  const failed = runTest(ready).expectations.filter(({ passed }) => !passed);
  expect(failed.map(({ expectation, happened }) => `${expectation.text}: ${happened}`)).toEqual([]);
});

describe("sage test", () => {
  const folder = temporaryFolder();
  const text = readFileSync(join(root, "strategies/ema_cross.sage"), "utf8");
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test("says what passed", () => {
    const { status, out } = sage(["test", write("good.sage", text)]);
    expect(out).toContain("3 tests passed");
    expect(status).toBe(0);
  });

  test("shows what happened instead, the bars around it, and why the rule did not come true", () => {
    const wrong = write(
      "wrong.sage",
      text.replace("expect enter long at bar 4", "expect enter long at bar 3"),
    );
    const { status, out } = sage(["test", wrong]);
    expect(status).toBe(1);
    expect(out).toContain("expected  enter long at bar 3");
    expect(out).toContain("happened  it happened at bar 4 instead");
    // quick: 10, then 10 − 2/3, then 9.3333 − 0.6667 · 0.3333; calm: 29/3, then halfway to 9.
    expect(out).toMatch(/>\s+3\s+9\s+9\s+9\s+9\s+9\.11111\s+9\.33333/);
    expect(out).toMatch(/enter long when quick crosses above calm {2}→ no/);
    expect(out).toContain("2 tests passed, 1 failed");
  });

  test("keeps its contract", () => {
    const wrong = write(
      "wrong.sage",
      text.replace("expect enter long at bar 4", "expect enter long at bar 3"),
    );
    const broken = write("broken.sage", text.replace("enter long at bar 4", "enter long at bar 40"));
    const { status, out } = sage(["test", wrong, broken, "--json"]);
    const report = testReportSchema.parse(JSON.parse(out));
    expect(status).toBe(1);
    expect([report.passed, report.failed, report.broken]).toEqual([4, 1, 1]);
    expect(report.files[0]?.tests[0]?.expectations[0]).toMatchObject({
      text: "enter long at bar 3",
      passed: false,
      bar: 3,
      span: { start: { line: text.slice(0, text.indexOf("expect enter")).split("\n").length, column: 3 } },
    });
  });

  test("runs all files below the folder, and says where there is no test", () => {
    write("none.sage", text.slice(0, text.indexOf("test ")));
    const { out } = sage(["test", "none.sage"], { cwd: folder });
    expect(out).toContain("no tests");
    expect(JSON.parse(sage(["test", "--json"], { cwd: folder }).out).passed).toBe(3 + 2 + 2);
  });
});

describe("sage run --portfolio", () => {
  const desk = join(root, "examples/17_portfolio.sage");

  test("shows each member and the whole, and keeps its contract", () => {
    const { status, out } = sage(["run", desk, "--portfolio", "two_speeds", "--json"]);
    const run = portfolioRunSchema.parse(JSON.parse(out));
    expect(status).toBe(0);
    expect(run.members.map(({ label, share }) => [label, share])).toEqual([
      ["crossing", 0.4],
      ["slow_crossing", 0.6],
    ]);
    const together = run.members.reduce((sum, { account }) => sum + account.end, 0);
    expect(run.account).toEqual({ start: 10_000, end: together, currency: "USD", kind: "separate" });
    expect(sage(["run", desk, "--portfolio", "two_speeds"]).out).toMatch(/^together +100.00%/m);
  });

  test("stores the run, lists it, and makes its report again from what is stored", () => {
    const cwd = temporaryFolder();
    const run = (...words: readonly string[]) => sage(words, { cwd });
    const file = join(root, "examples/17_one_wallet.sage");
    const first = run("run", file, "--portfolio", "one_wallet", "--json", "--report", "first.json");
    const { run: identity, metrics } = JSON.parse(first.out);
    const [listed] = JSON.parse(run("runs", "--json").out).runs;
    expect(listed).toMatchObject({
      id: identity.id,
      kind: "portfolio",
      strategy: "one_wallet",
      totalReturn: metrics.totalReturn,
      trades: metrics.tradeCount,
    });
    const untimed = (text: string): unknown =>
      JSON.parse(text, (key, value: unknown) => (key === "elapsedMs" ? 0 : value));
    const again = run("report", identity.id.slice(0, 8), "--format", "json");
    expect(untimed(again.out)).toEqual(untimed(first.out));
    expect(untimed(readFileSync(join(cwd, "first.json"), "utf8"))).toEqual(untimed(first.out));
    expect(portfolioRunSchema.parse(untimed(again.out)).uncertainty?.confidence).toBe(0.95);
    expect(run("runs", "show", "last").out).toContain("member slow_crossing");
    expect(run("report", "last", "--format", "md").out).toContain("| slow\\_crossing | BTCUSDT | 50.0% |");
  });

  test.each([
    [["--verify"], "--verify means nothing to a portfolio"],
    [["--stats"], "--stats means nothing to a portfolio"],
    [["--set", "fast=3"], "--set means nothing to a portfolio"],
    [["--feed", "magnify=x.csv"], "no member of the portfolio reads a feed `magnify`"],
  ])("refuses %s before it runs anything", (words, said) => {
    const { status, err } = sage(["run", desk, "--portfolio", "two_speeds", ...words], {
      cwd: temporaryFolder(),
    });
    expect([status, err.includes(said)]).toEqual([2, true]);
  });

  test("a trade of a portfolio's run is explained as that of its member", () => {
    const cwd = temporaryFolder();
    sage(["run", desk, "--portfolio", "two_speeds"], { cwd });
    const { status, out } = sage(["why", "trade", "1"], { cwd });
    expect([status, /\b(slow_)?crossing\b/.test(out)]).toEqual([0, true]);
  });

  test("says which portfolios there are, and which candles are missing", () => {
    const { status, err } = sage(["run", desk, "--portfolio", "two_sped"]);
    expect([status, err.includes("two_speeds")]).toEqual([2, true]);
    const missing = sage(["run", desk, "--portfolio", "two_speeds", "--data", "ETHUSDT=x.csv"]);
    expect([missing.status, missing.err.includes("no file for BTCUSDT")]).toEqual([2, true]);
  });
});
