import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { comparisonSchema, runListSchema } from "../cli/schemas.js";
import { root, sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const home = join(folder, ".sage");
const strategy = join(root, "strategies/ema_cross.sage");
const candles = join(folder, "candles.arrow");

const run = (...words: readonly string[]) => sage(words, { cwd: folder });
const listed = (...words: readonly string[]): readonly { readonly [name: string]: unknown }[] =>
  JSON.parse(run("runs", "--json", ...words).out).runs;

/** Ids of three runs: the second is the one with fast = 20. */
const ids: string[] = [];

beforeAll(() => {
  sage(["data", "synth", "--bars", "3000", "--out", candles]);
  for (const set of ["fast=12", "fast=20", "slow=80"]) {
    const { out } = run("run", strategy, "--data", candles, "--set", set, "--json");
    ids.push(JSON.parse(out).run.id);
  }
});

describe("sage runs", () => {
  test("lists what was stored, the newest first, as the runs themselves said", () => {
    expect(listed().map(({ id }) => id)).toEqual(ids.toReversed());
    const { summary } = JSON.parse(run("runs", "show", ids[1] ?? "", "--json").out);
    expect(listed()[1]).toMatchObject({
      strategy: "ema_cross",
      bars: 3000,
      totalReturn: summary.metrics.totalReturn,
      trades: summary.metrics.tradeCount,
      parameters: { fast: 20, slow: 48 },
    });
  });

  test("speaks to machines in published forms, and compares as it was asked to", () => {
    expect(runListSchema.safeParse(JSON.parse(run("runs", "--json").out)).error).toBeUndefined();
    const [first = "", second = ""] = ids;
    const compared = comparisonSchema.parse(JSON.parse(run("report", first, second, "--json").out));
    expect(compared.differences).toEqual([{ name: "Parameter fast", values: ["12", "20"] }]);
    expect(compared.runs.map(({ run: { id } }) => id)).toEqual([first, second]);
  });

  test("writes each form by the name of the file, and refuses others before anything is run", () => {
    const [first = "", second = ""] = ids;
    const begins = { html: "<!doctype html>", md: "# ", json: "{", pdf: "%PDF-" };
    for (const [form, beginning] of Object.entries(begins)) {
      for (const words of [
        ["report", first],
        ["report", first, second],
      ]) {
        const path = join(folder, `out.${form}`);
        expect(run(...words, "--out", path).status, form).toBe(0);
        expect(readFileSync(path, "latin1").startsWith(beginning), form).toBe(true);
      }
    }
    expect(run("run", strategy, "--data", candles, "--report", "out.txt")).toMatchObject({
      status: 2,
      out: "",
    });
  });

  test("sorts by what is asked for, filters, and cuts", () => {
    const returns = listed("--sort", "return").map(({ totalReturn }) => Number(totalReturn));
    expect(returns).toEqual(returns.toSorted((a, b) => b - a));
    expect(listed("--limit", "2")).toHaveLength(2);
    expect(listed("--strategy", "EMA")).toHaveLength(3);
    expect(listed("--strategy", "rsi")).toHaveLength(0);
    expect(listed("--since", "2100-01-01")).toHaveLength(0);
  });

  test("prints one aligned line a run", () => {
    const lines = run("runs").out.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(new RegExp(`^${(ids[2] ?? "").slice(0, 8)} .* ema_cross .* 3,000 `));
  });

  test("tells of a run that cannot be read, and lists the others", () => {
    const broken = join(home, "runs/0000broken");
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, "run.json"), "{");
    const { out, err, status } = run("runs");
    expect(status).toBe(0);
    expect(err).toContain("0000broken cannot be read");
    expect(out.trimEnd().split("\n")).toHaveLength(4);
    expect(run("runs", "delete", "0000broken", "--yes").out).toContain("1 run removed");
  });

  test("deletes by the beginning of an id, asks first, and leaves all where one name is wrong", () => {
    const [first = "", second = ""] = ids;
    expect(run("runs", "delete", first).status).toBe(2);
    expect(run("runs", "delete", first, "nothing", "--yes").status).toBe(1);
    expect(existsSync(join(home, "runs", first))).toBe(true);
    expect(run("runs", "delete", first.slice(0, 12), second, "--yes").status).toBe(0);
    expect(readdirSync(join(home, "runs"))).toEqual([ids[2]]);
  });

  test("deletes by age", () => {
    expect(run("runs", "delete", "--older-than", "1d", "--yes").out).toContain("No run is that old");
    expect(run("runs", "delete", "--older-than", "1s", "--strategy", "rsi", "--yes").status).toBe(0);
    expect(listed()).toHaveLength(1);
  });
});
