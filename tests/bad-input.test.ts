import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sage, temporaryFolder, type Outcome } from "./sage.js";

/*
 * What goes wrong outside: prices, sizes, files and places that nobody should have, through the command line. Each ends
 * in one sentence that names place, value and expectation, or in a run whose ledger proves itself, and leaves nothing
 * half-written behind.
 */
const folder = temporaryFolder();
const hour = 3_600_000;
const begin = Date.UTC(2024, 0, 1);

type Row = readonly [open: number, high: number, low: number, close: number, volume: number];

const bar = (open: number, close: number): Row => [
  open,
  Math.max(open, close),
  Math.min(open, close),
  close,
  10,
];

function candles(name: string, count: number, row: (k: number) => Row, first = 0): string {
  const path = join(folder, name);
  const rows = Array.from({ length: count }, (_, k) =>
    [begin + (first + k) * hour, ...row(first + k)].join(","),
  );
  writeFileSync(path, `timestamp,open,high,low,close,volume\n${rows.map((text) => `${text}\n`).join("")}`);
  return path;
}

/** A price that swings, by what factor one likes. */
const swing = (k: number, scale = 1): number => scale * (100 + 20 * Math.sin(k / 9) + (k % 7) / 8);
const swings =
  (scale: number) =>
  (k: number): Row =>
    bar(swing(k, scale), swing(k + 1, scale));
const sound = candles("sound.csv", 400, swings(1));

function strategy(name: string, rules: string): string {
  const path = join(folder, `${name}.sage`);
  const market = `market { symbol: "BTC/USDT"  type: perpetual  timeframe: 1h }`;
  writeFileSync(path, `sage 1\n\nstrategy ${name} {\n  ${market}\n${rules}\n}\n`);
  return path;
}

const cross = (costs: string, size = "50% of equity", extra = ""): string => `
  let calm = ema(close, 20 bars)
  enter long when close crosses above calm
  exit long when close crosses below calm
  size ${size}
  ${extra}
  costs { ${costs} }`;

const usual = strategy("usual", cross("fee: 0.1%  slippage: 0.05%"));
const run = (file: string, data: string, ...words: string[]): Outcome =>
  sage(["run", file, "--data", data, ...words], { cwd: folder });

function expectRefusal({ status, err }: Outcome, exit: number, ...parts: readonly (string | RegExp)[]): void {
  for (const part of parts) expect(err).toMatch(part);
  expect(err).not.toMatch(/\n\s+at |undefined|NaN of/);
  expect(status).toBe(exit);
}

function verified(outcome: Outcome): { readonly trades: number; readonly account: { readonly end: number } } {
  expect(outcome.err).not.toContain("error");
  const summary = JSON.parse(outcome.out);
  expect(summary.verification.failed).toBe(0);
  expect(summary.verification.checks).toBeGreaterThan(1000);
  expect(summary.trades).toBeGreaterThan(0);
  return summary;
}

const proof = ["--verify", "--no-report", "--json"];

describe("prices", () => {
  test("that jump by a million make a ledger that proves itself", () => {
    const jumps = candles("jumps.csv", 400, (k) => {
      const price = (at: number): number => (at % 50 < 25 ? 100 : 1e8);
      return bar(price(k), price(k + 1));
    });
    verified(run(usual, jumps, ...proof));
  });

  test("tiny and huge ones are traded as the usual ones are", () => {
    const scales = [1, 2 ** -40, 2 ** 40].map((scale) => candles(`scale${scale}.csv`, 400, swings(scale)));
    const [one, ...others] = scales.map((data) => verified(run(usual, data, ...proof)));
    for (const other of others) {
      expect(other.trades).toBe(one?.trades);
      expect(Math.abs(other.account.end / (one?.account.end ?? NaN) - 1)).toBeLessThan(1e-9);
    }
  });

  test.each([
    ["zero", (k: number): Row => (k === 20 ? [0, 0, 0, 0, 0] : bar(100, 101)), /line 22: open 0/],
    ["negative", (k: number): Row => (k === 9 ? bar(-5, -4) : bar(100, 101)), /line 11: open -5/],
    [
      "high below low",
      (k: number): Row => (k === 7 ? [100, 90, 110, 100, 1] : bar(100, 101)),
      /line 9: .*high 90, low 110/,
    ],
    [
      "infinite",
      (k: number): Row => (k === 5 ? [Infinity, Infinity, 1, 2, 1] : bar(100, 101)),
      /line 7: open Infinity/,
    ],
  ])("a price that is %s is named by its line", (name, row, place) => {
    const before = readdirSync(folder);
    const data = candles(`${name.replaceAll(" ", "-")}.csv`, 60, row);
    expectRefusal(run(usual, data, "--no-report"), 1, "SAGE8113", place, "--policy repair");
    expect(readdirSync(folder).filter((file) => !before.includes(file))).toEqual([
      `${name.replaceAll(" ", "-")}.csv`,
    ]);
  });
});

