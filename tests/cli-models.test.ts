import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { featureSchemaOf } from "../runtime/models/registry/index.js";
import { writeOnnx } from "../runtime/models/onnx/write.js";
import type { TreeEnsemble } from "../runtime/models/fitted-model.js";
import { describeShared, sharedPath } from "./shared.js";
import { sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const environment = { SAGE_HOME: join(folder, "home") };
const data = join(folder, "bars.csv");
const hour = 3_600_000;
const start = Date.UTC(2020, 0, 1);

const text = `sage 1

/// Buys what has risen, as a model of one tree sees it.
strategy risen {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }
  model edge {
    features {
      momentum = close / close[2] - 1
      level    = close / ema(close, 5 bars) - 1
    }
    target { up = ahead(close, 2) > close }
    algorithm onnx { file: "edge.onnx" }
  }
  enter long when edge.probability(up) > 0.55
  exit long when edge.probability(up) < 0.45
  size 10% of equity
  costs {
    fee: 0.04%
    slippage: 0.02%
  }
}
`;

/** 0.7 where the price rose over two bars, else 0.3. */
const tree: TreeEnsemble = {
  kind: "trees",
  link: "identity",
  base: [0],
  roots: Int32Array.of(0),
  outputs: Int32Array.of(0),
  feature: Int32Array.of(0, -1, -1),
  threshold: new Float32Array(3),
  categories: new Map(),
  left: Int32Array.of(1, 0, 0),
  right: Int32Array.of(2, 0, 0),
  missingLeft: new Uint8Array(3),
  value: Float64Array.of(0, 0.3, 0.7),
  cover: new Float64Array(3),
  gain: new Float64Array(3),
};

function writeModel(path: string, { bar = 0, schema = true } = {}): void {
  const { graph } = compile(createSource("risen.sage", text));
  const [model] = graph?.models ?? [];
  if (graph === null || model === undefined) throw new Error("the strategy does not compile");
  const { schemaHash } = featureSchemaOf(graph, [], model);
  const bytes = writeOnnx(
    tree,
    { kind: "none" },
    {
      ...model,
      schemaHash: schema ? schemaHash : "0".repeat(64),
      knownUntil: start + bar * hour,
      program: "test",
    },
  );
  writeFileSync(path, bytes);
}

const strategy = join(folder, "risen.sage");
writeFileSync(strategy, text);
sage(["data", "synth", "--bars", "2000", "--seed", "5", "--start", "2020-01-01", "--out", data]);
writeModel(join(folder, "edge.onnx"));
const run = (...words: string[]) => sage(["run", strategy, "--data", data, ...words], { environment });

describe("models on the command line", () => {
  test("a file that the strategy names is found beside it, and asked", () => {
    const { out, err, status } = run("--verify", "--json");
    expect(err).toBe("");
    expect(status).toBe(0);
    const summary = JSON.parse(out) as { metrics: { tradeCount: number } };
    expect(summary.metrics.tradeCount).toBeGreaterThan(20);
    // Where it was bought the price had risen over two bars: the tree's own condition.
    const why = sage(["why", "trade", "1"], { environment }).out;
    expect(why).toMatch(/edge\.probability\(up\) > 0\.55 +→ yes/);
    expect(why).toMatch(/edge +→ 0\.69999999/);
  });

  test("what it says can be computed beside its features", () => {
    const args = [
      "eval",
      "p=edge.probability(up)",
      "rise=edge.momentum",
      "--strategy",
      strategy,
      "--data",
      data,
    ];
    const { out, status } = sage(args, { environment });
    expect(status).toBe(0);
    const rows = out
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
    expect(rows.length).toBe(2000);
    const settled = rows.slice(10);
    for (const [, p = NaN, rise = NaN] of settled) expect(p).toBeCloseTo(rise <= 0 ? 0.3 : 0.7, 6);
    // The average has its first value after four bars: before that nothing is said.
    expect(out.split("\n")[4]?.split(",")[1]).toBe("");
    expect(out.split("\n")[5]?.split(",")[1]).not.toBe("");
  });

  test("a model is not traded on bars that it has learned from", () => {
    const late = join(folder, "late.onnx");
    writeModel(late, { bar: 1000 });
    const { err, status } = run("--model", late, "--no-report");
    expect(status).not.toBe(0);
    expect(err).toMatch(/SAGE5008[^]*2020-02-11 16:00[^]*--from 2020-02-11/);
    expect(run("--model", `edge=${late}`, "--from", "2020-02-12", "--no-report").status).toBe(0);
  });

  test("files that do not fit are refused with what to do", () => {
    const other = join(folder, "other.onnx");
    writeModel(other, { schema: false });
    expect(run("--model", other).err).toContain("SAGE8346");
    const cut = join(folder, "cut.onnx");
    writeFileSync(cut, readFileSync(join(folder, "edge.onnx")).subarray(0, 200));
    expect(run("--model", cut).err).toContain("SAGE8340");
    expect(run("--model", join(folder, "none.onnx")).err).toMatch(/SAGE8340[^]*is not there/);
    expect(run("--model", "nobody").err).toContain("SAGE8360");
    expect(run("--model", `mine=${cut}`).err).toMatch(/SAGE8349[^]*It has `edge`/);
  });
});

describeShared("a network of another program", () => {
  test("is refused for features that it does not take, by their names", () => {
    const { err } = run("--model", sharedPath("data", "reference", "onnx", "btc1h_mlp.onnx"));
    expect(err).toMatch(/SAGE8341[^]*asks for ret1[^]*does not take momentum, level/);
  });
});
