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
});
