import { readdirSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { walkForwardSummarySchema } from "../runtime/modes/walk-forward/schema.js";
import { dryRunSchema, storedJudgementSchema, trainSummarySchema } from "../runtime/models/train/summary.js";
import { sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const candles = join(folder, "candles.arrow");
const longer = join(folder, "longer.arrow");
const strategy = join(folder, "edge.sage");
const train = (...words: readonly string[]) =>
  sage(["train", strategy, "--data", candles, ...words], { cwd: folder });
const models = () => readdirSync(join(folder, ".sage/models")).filter((name) => !name.startsWith("."));

const text = (target: string, settings = "samples: 300\n      folds: 3") => `sage 1

/// Trade when the model is sure.
strategy edge_of_tests {
  market {
    symbol: SAMPLE
    timeframe: 1h
  }
  param sure = 0.55 in 0.5..0.7 step 0.05
  model edge {
    features {
      momentum = close / close[6] - 1
      stretch  = close / ema(close, 20 bars) - 1
      hour     = hour_of_day(time) as category
    }
    target {
      ${target}
    }
    algorithm boosted_trees {
      trees: 15
      leaves: 7
      seed: 7
    }
    train {
      ${settings}
    }
  }
  enter long when edge.probability(up) >= sure
  exit long when edge.probability(up) < 0.5
  size 10% of equity
  costs {
    fee: 0.04%
  }
}
`;

beforeAll(() => {
  sage(["data", "synth", "--bars", "2500", "--out", candles]);
  sage(["data", "synth", "--bars", "3000", "--out", longer]);
  writeFileSync(strategy, text("up = ahead(close, 4 bars) > close"));
});

describe("sage train", () => {
  test("looks at everything and trains nothing with --dry-run", () => {
    const { out, err, status } = train("--dry-run", "--json");
    expect(status, err).toBe(0);
    const dry = dryRunSchema.parse(JSON.parse(out));
    expect(dry.trainings).toBe(4);
    expect(dry.models[0]?.folds.every(({ problem }) => problem === null)).toBe(true);
    expect(() => models()).toThrow();
    expect(train("--dry-run").out).toContain("Nothing was trained");
  });

  test("judges, stores, reports and logs; the same again gives the same bytes", () => {
    const first = train("--json", "--report", join(folder, "report.html"));
    expect(first.status, first.err).toBe(0);
    const summary = trainSummarySchema.parse(JSON.parse(first.out));
    const dry = dryRunSchema.parse(JSON.parse(train("--dry-run", "--json").out));
    expect(summary.trainings).toBe(dry.trainings);
    expect(summary.models[0]?.folds.map(({ trainRows }) => trainRows)).toEqual(
      dry.models[0]?.folds.map(({ trainRows }) => trainRows),
    );
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toContain('id="folds"');
    // Nearly as many rises as falls: the entropy of a coin is ln 2.
    expect(summary.models[0]?.constantLogLoss).toBeCloseTo(Math.LN2, 2);
    const [log = ""] = readdirSync(join(folder, ".sage/logs"));
    const events = readFileSync(join(folder, ".sage/logs", log), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual([
      // The dry run before has left them.
      "feature_cache_hit",
      "train_start",
      ...Array.from({ length: 3 }, () => "validation_split"),
      "validation_aggregate",
      "train_fit",
      "validation_runtime",
      "train_timings",
      "train_complete",
    ]);
    for (const event of events)
      expect(event).toMatchObject({
        strategy: "edge_of_tests",
        version: expect.any(String),
        run_id: expect.any(String),
      });
    const hashOf = (id: string): string =>
      JSON.parse(readFileSync(join(folder, ".sage/models", id, "model.json"), "utf8")).artefact.sha256;
    const again = trainSummarySchema.parse(
      JSON.parse(train("--json", "--no-report", "--no-cache", "--threads", "1").out),
    );
    const ids = [summary, again].map(({ models: [edge] }) => edge?.id ?? "");
    expect(hashOf(ids[0] ?? "")).toBe(hashOf(ids[1] ?? ""));
    // The same intent: the same family.
    expect(ids[0]?.slice(0, 16)).toBe(ids[1]?.slice(0, 16));
    expect(again.models[0]?.metrics).toEqual(summary.models[0]?.metrics);
    expect(sage(["models", "verify"], { cwd: folder }).status).toBe(0);
    expect(sage(["models", "lineage", ids[0] ?? ""], { cwd: folder }).out).toContain("candles.arrow");
  });

  test("is shown with its folds as they were counted, and without settings that say nothing", () => {
    const { out } = sage(["models", "show", "last"], { cwd: folder });
    expect(out.match(/^training \d+/gm)).toEqual(["training 1", "training 2", "training 3"]);
    expect(out).toMatch(/looks 4 bars ahead/);
    expect(out).not.toMatch(/increasing/);
  });

  test("says what trading brought in its summary, and whether probabilities beat a constant", () => {
    const { out } = train("--summary", "--no-store", "--no-report");
    expect(out).toMatch(/test bars traded: [+-]?\d.*after costs/);
    expect(out).toMatch(/of 3 folds ended with a profit/);
    expect(out).toMatch(/Its probabilities are .* for always saying how often each class came/);
    expect(out).not.toMatch(/^ +1 .*2023/m);
  });

  test("says that candles are of another market also where nothing is traded", () => {
    const other = join(folder, "other.csv");
    const rows = Array.from({ length: 1500 }, (_, k) => {
      const price = 100 + Math.sin(k * 1.7) + Math.sin(k / 9);
      return `${new Date(k * 3_600_000).toISOString()},DOGEUSDT,${price},${price + 1},${price - 1},${price},1`;
    });
    writeFileSync(other, ["time,symbol,open,high,low,close,volume", ...rows].join("\n"));
    const { out, err } = sage(["train", strategy, "--data", other, "--dry-run"], { cwd: folder });
    expect(out, err).toContain("Nothing was trained");
    expect(err).toContain("The strategy is written for SAMPLE, the candles are DOGEUSDT.");
  });

  test("what it trained says how far each feature pushed its answers", () => {
    const ran = sage(
      ["run", strategy, "--data", longer, "--model", "last", "--from", "2020-04-14T05:00", "--json"],
      { cwd: folder },
    );
    expect(ran.status, ran.err).toBe(0);
    const { out, err, status } = sage(["why", "bar", "2700"], { cwd: folder });
    expect(status, err).toBe(0);
    const [, below = ""] = out.split(/edge +→ /);
    const [said = "", ...lines] = below.split("\n");
    const numbers = lines.flatMap((line) => {
      const [, equals, number] = /^ +(= )? *([+-]\d+\.\d{4}) {2}\S/.exec(line) ?? [];
      return number === undefined ? [] : [{ sum: equals !== undefined, value: Number(number) }];
    });
    const end = numbers.findIndex(({ sum }) => sum);
    const score = numbers[end]?.value ?? Number.NaN;
    // What stands on the screen adds up to its last digit, and is the answer that was traded on.
    expect(end).toBeGreaterThanOrEqual(3);
    expect(numbers.slice(0, end).reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 9);
    expect(1 / (1 + Math.exp(-score))).toBeCloseTo(Number(said), 4);
    for (const feature of ["momentum", "stretch", "hour"]) expect(below).toContain(`  ${feature} = `);
    const { run } = JSON.parse(ran.out);
    const page = readFileSync(join(folder, ".sage/runs", run.id, "report.html"), "utf8");
    expect(page).toContain('"log-odds of up: a probability of ');
  });

  test("takes features from the cache the second time", () => {
    const { err } = train("--train-only", "--no-store", "--log-json");
    expect(err).toContain('"feature_cache_hit"');
    expect(err).not.toContain('"feature_cache_miss"');
  });

  test("a strategy runs with what was trained, on later bars only", () => {
    const run = (...words: readonly string[]) =>
      sage(["run", strategy, "--data", longer, "--model", "last", "--no-report", ...words], { cwd: folder });
    const refused = run();
    expect(refused.status).not.toBe(0);
    expect(refused.err).toContain("SAGE5008");
    const later = run("--from", "2020-04-20", "--json");
    expect(later.status, later.err).toBe(0);
    expect(JSON.parse(later.out).data.bars).toBeGreaterThan(200);
  });

  test("a stored model is judged on bars that come after all it knows", () => {
    const judged = sage(["train", strategy, "--data", longer, "--model", "last", "--json"], { cwd: folder });
    expect(judged.status, judged.err).toBe(0);
    const found = storedJudgementSchema.parse(JSON.parse(judged.out));
    expect(found.rows).toBeGreaterThan(400);
    const known = sage(["train", strategy, "--data", candles, "--model", "last"], { cwd: folder });
    expect(known.err).toContain("SAGE8391");
  });

  test("walks forward with a model of its own in each fold", () => {
    const walked = sage(
      ["run", strategy, "--data", candles, "--mode", "walk-forward", "--json", "--no-report"],
      { cwd: folder },
    );
    expect(walked.status, walked.err).toBe(0);
    const walk = walkForwardSummarySchema.parse(JSON.parse(walked.out));
    expect(walk.folds).toHaveLength(3);
    const trained = trainSummarySchema.parse(JSON.parse(train("--json", "--no-report", "--no-store").out));
    expect(walk.account.end).toBe(trained.traded?.account.end);
    const meaningless = sage(["run", strategy, "--mode", "walk-forward", "--train", "1y"], { cwd: folder });
    expect(meaningless.err).toContain("train { … }");
  });

  test("says what is wrong, and leaves the models that are there", () => {
    const before = models().toSorted();
    const broken = (file: string, ...words: readonly string[]) => {
      const path = join(folder, "broken.sage");
      writeFileSync(path, file);
      const { status, err } = sage(["train", path, "--data", candles, ...words], { cwd: folder });
      expect(status).not.toBe(0);
      return err;
    };
    expect(broken(text("up = ahead(close, 4 bars) > 0 * close"))).toContain("nothing to tell apart");
    expect(broken(text("up = ahead(close, 4 bars) > close", "samples: 100000"))).toContain("SAGE8389");
    expect(broken(text("up = ahead(close, 2400 bars) > close"))).toContain("SAGE83");
    expect(train("--train-only", "--dry-run").status).toBe(2);
    expect(sage(["train", join(folder, "no.sage")], { cwd: folder }).status).not.toBe(0);
    expect(models().toSorted()).toEqual(before);
  });

  test("a log that cannot be written is said before anything is trained", () => {
    const blocked = join(folder, "blocked");
    rmSync(blocked, { recursive: true, force: true });
    writeFileSync(blocked, "a file where a folder is needed");
    const { status, err } = train("--log", join(blocked, "train.jsonl"));
    expect(status).not.toBe(0);
    expect(err).toContain("blocked");
  });
});
