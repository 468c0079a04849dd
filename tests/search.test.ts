import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runsReportSchema, searchReportSchema } from "../cli/schemas.js";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { search, synthesize, WorkerPool } from "../runtime/index.js";
import { root, sage, temporaryFolder } from "./sage.js";

const text = `sage 1

/// Hold while the quick average is above the calm one.
strategy crossing {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param fast = 6 bars in 4..16 step 2
  param slow = 24 bars in 10..58 step 8
  require fast < slow

  enter long when ema(close, fast) crosses above ema(close, slow)
  exit  long when ema(close, fast) crosses below ema(close, slow)

  size 50% of equity
  costs {
    fee: 0.1%
  }
}
`;

const folder = temporaryFolder();
const file = join(folder, "crossing.sage");
writeFileSync(file, text);
sage(["data", "synth", "--bars", "6000", "--seed", "5", "--out", "bars.arrow"], { cwd: folder });
const request = ["search", file, "--data", "bars.arrow", "--json"];

const parsed = (out: string) => searchReportSchema.parse(JSON.parse(out));

describe("sage search", () => {
  test("ranks the sets, names the files, and its lines run", () => {
    const { out, status } = sage([...request, "--out", "a", "--csv", "--top", "3", "--tails"], {
      cwd: folder,
    });
    expect(status).toBe(0);
    const found = parsed(out);
    // 7 × 7 combinations less those with fast >= slow: 10, 12, 14, 16 against 10.
    expect(found.counts).toMatchObject({ cells: 49, forbidden: 4, trials: 45, refused: 0 });
    expect(found.best).toHaveLength(3);
    expect(found.deflation?.trials).toBe(45);
    const lines = readFileSync(join(folder, "a", "trials.csv"), "utf8")
      .trim()
      .split("\n");
    expect(lines).toHaveLength(46);
    const [best] = found.best;
    const words = best?.command.split(" ").slice(1) ?? [];
    const run = JSON.parse(sage([...words, "--json", "--no-report"], { cwd: folder }).out);
    expect(run.metrics).toEqual(best?.metrics);
    expect(run.account.end).toBe(best?.endEquity);
  });

  test("says what is wrong with a range, and what finer bars and fundings need", () => {
    const said = (...words: readonly string[]) =>
      sage(["search", file, "--data", "bars.arrow", ...words], { cwd: folder });
    const reversed = said("--param", "fast=16..4:2");
    expect(reversed).toMatchObject({ status: 2, out: "" });
    expect(reversed.err).toContain("--param fast=16..4:2 ends below its beginning");
    expect(said("--magnify", "bars.arrow").err).toContain("fills { magnify: 1m }");
    writeFileSync(join(folder, "some-rates.csv"), "time,funding_rate\n1577836800000,0.0001\n");
    expect(said("--funding", "some-rates.csv").err).toContain("costs { funding: data }");
  });

  test("shows what is optimised once", () => {
    const { out } = sage(["search", file, "--data", "bars.arrow", "--top", "1"], { cwd: folder });
    const head = out.split("\n").find((line) => line.includes("drawdown")) ?? "";
    expect(head.trim().split(/\s+/)).toEqual(["fast", "slow", "sharpe", "return", "drawdown", "trades"]);
    const other = sage(["search", file, "--data", "bars.arrow", "--top", "1", "--optimise", "calmar"], {
      cwd: folder,
    });
    expect(other.out).toMatch(/calmar +return +drawdown +Sharpe +trades/);
  });

  test("pays the fundings of a file, and its line for the best does too", () => {
    const paying = join(folder, "paying.sage");
    const perpetual = text.replace("timeframe: 1h", "timeframe: 1h\n    type: perpetual");
    writeFileSync(paying, perpetual.replace("fee: 0.1%", "fee: 0.1%\n    funding: data"));
    const start = parsed(sage(request, { cwd: folder }).out).data.from;
    const rates = Array.from({ length: 700 }, (_, k) => `${(start ?? 0) + k * 28_800_000},0.002`);
    writeFileSync(join(folder, "rates.csv"), ["time,funding_rate", ...rates].join("\n"));
    const words = ["--data", "bars.arrow", "--funding", "rates.csv", "--tails", "--json"];
    const [best] = parsed(sage(["search", paying, ...words], { cwd: folder }).out).best;
    const command = best?.command.split(" ").slice(1) ?? [];
    const run = JSON.parse(sage([...command, "--json", "--no-report"], { cwd: folder }).out);
    expect(run.metrics).toEqual(best?.metrics);
    expect(run.metrics.funding).toBeGreaterThan(0);
  });

  test("counts its sets against a later run of the strategy on the same data", () => {
    const home = join(folder, "counted");
    mkdirSync(home);
    sage([...request.slice(0, -2), "../bars.arrow", "--json"], { cwd: home });
    const { out } = sage(["run", file, "--data", "../bars.arrow", "--json", "--report", "run.html"], {
      cwd: home,
    });
    const run = JSON.parse(out);
    // The values of the text, fast 6 and slow 24, are not among them: 10, 18, 26, … The set 8 and 26 is.
    expect(run.uncertainty.trials.count).toBe(46);
    const again = sage(
      ["run", file, "--data", "../bars.arrow", "--set", "fast=8", "--set", "slow=26", "--json"],
      {
        cwd: home,
      },
    );
    expect(JSON.parse(again.out).uncertainty.trials.count).toBe(46);
    expect(run.uncertainty.trials.deflatedSharpe).toBeLessThan(run.metrics.probabilisticSharpe);
    const page = readFileSync(join(home, "run.html"), "utf8");
    expect(page).toContain("46 variants of this strategy were tried on these data.");
  });

  test("gives the same whatever the number of workers", () => {
    const by = (workers: string) =>
      parsed(sage([...request, "--workers", workers, "--top", "45"], { cwd: folder }).out).best;
    const alone = by("0");
    expect(by("1")).toEqual(alone);
    expect(by("3")).toEqual(alone);
  });

  test("goes on where it was stopped, to the same table", () => {
    const whole = parsed(
      sage([...request, "--out", "whole", "--csv", "--workers", "0"], { cwd: folder }).out,
    );
    const journal = readFileSync(join(folder, "whole", "search.journal"), "utf8").split("\n");
    mkdirSync(join(folder, "cut"));
    // Half of the work, and a line that was being written when the machine went down.
    const kept = journal.slice(0, 1 + Math.ceil((journal.length - 2) / 2));
    const torn = journal[kept.length]?.slice(0, 100) ?? "";
    writeFileSync(join(folder, "cut", "search.journal"), [...kept, torn].join("\n"));
    const resumed = parsed(sage([...request, "--out", "cut", "--csv", "--resume"], { cwd: folder }).out);
    expect(resumed.counts.resumed).toBeGreaterThan(0);
    expect(resumed.counts.resumed).toBeLessThan(45);
    expect(resumed.best).toEqual(whole.best);
    const table = (name: string) => readFileSync(join(folder, name, "trials.csv"), "utf8");
    expect(table("cut")).toBe(table("whole"));
    const again = parsed(sage([...request, "--out", "cut", "--resume"], { cwd: folder }).out);
    expect(again.counts.resumed).toBe(45);
    expect(again.best).toEqual(whole.best);
  });

  test("refuses to resume another search", () => {
    sage([...request, "--out", "other"], { cwd: folder });
    const { out, status } = sage([...request, "--param", "fast=4..8:2", "--out", "other", "--resume"], {
      cwd: folder,
    });
    expect(status).toBe(1);
    expect(JSON.parse(out).error.code).toBe("SAGE8232");
  });

  test("says at once when results cannot be kept", () => {
    writeFileSync(join(folder, "a-file"), "");
    const { out, status } = sage([...request, "--out", "a-file/results"], { cwd: folder });
    expect(status).toBe(3);
    expect(JSON.parse(out).error.code).toBe("SAGE9501");
  });

  test("draws with a seed, the same each time", () => {
    const drawn = (seed: string) =>
      parsed(sage([...request, "--sampler", "latin", "--trials", "12", "--seed", seed], { cwd: folder }).out);
    expect(drawn("3").best).toEqual(drawn("3").best);
    expect(drawn("3").counts.trials).toBe(12);
  });

  test.each([
    [["--param", "fats=3..5"], "SAGE6010"],
    [["--param", "fast=9..5"], "SAGE9502"],
    [["--param", "fast=1..50:1"], "SAGE8204"],
    [["--optimise", "sharp"], "SAGE9502"],
    [["--constraint", "sharpe"], "SAGE9502"],
    [["--experiment", "none"], "SAGE9502"],
  ])("%j is refused with %s", (words, code) => {
    const { out, status } = sage([...request, ...words], { cwd: folder });
    expect(status).not.toBe(0);
    expect(JSON.parse(out).error.code).toBe(code);
  });

  test("Ctrl-C stops it cleanly, and the rest is done when it goes on", async () => {
    const long = ["search", file, "--out", "stopped", "--workers", "1"];
    const words = [
      join(root, "cli/bin/sage.js"),
      ...long,
      "--param",
      "fast=4..16:1",
      "--param",
      "slow=10..58:1",
    ];
    const data = ["--data", "long.arrow"];
    sage(["data", "synth", "--bars", "240000", "--out", "long.arrow"], { cwd: folder });
    const { code, err } = await new Promise<{ code: number | null; err: string }>((resolve) => {
      const child = spawn(process.execPath, [...words, ...data], { cwd: folder });
      let said = "";
      child.stderr.on("data", (piece) => (said += String(piece)));
      const wait = setInterval(() => {
        const lines = linesOf(join(folder, "stopped", "search.journal"));
        if (lines < 3) return;
        clearInterval(wait);
        child.kill("SIGINT");
      }, 20);
      child.on("close", (status) => resolve({ code: status, err: said }));
    });
    expect(code).toBe(1);
    expect(err).toMatch(/SAGE9520.*sets are done and kept/);
    expect(err).toContain("--resume");
    const resumed = parsed(sage([...words.slice(1), ...data, "--resume", "--json"], { cwd: folder }).out);
    expect(resumed.counts.resumed).toBeGreaterThan(0);
    expect(resumed.counts.resumed).toBeLessThan(resumed.counts.trials);
  });
});

