import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkReportSchema, failureSchema } from "../cli/schemas.js";
import { runSummarySchema } from "../runtime/index.js";
import { root, sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const strategy = join(root, "strategies/ema_cross.sage");
const candles = join(folder, "candles.arrow");
sage(["data", "synth", "--bars", "4000", "--seed", "5", "--out", candles]);

/** No failure may show a stack or words of a library's insides. */
const cleanOf = (text: string) => !/\n\s+at |node:internal|undefined|\[object/.test(text);

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The bundled strategy with one passage replaced. */
function edited(name: string, from: string | RegExp, to: string): string {
  return write(name, readFileSync(strategy, "utf8").replace(from, to));
}

describe("run", () => {
  test("prints one object that keeps the contract, and writes the tables", () => {
    const out = join(folder, "tables");
    const { status, out: text } = sage(
      ["run", strategy, "--data", candles, "--json", "--no-report", "--out", out, "--csv"],
      { cwd: folder },
    );
    const summary = runSummarySchema.parse(JSON.parse(text));
    expect(status).toBe(0);
    expect(summary.data.bars).toBe(4000);
    expect(summary.run.parameters).toEqual({ fast: 12, slow: 48 });
    expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8")).run.id).toBe(summary.run.id);
    const rows = readFileSync(join(out, "trades.csv"), "utf8").trim().split("\n");
    expect(rows).toHaveLength(summary.trades + 1);
    expect(rows[0]).toMatch(
      /^id,side,quantity,entryTime,entryBar,entryPrice,exitTime,exitBar,exitPrice,profit,grossProfit,fees/,
    );
    expect(readdirSync(out).toSorted()).toEqual(
      ["alerts", "equity", "orders", "signals", "trades"]
        .flatMap((name) => [`${name}.csv`, `${name}.parquet`])
        .concat("run.json")
        .toSorted(),
    );
  });

  test("gives the same run again, and a stored run can be repeated and explained", () => {
    const run = () =>
      JSON.parse(
        sage(["run", strategy, "--data", candles, "--json", "--set", "fast=10"], { cwd: folder }).out,
      );
    const [first, second] = [run(), run()];
    expect(second.run).toEqual(first.run);
    expect(second.metrics).toEqual(first.metrics);
    expect(existsSync(join(folder, ".sage/runs", first.run.id, "report.html"))).toBe(true);
    expect(
      JSON.parse(sage(["report", first.run.id, "--format", "json"], { cwd: folder }).out).metrics,
    ).toEqual(first.metrics);
    const why = sage(["why", "trade", "1", "--run", first.run.id], { cwd: folder });
    expect(why.out).toContain("enter long when quick crosses above calm  → yes  (an order followed)");
    const trade = JSON.parse(sage(["why", "trade", "1", "--json"], { cwd: folder }).out);
    const [quick, calm] = trade.entry.rules[0].condition.parts;
    expect(quick.value).toBeGreaterThan(calm.value);
    expect(quick.before).toBeLessThanOrEqual(calm.before);
  });

  test("refuses a value outside its range, a name that is no parameter, and a broken require", () => {
    const run = (set: string) => sage(["run", strategy, "--data", candles, "--set", set], { cwd: folder });
    expect(run("fast=99")).toMatchObject({
      status: 2,
      err: expect.stringContaining("fast runs from 5 to 40"),
    });
    expect(run("fats=9")).toMatchObject({
      status: 2,
      err: expect.stringContaining("its parameters: fast, slow"),
    });
    expect(run("fast=1.5")).toMatchObject({ status: 2, err: expect.stringContaining("a whole number") });
    expect(
      sage(["run", strategy, "--data", candles, "--set", "fast=40", "--set", "slow=20"], { cwd: folder }),
    ).toMatchObject({
      status: 1,
      err: expect.stringContaining("fast < slow"),
    });
  });

  test("refuses data that is shorter than the warm-up, of a slower interval, or not there", () => {
    const short = join(folder, "short.arrow");
    sage(["data", "synth", "--bars", "50", "--out", short]);
    const slow = join(folder, "slow.arrow");
    sage(["data", "synth", "--bars", "900", "--interval", "4h", "--out", slow]);
    for (const [data, words] of [
      [short, "needs 201 bars; there are 50"],
      [slow, "4h"],
      [join(folder, "absent.csv"), "does not exist"],
    ] as const) {
      const outcome = sage(["run", strategy, "--data", data], { cwd: folder });
      expect(outcome.status, data).not.toBe(0);
      expect(outcome.err).toContain(words);
      expect(cleanOf(outcome.err)).toBe(true);
    }
  });

  test("writes nothing when the report cannot be written", () => {
    mkdirSync(join(folder, "taken.html"), { recursive: true });
    const outcome = sage(["run", strategy, "--data", candles, "--report", join(folder, "taken.html")], {
      cwd: folder,
    });
    expect(outcome.status).not.toBe(0);
    expect(cleanOf(outcome.err)).toBe(true);
    expect(readdirSync(join(folder, "taken.html"))).toEqual([]);
  });
});

describe("check", () => {
  test.each([
    ["an unknown name", edited("name.sage", "ema(close, fast)", "ema(clos, fast)"), "SAGE2001"],
    [
      "a bare number as a price",
      edited("unit.sage", "quick crosses above calm", "close > 30000"),
      "SAGE2104",
    ],
    [
      "a bar of the future",
      edited("future.sage", "quick crosses above calm", "close[-1] > close"),
      "SAGE3002",
    ],
    [
      "a stop on the wrong side",
      edited(
        "stop.sage",
        "quick crosses above calm",
        "quick crosses above calm {\n    stop entry + atr(14 bars)\n  }",
      ),
      "SAGE4003",
    ],
    ["no costs", edited("costs.sage", /costs \{[^}]*\}/, ""), "SAGE4012"],
    ["an impossible range", edited("range.sage", "in 5..40", "in 40..5"), "SAGE6002"],
  ])("finds %s", (_, path, code) => {
    const outcome = sage(["check", path]);
    const json = checkReportSchema.parse(JSON.parse(sage(["check", path, "--json"]).out));
    expect(outcome.status).toBe(1);
    expect(outcome.out).toContain(code);
    expect(json.files[0]?.diagnostics.map((one) => one.code)).toContain(code);
    expect(json.errors).toBeGreaterThan(0);
  });

  test.each([
    ["empty", write("empty.sage", ""), 0],
    ["UTF-16", write("utf16.sage", Buffer.from("\ufeffsage 1\n", "utf16le")), 1],
    ["not UTF-8", write("latin.sage", Buffer.from([0x73, 0xe4, 0x0a])), 1],
    ["zeros", write("zeros.sage", new Uint8Array(100)), 1],
    [
      "a picture",
      write(
        "picture.sage",
        Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) & 255),
      ),
      1,
    ],
    ["brackets", write("brackets.sage", `sage 1\nconst x = ${"(".repeat(20_000)}`), 1],
  ])("says something clear of a file that is %s", (_, path, status) => {
    const outcome = sage(["check", path]);
    expect(cleanOf(outcome.out + outcome.err)).toBe(true);
    expect(outcome.status).toBe(status);
  });

  test("applies the fixes it offers", () => {
    const path = edited("fixable.sage", "fee: 0.04%", "fee 0.04%");
    expect(sage(["check", path]).status).toBe(1);
    expect(sage(["check", "--fix", path]).status).toBe(0);
    expect(readFileSync(path, "utf8")).toContain("fee: 0.04%");
  });

  test("shows what it knows: the figures of the design", () => {
    const [{ cards }] = JSON.parse(sage(["check", strategy, "--explain", "--json"]).out).files;
    expect(cards[0]).toMatchObject({ firstDecision: 200, settled: 1582, cells: 1656, validCells: 1590 });
    expect(cards[0].settledDays).toBeCloseTo(65.9, 1);
    expect(cards[0].names).toMatchObject([
      { name: "quick", what: "price", knownAt: "close", first: 39, settled: 316 },
      { name: "calm", first: 199, settled: 1581 },
    ]);
  });
});

