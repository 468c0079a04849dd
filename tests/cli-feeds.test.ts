import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const environment = { SAGE_HOME: join(folder, "home") };
const pair = join(root, "examples/22_pair.sage");

describe("feeds on the command line", () => {
  const other = join(folder, "eth.csv");
  sage(["data", "synth", "--bars", "3000", "--seed", "5", "--start", "2020-01-01", "--out", other]);

  test("a feed that is not given is asked for by name", () => {
    const { status, err } = sage(["run", pair, "--no-report"], { environment });
    expect(status).not.toBe(0);
    expect(err).toMatch(/SAGE8005[^]*--feed eth=FILE/);
  });

  test("a name that the strategy does not have is refused", () => {
    const { status, err } = sage(["run", pair, "--feed", `sol=${other}`, "--no-report"], { environment });
    expect(status).not.toBe(0);
    expect(err).toMatch(/SAGE8005[^]*It reads `eth`/);
  });

  test("the run notes it, with where it ends, and explains itself from it afterwards", () => {
    const { out, status } = sage(["run", pair, "--feed", `eth=${other}`, "--json"], { environment });
    expect(status).toBe(0);
    const summary: unknown = JSON.parse(out);
    expect(summary).toMatchObject({ feeds: [{ name: "eth", source: other, rows: 3000 }] });
    expect(summary).toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ code: "SAGE8006" })]),
    });
    expect(sage(["why", "trade", "1"], { environment }).out).toContain("eth.close[24]");
  });

  test("a file beside the strategy is found from any folder", () => {
    const strategy = join(root, "examples/23_outside_file.sage");
    const { status, out } = sage(["run", strategy, "--json"], { environment, cwd: folder });
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ feeds: [{ name: "mood", rows: 1200 }] });
  });

  test("expressions are computed over it as well", () => {
    const args = ["eval", "eth.close", "close / eth.close", "--strategy", pair, "--last", "2"];
    const { out, status } = sage([...args, "--feed", `eth=${other}`], { environment });
    expect(status).toBe(0);
    expect(out).toMatch(/^time,eth\.close,close \/ eth\.close\n\d+,/);
    expect(sage(args, { environment }).err).toContain("SAGE8005");
  });

  test("each member of a portfolio has its own, or all have one", () => {
    const file = join(folder, "desk.sage");
    const text = readFileSync(pair, "utf8");
    const name = /strategy (\w+)/.exec(text)?.[1] ?? "";
    const members = `  one {\n    of: ${name}\n  }\n  two {\n    of: ${name}\n  }\n`;
    writeFileSync(file, `${text}\nportfolio desk {\n${members}}\n`);
    const third = join(folder, "third.csv");
    sage(["data", "synth", "--bars", "3000", "--seed", "6", "--start", "2020-01-01", "--out", third]);
    const run = (...feeds: readonly string[]) =>
      sage(["run", file, "--portfolio", "desk", "--json", ...feeds.flatMap((each) => ["--feed", each])], {
        environment,
      });
    const feedsOf = (out: string): unknown =>
      JSON.parse(out).members.map((member: { feeds: unknown }) => member.feeds);
    expect(feedsOf(run(`eth=${other}`).out)).toMatchObject([[{ source: other }], [{ source: other }]]);
    expect(feedsOf(run(`eth=${other}`, `two.eth=${third}`).out)).toMatchObject([
      [{ source: other }],
      [{ source: third }],
    ]);
    expect(run(`one.eth=${other}`).out).toContain("SAGE8005");
    expect(run(`eth=${other}`, `three.eth=${third}`).out).toContain("one.eth");
  });

  test("funding comes with made-up candles where it is asked for, and is asked for where it is missing", () => {
    const [rich, poor] = [join(folder, "rich.arrow"), join(folder, "poor.csv")];
    const made = ["data", "synth", "--bars", "9000", "--interval", "1h", "--out"];
    expect(sage([...made, rich, "--with", "funding,open_interest,trades"]).out).toMatch(
      /^funding +1125 values/m,
    );
    sage([...made, poor]);
    const paid = join(root, "examples/24_funding.sage");
    const { out, status } = sage(["run", paid, "--data", rich, "--json"], { environment });
    expect(status).toBe(0);
    expect(
      JSON.parse(out)
        .feeds.map(({ name }: { name: string }) => name)
        .toSorted(),
    ).toEqual(["funding", "open_interest", "trades"]);
    expect(sage(["why", "trade", "1"], { environment }).out).toContain("funding");
    const refused = sage(["run", paid, "--data", poor, "--no-report"], { environment });
    expect(refused.err).toMatch(/SAGE8007[^]*it has time, open, high, low, close, volume/);
  });
});