describe("costs, sizes and orders", () => {
  test("fees over 100 % and leverage of nothing are refused where they are written", () => {
    const dear = strategy("dear", cross("fee: 150%"));
    expectRefusal(run(dear, sound, "--no-report"), 1, "SAGE9506");
    expect(run(dear, sound, "--no-report").out + run(dear, sound, "--no-report").err).toMatch(
      /`fee` must be between 0% and 100%/,
    );
    const none = strategy("none", cross("fee: 0.1%", "50% of equity", "fills { leverage: 0 }"));
    const { out, err } = run(none, sound, "--no-report");
    expect(out + err).toMatch(/`leverage` must be at least 1/);
  });

  test("all the money at a fee of 99 % is lost without a contradiction", () => {
    const dear = strategy("nearly", cross("fee: 99%", "100% of equity"));
    verified(run(dear, sound, ...proof));
  });

  test("an account that is used up says so, and stays as it was left", () => {
    const deep = strategy("deep", cross("fee: 0.1%", "10000% of equity", "fills { leverage: 100 }"));
    // Overnight the price opens far below where the margin ends.
    const opens = (at: number): number => (at < 30 ? 100 - at / 10 : at < 60 ? 67 + at : 5);
    const falls = candles("falls.csv", 400, (k) => bar(opens(k), opens(k === 59 ? k : k + 1)));
    const outcome = run(deep, falls, ...proof);
    verified(outcome);
    const { warnings } = JSON.parse(outcome.out);
    expect(warnings.map(({ code }: { code: string }) => code)).toContain("SAGE8401");
  });

  test("ten thousand orders on one bar are ten thousand trades", () => {
    const takes = Array.from({ length: 10_000 }, () => "    take entry * 1.0001 for 0.01%").join("\n");
    const many = strategy(
      "many",
      `  enter long when close > open {\n    stop entry * 0.5\n${takes}\n  }\n  size 50% of equity\n  costs { fee: 0.01% }`,
    );
    const rises = candles("rises.csv", 12, (k) => bar(100 + 3 * k, 103 + 3 * k));
    const { trades } = verified(run(many, rises, ...proof));
    expect(trades).toBeGreaterThan(10_000);
  }, 120_000);
});

describe("data", () => {
  test.each([
    [
      "no bars at all",
      (): string => candles("empty.csv", 0, swings(1)),
      /empty\.csv has a header but no rows/,
    ],
    [
      "one bar",
      (): string => candles("one.csv", 1, swings(1)),
      /interval of .*one\.csv is unknown: a single bar/,
    ],
    ["too few bars", (): string => candles("few.csv", 9, swings(1)), /needs 21 bars; there are 9/],
  ])("%s", (_, data, sentence) => {
    expectRefusal(run(usual, data(), "--no-report"), 1, sentence);
  });

  test("a frame longer than the data says how many bars it needs", () => {
    const framed = strategy(
      "framed",
      `  frame week every 1w { let calm = sma(close, 20 bars) }
  enter long when close > week.calm
  exit long when close < week.calm
  size 50% of equity
  costs { fee: 0.1% }`,
    );
    expectRefusal(run(framed, sound, "--no-report"), 1, "SAGE8004", /needs 3361 bars; there are 400/);
  });

  test("funding that is not there is missed by its name", () => {
    const funded = strategy(
      "funded",
      `  enter long when funding > 0.01%
  exit long when funding < 0%
  size 50% of equity
  costs { fee: 0.1% }`,
    );
    expectRefusal(
      run(funded, sound, "--no-report"),
      1,
      "SAGE8007",
      /reads `funding`, and .*sound\.csv has no such column/,
    );
  });

  test("two files that overlap are told apart by whether they agree", () => {
    const early = candles("early.csv", 200, swings(1));
    const late = candles("late.csv", 200, swings(1), 150);
    const other = candles("other.csv", 200, swings(1.01), 150);
    const into = (file: string): string => join(folder, file);
    const agree = sage(["data", "import", early, late, "--out", into("agree.arrow")], { cwd: folder });
    expectRefusal(agree, 1, "SAGE8113", /late\.csv line 2: 2024-01-07T06:00:00Z again, with the same values/);
    const differ = sage(["data", "import", early, other, "--out", into("differ.arrow")], { cwd: folder });
    expectRefusal(differ, 1, /other\.csv line 2: 2024-01-07T06:00:00Z again, with other values/);
    expect(readdirSync(folder)).not.toContain("agree.arrow");
    const mended = sage(["data", "import", early, late, "--policy", "repair", "--out", into("agree.arrow")], {
      cwd: folder,
    });
    expect(mended.status).toBe(0);
    expect(mended.out).toMatch(/bars +350 of 1h/);
  });
});

describe("places that cannot be written", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "mine");
  const isUnix = process.platform === "linux";

  test.each([
    ["below a file", [`--out=${join(file, "x")}`], /a part of its path is a file/],
    ["below a file, the report", [`--report=${join(file, "r.html")}`], /a part of its path is a file/],
  ])("%s", (_, words, sentence) => {
    expectRefusal(run(usual, sound, ...words), 3, "SAGE8114", sentence);
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  test.runIf(isUnix)("where the system makes nothing, without waiting for ever", () => {
    expectRefusal(
      run(usual, sound, "--no-report", "--out", "/proc/nailsage/x"),
      3,
      "SAGE8114",
      "nothing can be made",
    );
  });

  test.runIf(isUnix)("a device is written by nobody", () => {
    expectRefusal(run(usual, sound, "--report", "/dev/full"), 3, "SAGE8114", "a device or a pipe");
  });

  test("a folder where a table should lie leaves no other table behind", () => {
    const out = join(folder, "half");
    mkdirSync(join(out, "orders.parquet"), { recursive: true });
    expectRefusal(run(usual, sound, "--no-report", "--out", out), 3, "SAGE8114", /orders\.parquet/);
    expect(readdirSync(out)).toEqual(["orders.parquet"]);
  });
});
