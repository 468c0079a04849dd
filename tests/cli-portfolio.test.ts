import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const file = join(folder, "desk.sage");
const run = (...words: readonly string[]) => sage(words, { cwd: folder });

const text = `sage 1
strategy crossing {
  market { symbol: BTCUSDT  timeframe: 1h }
  param fast = 12 bars in 6..48 step 6
  enter long when ema(close, fast) crosses above ema(close, 96 bars)
  exit long when ema(close, fast) crosses below ema(close, 96 bars)
  size 60% of equity
  costs { fee: 0.1% }
}
portfolio desk {
  bankroll: 10_000
  account: shared
  quick { of: crossing }
  calm { of: crossing  with { fast: 24 bars } }
  limits { exposure: 70% }
}
`;

beforeAll(() => {
  writeFileSync(file, text);
  const { status, err } = run("run", file, "--portfolio", "desk", "--report", join(folder, "desk.pdf"));
  expect(status, err).toBe(0);
});

test("the report of a portfolio is written as PDF, from the run and from its record", () => {
  expect(readFileSync(join(folder, "desk.pdf"), "latin1").startsWith("%PDF-")).toBe(true);
  const again = join(folder, "again.pdf");
  expect(run("report", "last", "--out", again).status).toBe(0);
  const outline = readFileSync(again, "latin1");
  for (const title of ["Members", "What each member made", "How they move together"])
    expect(outline).toContain(`(${title})`);
});

describe("sage why of a portfolio's run", () => {
  test("tells a trade by its number in the report, with its member and that member's number", () => {
    const { members } = JSON.parse(run("why", "trade", "2", "--json").out);
    const [found] = members;
    expect(found).toMatchObject({ schema: "sage.why-member/1", number: 2 });
    const { out } = run("why", "trade", String(found.explanation.trade.id), "--member", found.member);
    expect(out).toMatch(new RegExp(`^${found.member}, trade 2 of the portfolio\n`));
    expect(out).toContain("line 5  enter long when ema(close, fast) crosses above ema(close, 96 bars)");
  });

  test("tells the limit that made an order smaller, and what was held", () => {
    // Both want 60 %, and 70 % may be held: whichever comes second while the other holds is reduced.
    const number = ["1", "2", "3", "4", "5", "6"].find((which) =>
      run("why", "trade", which).out.includes("limits {"),
    );
    const { out } = run("why", "trade", number ?? "");
    expect(out).toContain("limits { exposure: 70 % of equity }");
    expect(out).toContain("entry rule, reduced to the portfolio's exposure");
    expect(out).toMatch(/held then: (quick|calm) long [\d.]+ BTCUSDT at [\d.]+ since .* \(its trade \d+\)/);
  });

  test("tells a time of every member, and a number of the one that is named", () => {
    const { members } = JSON.parse(run("why", "bar", "300", "--member", "calm", "--json").out);
    const time = new Date(members[0].explanation.time).toISOString().slice(0, 16);
    const all = JSON.parse(run("why", "bar", time, "--json").out);
    expect(all.members.map((one: { member: string }) => one.member)).toEqual(["quick", "calm"]);
    expect(all.members[1]).toEqual(members[0]);
  });

  test("asks whose it is where that is open, and refuses what is not there", () => {
    for (const [words, said] of [
      [["signal", "1"], "--member quick, --member calm"],
      [["bar", "300"], "--member quick, --member calm"],
      [["trade", "1", "--member", "nobody"], "it has: quick, calm"],
      [["trade", "99999"], "has no trade 99999"],
    ] as const) {
      const { status, err } = run("why", ...words);
      expect(status).toBe(2);
      expect(err).toContain(said);
    }
  });
});