function linesOf(path: string): number {
  try {
    return readFileSync(path, "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
}

describe("workers", () => {
  const { graph } = compile(createSource("crossing.sage", text));
  const feed = synthesize({ bars: 6000, interval: 3_600_000, seed: 5 });

  test("one that is killed loses nothing, and the search says so", async () => {
    if (graph === null) throw new Error("the strategy does not compile");
    const whole = await search(graph, feed, { workers: 0, top: 45 });
    const pool = new WorkerPool(2);
    const notes: string[] = [];
    let killed = 0;
    const found = await search(graph, feed, {
      pool,
      top: 45,
      onNote: (sentence) => notes.push(sentence),
      progress: ({ done }) => {
        if (done === 0 || killed >= 2) return;
        killed++;
        void pool.threads.at(-1)?.terminate();
      },
    });
    await pool.close();
    expect(found.best).toEqual(whole.best);
    expect(killed).toBe(2);
    expect(notes[0]).toMatch(/A worker stopped; its \d+ sets are done again by another\./);
  });

  test("a signal ends the search at once", async () => {
    if (graph === null) throw new Error("the strategy does not compile");
    const stop = new AbortController();
    const asked = search(graph, feed, {
      workers: 2,
      signal: stop.signal,
      progress: ({ done }) => {
        if (done > 0) stop.abort(new Error("enough"));
      },
    });
    await expect(asked).rejects.toThrow("enough");
  });
});

describe("several runs at once", () => {
  const other = join(folder, "never.sage");
  writeFileSync(other, text.replaceAll("crossing", "never").replace("timeframe: 1h", "timeframe: 30m"));

  test("each is what it is alone, and one that fails keeps the others from nothing", () => {
    sage(["data", "synth", "--bars", "3000", "--seed", "8", "--out", "other.arrow"], { cwd: folder });
    const words = ["run", file, other, "--data", "bars.arrow", "--data", "other.arrow", "--json"];
    const { out, status } = sage(words, { cwd: folder });
    expect(status).toBe(1);
    const found = runsReportSchema.parse(JSON.parse(out));
    expect(found.failed).toBe(2);
    expect(found.runs.map(({ error }) => error?.code ?? null)).toEqual([null, null, "SAGE8003", "SAGE8003"]);
    for (const [k, data] of ["bars.arrow", "other.arrow"].entries()) {
      const alone = JSON.parse(
        sage(["run", file, "--data", data, "--json", "--no-report"], { cwd: folder }).out,
      );
      expect(found.runs[k]?.run?.run).toEqual(alone.run);
      expect(found.runs[k]?.run?.metrics).toEqual(alone.metrics);
    }
  });

  test("reads the faster bars that the candles were made of, as a run alone does", () => {
    sage(["data", "synth", "--bars", "12000", "--interval", "15m", "--seed", "3", "--out", "fast.arrow"], {
      cwd: folder,
    });
    const bracket =
      "ema(close, slow) {\n    stop entry * 0.995\n    take entry * 1.005\n  }\n  fills {\n    magnify: 15m\n  }";
    const magnified = text.replace("ema(close, slow)\n", `${bracket}\n`);
    const [finer, coarser] = [join(folder, "finer.sage"), join(folder, "coarser.sage")];
    writeFileSync(finer, magnified);
    writeFileSync(coarser, magnified.replace(/fills .*?}/s, ""));
    const words = ["--data", "fast.arrow", "--json"];
    const { runs } = runsReportSchema.parse(
      JSON.parse(sage(["run", finer, coarser, ...words], { cwd: folder }).out),
    );
    const alone = JSON.parse(sage(["run", finer, ...words, "--no-report"], { cwd: folder }).out);
    expect(runs[0]?.run?.metrics).toEqual(alone.metrics);
    expect(runs[1]?.run?.metrics).not.toEqual(alone.metrics);
  });

  test("an unknown flag is still an error", () => {
    const { out, status } = sage(["run", file, "--nothing", "--json"], { cwd: folder });
    expect(status).toBe(2);
    expect(JSON.parse(out).error.code).toBe("SAGE9502");
  });
});
