import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { diffReportSchema } from "../runtime/live/compare/summary.js";
import { root, sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const bars = 1500;
const run = (...words: readonly string[]) => sage(words, { cwd: folder });

/** Stores a run and gives its id. */
function stored(...words: readonly string[]): string {
  const { out, err, status } = run("run", "cross.sage", "--data", "bars.arrow", "--json", ...words);
  expect(status, err).toBe(0);
  return JSON.parse(out).run.id;
}

function diff(...words: readonly string[]) {
  const { out, err, status } = run("diff", ...words, "--json");
  return { status, report: diffReportSchema.parse(JSON.parse(out)), err };
}

beforeAll(() => {
  copyFileSync(join(root, "strategies/ema_cross.sage"), join(folder, "cross.sage"));
  expect(run("data", "synth", "--bars", String(bars), "--out", "bars.arrow").status).toBe(0);
  const live = run("live", "cross.sage", "--feed", "replay:bars.arrow", "--quiet");
  expect(live.status, live.err).toBe(0);
});

test("a run and a live session over the same candles are the same, and so is the session's own backtest", () => {
  const { status, report } = diff(stored(), "ema_cross");
  expect(status).toBe(0);
  expect(report).toMatchObject({ same: true, run: { form: "stored" } });
  expect(report.strategies).toMatchObject([{ name: "ema_cross", bars, traded: bars, difference: null }]);
  expect(diff("ema_cross").report).toMatchObject({ same: true, run: { form: "repeated" } });
  expect(diff("1", "--data", "bars.arrow").report.same).toBe(true);
  expect(run("diff", "last", "ema_cross").out).toContain(`${bars} bars the same`);
});

test("a run is also told by the folder that `--out` wrote, whatever it is called", () => {
  stored("--out", "kept", "--set", "slow=60");
  const other = stored();
  const { status, report } = diff("kept", "ema_cross");
  expect(status).toBe(1);
  expect(report.strategies[0]?.configured).toMatchObject([{ what: "parameter slow", run: 60 }]);
  expect(diff(other, "ema_cross").report.same).toBe(true);
  writeFileSync(join(folder, "kept", "run.json"), "{}");
  expect(run("diff", "kept", "ema_cross").err).toContain('there is no run "kept"');
});

test("other values and other money are named, with the bar, both sides, and what to do", () => {
  const values = diff(stored("--set", "fast=20"), "ema_cross");
  expect(values.status).toBe(1);
  const [one] = values.report.strategies;
  expect(one?.difference).toMatchObject({ kind: "parameter", isCertain: true });
  expect(one?.configured).toEqual([{ kind: "parameter", what: "parameter fast", run: 20, live: 12 }]);
  const money = diff(stored("--capital", "5000"), "ema_cross").report.strategies[0];
  expect(money).toMatchObject({ bars: 0, difference: { kind: "capital" } });
  expect(money?.difference?.values[0]).toEqual({ what: "equity", run: 5000, live: 10_000 });
  const { out, status } = run("diff", "last", "ema_cross");
  expect(status).toBe(1);
  expect(out).toMatch(/part at the bar of \d{4}-\d\d-\d\d \d\d:\d\d UTC: capital\./);
  expect(out).toMatch(/^ {2}equity +5000 +10000$/m);
  expect(out).toContain("do: Run with the live session's money: `--capital 10000`.");
});

test("another text is compared where it is named, and refused where the ledger's own is asked for", () => {
  const path = join(folder, "cross.sage");
  const text = readFileSync(path, "utf8");
  const other = text.replace(/fee: [\d.]+%/, "fee: 0.3%");
  expect(other).not.toBe(text);
  writeFileSync(join(folder, "dearer.sage"), other);
  expect(diff("dearer.sage", "ema_cross").report.strategies[0]?.difference).toMatchObject({
    kind: "costs",
  });
  writeFileSync(path, other);
  try {
    expect(run("diff", "ema_cross")).toMatchObject({ status: 1, out: "" });
    expect(run("diff", "ema_cross").err).toContain("SAGE8603");
  } finally {
    writeFileSync(path, text);
  }
});

test("a run whose candles are gone is told, with the way to compare it nevertheless", () => {
  copyFileSync(join(folder, "bars.arrow"), join(folder, "gone.arrow"));
  const { out } = run("run", "cross.sage", "--data", "gone.arrow", "--json");
  rmSync(join(folder, "gone.arrow"));
  const { status, err } = run("diff", JSON.parse(out).run.id, "ema_cross");
  expect(status).toBe(1);
  expect(err).toContain("SAGE8601");
  expect(err).toContain("sage diff ema_cross");
});

test("what is not there is refused with what is", () => {
  expect(run("diff", "nothing").err).toContain("It has ema_cross.");
  expect(run("diff")).toMatchObject({ status: 2 });
  expect(run("diff", "last", "ema_cross", "--data", "bars.arrow")).toMatchObject({ status: 2 });
  expect(run("diff", "ema_cross", "--store", "none.db").err).toContain("there is no ledger none.db");
  expect(run("explain", "SAGE8602").out).toContain("no bar in common");
});

describe.each([
  ["17_one_wallet.sage", "one_wallet", "one account"],
  ["17_portfolio.sage", "two_speeds", "an account each"],
])("members of %s", (file, portfolio) => {
  const store = `${portfolio}.db`;

  beforeAll(() => {
    copyFileSync(join(root, "examples", file), join(folder, file));
    expect(run("data", "synth", "--bars", "3000", "--seed", "5", "--out", `${portfolio}.arrow`).status).toBe(
      0,
    );
    expect(
      run("data", "synth", "--bars", "3000", "--seed", "6", "--out", `${portfolio}_other.arrow`).status,
    ).toBe(0);
    const live = run(
      "live",
      file,
      "--portfolio",
      portfolio,
      "--feed",
      `replay:${portfolio}.arrow`,
      "--store",
      store,
      "--quiet",
    );
    expect(live.status, live.err).toBe(0);
  });

  test("are compared with the whole portfolio over the bars that they saw", () => {
    const { status, report } = diff(portfolio, "--store", store);
    expect(status).toBe(0);
    expect(report.strategies).toHaveLength(2);
    for (const { configured, difference, traded } of report.strategies)
      expect([configured, difference, traded]).toEqual([[], null, 3000]);
    // One of them by its id, which needs the other all the same.
    const one = diff("2", "--store", store);
    expect(one.report.strategies.map(({ id }) => id)).toEqual([2]);
    expect(one.report.same).toBe(true);
  });

  test("part from other candles at the first bar, because of the data", () => {
    const { status, report } = diff(portfolio, "--data", `${portfolio}_other.arrow`, "--store", store);
    expect(status).toBe(1);
    for (const { difference } of report.strategies) expect(difference).toMatchObject({ kind: "data" });
  });

  test("are not compared with a run of one strategy, nor with a text that has changed", () => {
    const refused = run("diff", "last", portfolio, "--store", store);
    expect(refused.status).not.toBe(0);
    expect(refused.err).toContain("SAGE8604");
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("fee: 0.1%", "fee: 0.2%"));
    expect(run("diff", portfolio, "--store", store).err).toContain("SAGE8603");
    writeFileSync(path, text);
  });
});