describe("the other commands", () => {
  test("eval gives a row a bar and a column an expression", () => {
    const { out } = sage([
      "eval",
      "close",
      "two=close + close",
      "sma(close, n)",
      "--set",
      "n=3",
      "--data",
      candles,
      "--last",
      "2",
    ]);
    const [head = "", ...rows] = out.trim().split("\n");
    expect(head).toBe('time,close,two,"sma(close, n)"');
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(Number(row.split(",")[2])).toBe(2 * Number(row.split(",")[1]));
  });

  test("eval leaves na empty in CSV and null in JSON", () => {
    const json = JSON.parse(sage(["eval", "sma(close, 3)", "--data", candles, "--json"]).out);
    expect(json.slice(0, 3).map((row: Record<string, unknown>) => row["sma(close, 3)"])).toEqual([
      null,
      null,
      expect.any(Number),
    ]);
    expect(sage(["eval", "sma(close, 3)", "--data", candles]).out.split("\n")[1]).toMatch(/^\d+,$/);
  });

  test("compile writes a graph that runs like its text and refuses a changed one", () => {
    const path = join(folder, "a.sagec");
    expect(sage(["compile", strategy, "--out", path]).status).toBe(0);
    const run = (file: string) =>
      JSON.parse(sage(["run", file, "--data", candles, "--json", "--no-report"]).out);
    expect(run(path).metrics).toEqual(run(strategy).metrics);
    const changed = write("changed.sagec", readFileSync(path, "utf8").replace('"long"', '"short"'));
    expect(sage(["run", changed, "--data", candles])).toMatchObject({
      status: 1,
      err: expect.stringContaining("hash"),
    });
    expect(sage(["run", write("cut.sagec", "{"), "--data", candles]).status).toBe(1);
  });

  test.each(["json", "dot", "mermaid", "plan"])("compile --emit %s prints", (form) => {
    expect(sage(["compile", strategy, "--emit", form]).out).toContain("ema");
  });

  test("fmt mends the layout once, then has nothing to do", () => {
    const path = edited("layout.sage", "  let quick = ema(close, fast)", "let   quick=ema( close,fast )");
    expect(sage(["fmt", "--check", path]).status).toBe(1);
    expect(sage(["fmt", path]).status).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(readFileSync(strategy, "utf8"));
    expect(sage(["fmt", "--check", path]).status).toBe(0);
    expect(sage(["fmt", "-"], { input: "sage   1" }).out).toBe("sage 1\n");
  });

  test("fmt lays out single lines of the standard input, and names it as it is told", () => {
    const input = "sage 1\n\nfn  f(x:price)=x\n\nfn  g(x:price)=x\n";
    expect(sage(["fmt", "-", "--range", "5:5"], { input }).out).toBe(
      "sage 1\n\nfn  f(x:price)=x\n\nfn g(x: price) = x\n",
    );
    expect(sage(["fmt", "-", "--range", "5:4"], { input })).toMatchObject({ status: 2 });
    const broken = sage(["fmt", "-", "--stdin-filepath", "mine.sage"], { input: "sage 1\nfn (" });
    expect(broken.status).toBe(1);
    expect(broken.out + broken.err).toContain("mine.sage:2");
  });

  test("new writes a strategy without a diagnostic that runs, and never overwrites", () => {
    expect(sage(["new", "my_idea"], { cwd: folder }).status).toBe(0);
    expect(JSON.parse(sage(["check", "my_idea.sage", "--json"], { cwd: folder }).out)).toMatchObject({
      errors: 0,
      warnings: 0,
    });
    expect(sage(["run", "my_idea.sage", "--no-report"], { cwd: folder }).status).toBe(0);
    expect(sage(["new", "my_idea"], { cwd: folder })).toMatchObject({
      status: 1,
      err: expect.stringContaining("exists already"),
    });
  });

  test("explain knows every code that check can give", () => {
    const { codes } = JSON.parse(sage(["explain", "--json"]).out);
    expect(codes.length).toBeGreaterThan(50);
    expect(sage(["explain", "4003"]).out).toContain("SAGE4003 (error)");
    expect(sage(["explain", "SAGE0000"]).status).toBe(2);
  });

  test("doctor finds this machine well", () => {
    expect(
      JSON.parse(sage(["doctor", "--json"]).out).findings.every(({ well }: { well: boolean }) => well),
    ).toBe(true);
  });

  test("data import, check and describe agree on a file", () => {
    const csv = join(folder, "made.csv");
    sage(["data", "synth", "--bars", "500", "--seed", "3", "--out", csv]);
    const imported = JSON.parse(
      sage(["data", "import", csv, "--out", join(folder, "made.arrow"), "--json"]).out,
    );
    const described = JSON.parse(sage(["data", "describe", join(folder, "made.arrow"), "--json"]).out);
    const checked = JSON.parse(sage(["data", "check", csv, "--json"]).out);
    expect([imported.bars, described.bars, checked.bars]).toEqual([500, 500, 500]);
    expect(described.hash).toBe(imported.hash);
    expect(checked.hash).toBe(imported.hash);
  });

  test.each([
    ["an unknown command", ["rnu"], 2],
    ["an unknown flag", ["run", strategy, "--dat", "x"], 2],
    ["a missing argument", ["run"], 2],
    ["a missing file", ["run", "absent.sage"], 3],
    ["a folder", ["run", folder], 3],
    ["a bad time", ["run", strategy, "--from", "yesterday"], 2],
    ["no trade of that number", ["why", "trade", "99999"], 2],
    ["no signal of that number", ["why", "signal", "999999"], 2],
    ["no run to delete", ["runs", "delete", "zzz", "--yes"], 1],
    ["a delete of nothing", ["runs", "delete"], 2],
  ])("%s ends with a sentence and the right code", (_, words, status) => {
    const outcome = sage(words, { cwd: folder });
    expect(outcome.err).toMatch(/^error SAGE\d{4}: /);
    const json = failureSchema.parse(JSON.parse(sage([...words, "--json"], { cwd: folder }).out));
    expect(outcome.err).toContain(`${json.error.code}: ${json.error.message}`);
    expect(cleanOf(outcome.err)).toBe(true);
    expect(outcome.status).toBe(status);
  });

  test("every command has help with an example", () => {
    for (const words of [
      ["new"],
      ["check"],
      ["compile"],
      ["run"],
      ["eval"],
      ["fmt"],
      ["explain"],
      ["why"],
      ["report"],
      ["runs"],
      ["runs", "show"],
      ["runs", "delete"],
      ["doctor"],
      ["data", "import"],
      ["data", "check"],
      ["data", "describe"],
      ["data", "synth"],
      ["completion"],
    ]) {
      const { out, status } = sage([...words, "--help"]);
      expect(status, words.join(" ")).toBe(0);
      expect(out).toMatch(/EXAMPLES?\n/);
    }
  });
});

describe("completion", () => {
  /** What bash offers for a half-typed line. */
  function offered(line: string): readonly string[] {
    const script = `${sage(["completion", "bash"]).out}
COMP_WORDS=(${line.endsWith(" ") ? `${line}""` : line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _sage; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.split("\n").filter(Boolean);
  }

  test("bash completes commands, the words of a topic, and flags", () => {
    expect(offered("sage ex")).toEqual(["explain"]);
    expect(offered("sage data ")).toEqual(expect.arrayContaining(["import", "check", "describe", "synth"]));
    expect(offered("sage run --rep")).toEqual(["--report"]);
    expect(offered("sage data import --pol")).toEqual(["--policy"]);
  });

  test.each(["zsh", "fish"])("there is a script for %s", (shell) => {
    expect(sage(["completion", shell]).out).toContain("describe");
  });
});
