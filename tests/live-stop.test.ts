import { spawn } from "node:child_process";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, sage, temporaryFolder, until } from "./sage.js";

const folder = temporaryFolder();
const here = { cwd: folder };
copyFileSync(join(root, "strategies/ema_cross.sage"), join(folder, "ema_cross.sage"));
sage(["data", "synth", "--bars", "3000", "--out", "candles.arrow"], here);

interface Ended {
  readonly strategies: readonly { readonly bars: number; readonly trades: number; readonly equity: number }[];
}

/** A desk that says its steps as lines; the last is the end. */
function live(feed: string): { readonly done: Promise<readonly string[]>; readonly lines: string[] } {
  const words = ["live", "ema_cross.sage", "--feed", feed, "--json"];
  const child = spawn(process.execPath, [join(root, "cli/bin/sage.js"), ...words], { cwd: folder });
  const lines: string[] = [];
  let rest = "";
  child.stdout.on("data", (text: Buffer) => {
    const said = (rest + text.toString()).split("\n");
    rest = said.pop() ?? "";
    lines.push(...said);
  });
  return { lines, done: new Promise((resolve) => child.once("close", () => resolve(lines))) };
}

test("stopped and resumed by hand while it runs, it tells of it, and a backtest with that switch ends with the same money", async () => {
  const desk = live("replay:candles.arrow?speed=1200000");
  await until(() => desk.lines.length > 100);
  const stop = sage(["live", "stop", "ema_cross", "--close", "--by", "Ann", "--reason", "a test"], here);
  expect(stop.out).toBe("ema_cross is stopped by Ann, and what is held is left (a test).\n");
  expect(sage(["status"], here).out).toContain(
    "ema_cross is stopped by Ann, and what is held is left (a test).",
  );
  const told = desk.lines.length;
  await until(() => desk.lines.length > told + 200);
  expect(sage(["live", "resume", "ema_cross"], here).out).toBe("Trading goes on.\n");
  const lines = await desk.done;
  const switched = lines.flatMap((line) => {
    const { event, ...what } = JSON.parse(line);
    return event === "switch" ? [[what.name, what.isStopped, what.closes, what.by, what.reason]] : [];
  });
  expect(switched).toEqual([
    ["ema_cross", true, true, "Ann", "a test"],
    ["ema_cross", false, false, "Ann", "a test"],
  ]);
  const { strategies }: Ended = JSON.parse(lines.at(-1) ?? "");
  const run = (...more: string[]) => {
    const words = [
      "run",
      "ema_cross.sage",
      "--data",
      "candles.arrow",
      "--end",
      "mark",
      "--no-report",
      "--json",
    ];
    return JSON.parse(sage([...words, ...more], here).out);
  };
  const same = run("--stop-at", "live:ema_cross");
  expect(same.account.end).toBe(strategies[0]?.equity);
  expect(run().account.end).not.toBe(strategies[0]?.equity);
});

test("without a name everything is stopped, by a file that nobody need understand; without a ledger too", () => {
  const elsewhere = { cwd: temporaryFolder() };
  expect(sage(["live", "stop"], elsewhere).out).toBe("Everything is stopped by sage live stop.\n");
  expect(existsSync(join(elsewhere.cwd, ".sage/stop"))).toBe(true);
  expect(sage(["live", "stop", "nobody"], elsewhere)).toMatchObject({ status: 2 });
  expect(sage(["live", "resume"], elsewhere).out).toBe("Trading goes on.\n");
  expect(existsSync(join(elsewhere.cwd, ".sage/stop"))).toBe(false);
  writeFileSync(join(folder, ".sage/stop"), "");
  expect(sage(["status"], here).out).toContain("Everything is stopped by the file");
  expect(sage(["live", "resume"], here).out).toBe("Trading goes on.\n");
  expect(sage(["status"], here).out).not.toContain("Everything");
});

test("a span that is none, and a ledger that is not there, are refused with what to write", () => {
  const run = (text: string) =>
    sage(["run", "ema_cross.sage", "--data", "candles.arrow", "--no-report", "--stop-at", text], here);
  expect(run("2024-03-05..2024-03-01")).toMatchObject({ status: 2 });
  expect(run("2024-03-05..2024-03-01").err).toContain("is no span of time");
  expect(run("live:nobody").err).toContain("no strategy nobody has a ledger");
});
