import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runListSchema } from "../cli/schemas.js";
import { walkForwardSummarySchema } from "../runtime/modes/walk-forward/schema.js";
import { sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const candles = join(folder, "candles.arrow");
const strategy = join(folder, "crossing.sage");
const run = (...words: readonly string[]) =>
  sage(["run", strategy, "--data", candles, ...words], { cwd: folder });
const windows = ["--mode", "walk-forward", "--train", "60d", "--test", "20d"];

beforeAll(() => {
  sage(["data", "synth", "--bars", "4000", "--out", candles]);
  writeFileSync(
    strategy,
    `sage 1

/// Hold while the quick average is above the calm one.
strategy crossing {
  market {
    symbol: SAMPLE
    timeframe: 1h
  }
  param fast = 8 bars in 4..16 step 4
  param slow = 48 bars in 24..96 step 24
  enter long when ema(close, fast) crosses above ema(close, slow)
  exit long when ema(close, fast) crosses below ema(close, slow)
  size 50% of equity
  costs {
    fee: 0.1%
  }
}

experiment steady of crossing {
  search: [fast, slow]
  optimise: sharpe - max_drawdown
  constraints: [trades >= 1]
  validate {
    method: walk_forward
    window: expanding
    train: 50d
    test: 30d
  }
}
`,
  );
});

describe("sage run --mode walk-forward", () => {
  test("says what it did in the published form, and again the same", () => {
    const words = [...windows, "--optimise", "sharpe", "--json", "--no-report"];
    const first = walkForwardSummarySchema.parse(JSON.parse(run(...words).out));
    expect(first.run.mode).toBe("walk-forward");
    // 4000 bars; the first decision after 95.
    expect(first.folds).toHaveLength(Math.floor((4000 - 95 - 1440) / 480));
    expect(first.folds.every(({ tried, testBars }) => tried === 16 && testBars === 480)).toBe(true);
    expect(first.trialsOfFolds.count).toBe(16 * first.folds.length);
    const [last] = first.folds.slice(-1);
    expect(first.account.end).toBe(last?.account.end);
    const second = walkForwardSummarySchema.parse(JSON.parse(run(...words).out));
    expect({ ...second, elapsedMs: 0 }).toEqual({ ...first, elapsedMs: 0 });
  });

  test("does as the experiment of the file says, and as the command line says before it", () => {
    const planned = walkForwardSummarySchema.parse(
      JSON.parse(run("--mode", "walk-forward", "--json", "--no-report").out),
    );
    expect(planned.validation).toMatchObject({ window: "expanding", train: 1200, test: 720 });
    expect(planned.optimise).toBe("sharpe - max_drawdown");
    const given = walkForwardSummarySchema.parse(
      JSON.parse(run("--mode", "walk-forward", "--test", "40d", "--json", "--no-report").out),
    );
    expect(given.validation).toMatchObject({ window: "expanding", train: 1200, test: 960, step: 960 });
  });

  test("is stored with its report and its trials, and listed", () => {
    const out = join(folder, "out");
    const told = run(...windows, "--out", out, "--csv");
    expect(told.status, told.err).toBe(0);
    expect(told.out).toContain("folds ended with a profit");
    expect(readdirSync(out).toSorted()).toEqual(
      ["alerts", "folds", "oos_equity", "orders", "signals", "trades", "trials"]
        .flatMap((name) => [`${name}.csv`, `${name}.parquet`])
        .concat("run.json")
        .toSorted(),
    );
    const lines = (name: string) =>
      readFileSync(join(out, `${name}.csv`), "utf8")
        .trim()
        .split("\n").length - 1;
    expect(lines("folds")).toBe(5);
    expect(lines("trials")).toBe(5 * 16);
    expect(lines("oos_equity")).toBe(5 * 480);
    const list = runListSchema.parse(JSON.parse(sage(["runs", "--json"], { cwd: folder }).out));
    const [stored] = list.runs;
    expect(stored).toMatchObject({ kind: "walk-forward", strategy: "crossing" });
    const page = readFileSync(join(folder, ".sage/runs", stored?.id ?? "", "report.html"), "utf8");
    expect(page).toContain('id="folds"');
    // The book of trials knows of all 80 sets.
    const ledger = readdirSync(join(folder, ".sage/trials"));
    const rows = readFileSync(join(folder, ".sage/trials", ledger[0] ?? ""), "utf8")
      .trim()
      .split("\n");
    expect(rows.map((row) => JSON.parse(row).count).reduce((sum, count) => sum + count, 0)).toBe(80);
    // It is no single run, and says where its report is.
    const shown = sage(["report", stored?.id ?? ""], { cwd: folder });
    expect(shown.status).not.toBe(0);
    expect(shown.err).toContain("walk-forward");
  });

  test("writes its report in every form", () => {
    const begins = { html: "<!doctype html>", md: "# ", json: "{", pdf: "%PDF-" };
    for (const [form, beginning] of Object.entries(begins)) {
      const path = join(folder, `walk.${form}`);
      expect(run(...windows, "--report", path).status, form).toBe(0);
      expect(readFileSync(path, "latin1").startsWith(beginning), form).toBe(true);
    }
  });

  test("says what is missing and what does not fit", () => {
    const broken = (...words: readonly string[]) => {
      const { status, err } = run("--mode", "walk-forward", ...words);
      expect(status).not.toBe(0);
      return err;
    };
    expect(broken("--experiment", "steady", "--train", "300d")).toContain("SAGE8310");
    expect(broken("--test", "30d", "--step", "10d")).toContain("judged twice");
    expect(broken("--test", "1m")).toContain("shorter than a bar");
    expect(broken("--stats")).toContain("means nothing to a walk-forward");
  });
});
