import { existsSync, mkdirSync, openSync, readFileSync, closeSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const strategy = join(root, "strategies/ema_cross.sage");
const text = readFileSync(strategy, "utf8");
const candles = join(folder, "candles.csv");
sage(["data", "synth", "--bars", "2000", "--seed", "5", "--out", candles]);

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("check --fix", () => {
  test("mends a spelling but never what is traded", () => {
    const path = write(
      "fix.sage",
      text.replace("fee: 0.04%", "fee 0.04%").replace("quick crosses above calm", "close > 20000"),
    );
    sage(["check", "--fix", path]);
    const mended = readFileSync(path, "utf8");
    expect(mended).toContain("fee: 0.04%");
    expect(mended).toContain("enter long when close > 20000\n");
  });

  test("invents no rule, no costs and no market", () => {
    const bare = "sage 1\nstrategy bare {\n  enter long when close > open\n  size 10% of equity\n}\n";
    const path = write("bare.sage", bare);
    expect(sage(["check", "--fix", path]).status).toBe(1);
    expect(readFileSync(path, "utf8")).toBe(bare);
  });
});

describe("check", () => {
  test("goes on after a file that is no text", () => {
    const several = join(folder, "several");
    mkdirSync(several);
    writeFileSync(join(several, "a.sage"), Uint8Array.of(0xe9, 0x0a));
    writeFileSync(join(several, "b.sage"), text.replace("ema(close, fast)", "ema(clsoe, fast)"));
    const { err, out, status } = sage(["check", several]);
    expect(err).toContain("SAGE9504");
    expect(out).toContain("did you mean `close`?");
    expect(out).toContain("2 errors, 0 warnings in 2 files");
    expect(status).toBe(1);
    expect(JSON.parse(sage(["check", several, "--json"]).out).unread).toMatchObject([{ code: "SAGE9504" }]);
  });

  test("says so where there is nothing to check", () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    expect(sage(["check", empty])).toMatchObject({
      status: 2,
      err: expect.stringContaining("no .sage file"),
    });
  });
});

describe("a text without the strategy asked for", () => {
  test.each([
    ["none", write("none.sage", "sage 1\n"), [], 1, "holds no strategy"],
    ["another name", strategy, ["--strategy", "nope"], 2, "has no strategy `nope`"],
    [
      "two",
      write("two.sage", `${text}${text.slice(text.indexOf("strategy")).replace("ema_cross", "other")}`),
      [],
      2,
      "holds 2 strategies: ema_cross, other",
    ],
  ])("%s", (_, path, flags, status, sentence) => {
    for (const words of [
      ["run", path, "--no-report"],
      ["compile", path],
    ]) {
      const outcome = sage([...words, ...flags], { cwd: folder });
      expect(outcome.err).toContain(sentence);
      expect(outcome.err).not.toContain("0 errors");
      expect(outcome.status).toBe(status);
    }
  });
});

describe("the command line", () => {
  test("takes settings before the file", () => {
    const { status, out } = sage(
      ["run", "--set", "fast=10", strategy, "--data", candles, "--json", "--no-report"],
      { cwd: folder },
    );
    expect(status).toBe(0);
    expect(JSON.parse(out).run.parameters.fast).toBe(10);
  });

  test.each([
    [["chek"], "did you mean `sage check`?"],
    [["data", "synth", "--bars", "-1"], "greater than or equal to 1"],
    [["run"], "file  a .sage file"],
  ])("%j is wrong usage", (words, sentence) => {
    const { err, status } = sage(words, { cwd: folder });
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/sorry|Note:/);
    expect(status).toBe(2);
  });

  test.each([
    [["run", strategy, "--data", candles, "--no-report", "--trace", "bar=300"]],
    [["eval", "close", "--data", candles, "--out", join(folder, "e.csv")]],
    [["compile", strategy, "--emit", "dot"]],
    [["data", "synth", "--bars", "10", "--out", join(folder, "s.csv")]],
  ])("%j --json gives one object with its schema", (words) => {
    const { out } = sage([...words, "--json"], { cwd: folder });
    expect(JSON.parse(out).schema).toMatch(/^sage\.[a-z-]+\/1$/);
  });

  test("--trace gives the values of the bar, also as JSON, and checks the bar before the run", () => {
    const run = ["run", strategy, "--data", candles, "--no-report", "--trace"];
    const { trace } = JSON.parse(sage([...run, "bar=300", "--json"], { cwd: folder }).out);
    expect(trace).toMatchObject([{ bar: 300, values: { quick: expect.any(Number) } }]);
    expect(sage([...run, "bar=999999"], { cwd: folder })).toMatchObject({ status: 2, out: "" });
  });
});

test("why says nothing of a level that is only a share of the entry", () => {
  const path = write(
    "share.sage",
    text.replace("quick crosses above calm", "quick crosses above calm {\n    stop entry * 0.98\n  }"),
  );
  sage(["run", path, "--data", candles], { cwd: folder });
  const { out } = sage(["why", "trade", "1"], { cwd: folder });
  expect(out).toMatch(/stop: [\d.]+/);
  expect(out).not.toContain("constant");
});

test("eval refuses to make faster bars than there are", () => {
  const { err, out, status } = sage(["eval", "close", "--data", candles, "--timeframe", "7m"]);
  expect(err).toContain("bars of 7m cannot be made");
  expect({ out, status }).toEqual({ out: "", status: 1 });
});

describe("files and disks", () => {
  test("SAGE_HOME holds the cache too", () => {
    const home = join(folder, "home");
    const words = ["eval", "close", "--data", candles, "--last", "1"];
    expect(sage(words, { cwd: folder, environment: { SAGE_HOME: home, SAGE_CACHE: "" } }).status).toBe(0);
    expect(existsSync(join(home, "cache"))).toBe(true);
  });

  test("absent data is the environment's, like an absent strategy", () => {
    expect(sage(["run", strategy, "--data", "absent.csv"], { cwd: folder }).status).toBe(3);
  });

  test("faulty data names the import that mends them", () => {
    const rows = readFileSync(candles, "utf8").split("\n");
    const twice = write("twice.csv", [...rows.slice(0, 300), ...rows.slice(299)].join("\n"));
    const { err, status } = sage(["run", strategy, "--data", twice, "--no-report"], { cwd: folder });
    expect(status).toBe(1);
    const [, words = ""] = /sage (data import .*)$/m.exec(err) ?? [];
    expect(sage(words.split(" "), { cwd: folder }).status).toBe(0);
    expect(sage(["run", strategy, "--data", "twice.arrow", "--no-report"], { cwd: folder }).status).toBe(0);
  });

  test.runIf(existsSync("/dev/full"))("a full disk behind standard output is one sentence", () => {
    const full = openSync("/dev/full", "w");
    const { stderr, status } = spawnSync(
      process.execPath,
      [join(root, "cli/bin/sage.js"), "eval", "close", "--data", candles],
      { stdio: ["ignore", full, "pipe"], encoding: "utf8" },
    );
    closeSync(full);
    expect(stderr).toContain("could not be written: the disk is full");
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(3);
  });
});
