import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { modelSchemas } from "../cli/model-schemas.js";
import { registerModel, type NewModel } from "../runtime/models/registry/index.js";
import { sampleIntent, sampleModel } from "../runtime/models/registry/testing/sample-model.js";
import { sage, temporaryFolder } from "./sage.js";

const home = temporaryFolder();
const folder = join(home, ".sage", "models");
const models = (...words: readonly string[]) => sage(["models", ...words], { cwd: home });
const json = (...words: readonly string[]): unknown => JSON.parse(models(...words, "--json").out);

const validation = (auc: number): NewModel["validation"] => ({
  scheme: "holdout",
  folds: [],
  metrics: { auc },
});
const store = (day: number, changes: Partial<NewModel>) =>
  registerModel(sampleModel(changes), Uint8Array.of(8, day), new Date(Date.UTC(2026, 0, day)), { folder }).id;

const candles = join(home, "candles.arrow");
let [weak, strong, other] = ["", "", ""];

beforeAll(() => {
  expect(models("list").out).toContain("There is no model in");
  sage(["data", "synth", "--bars", "500", "--out", candles]);
  const { hash, interval } = JSON.parse(sage(["data", "describe", candles, "--json"]).out);
  weak = store(1, {
    validation: validation(0.52),
    data: { ...sampleModel().data, path: candles, hash, interval },
  });
  strong = store(2, { validation: validation(0.58) });
  other = store(3, { intent: sampleIntent({ seed: 8 }), validation: null });
});

describe("sage models", () => {
  test("lists the newest first, or the best", () => {
    const ids = (...words: readonly string[]) =>
      modelSchemas["model-list"].parse(json("list", ...words)).models.map(({ id }) => id);
    expect(ids()).toEqual([other, strong, weak]);
    expect(ids("--sort", "auc")).toEqual([strong, weak, other]);
    expect(ids("--sort", "auc", "--limit", "1")).toEqual([strong]);
    expect(ids("--until", "2026-01-02")).toEqual([weak]);
    expect(models("list", "--sort", "auc").out.split("\n")[1]).toMatch(
      /^[\da-f]{16}_20260102_000000_.*0\.5800/,
    );
    expect(models("list", "--strategy", "none").out).toBe("None of the 3 models is like that.\n");
    expect(models("list", "--sort", "beauty")).toMatchObject({
      status: 1,
      err: expect.stringContaining("SAGE8368"),
    });
    expect(models("--json").out).toBe(models("list", "--json").out);
  });

  test("shows one, for people and as it is stored", () => {
    const { out } = models("show", strong);
    for (const words of [
      "learned_edge.edge",
      "hour (category)",
      "answers from",
      "2023-08-24 12:00 UTC on",
      "auc 0.5800",
    ])
      expect(out).toContain(words);
    expect(json("show", strong)).toEqual(
      modelSchemas.model.parse(JSON.parse(readFileSync(join(folder, strong, "model.json"), "utf8"))),
    );
    expect(models("show", "nothing")).toMatchObject({ status: 1, err: expect.stringContaining("SAGE8360") });
  });

  test("compares two, and tells families apart", () => {
    const { metrics } = modelSchemas["model-comparison"].parse(json("compare", weak, strong));
    expect(metrics[0]).toEqual({
      name: "auc",
      first: 0.52,
      second: 0.58,
      difference: 0.58 - 0.52,
      percentChange: (100 * (0.58 - 0.52)) / 0.52,
    });
    expect(models("compare", weak, strong).out).toMatch(/auc +0\.5200 +0\.5800 +\+0\.0600 +11\.5%/);
    const { families } = modelSchemas["model-families"].parse(json("families"));
    expect(families.map(({ count, latest }) => [count, latest])).toEqual([
      [1, other],
      [2, strong],
    ]);
  });

  test("leads to the file, and sees that it changed or is gone", () => {
    const states = () => {
      const { steps, whole } = modelSchemas["model-lineage"].parse(json("lineage", weak));
      return [whole, steps.find(({ what }) => what === "data")?.state];
    };
    expect(states()).toEqual([true, "as stored"]);
    sage(["data", "synth", "--bars", "501", "--out", candles]);
    expect(states()).toEqual([false, "changed"]);
    rmSync(candles);
    expect(states()).toEqual([false, "missing"]);
    expect(models("lineage", weak)).toMatchObject({
      status: 1,
      out: expect.stringMatching(/^data .*missing$/m),
    });
  });

  test("promotes one, does not remove it by accident, and copies it out", () => {
    expect(models("promote", strong).out).toBe(`${strong} is the champion of learned_edge.edge.\n`);
    expect(modelSchemas["model-champion"].parse(json("promote", weak)).before).toMatchObject([
      { id: strong },
    ]);
    expect(models("list").out).toMatch(new RegExp(`^${weak}.*champion$`, "m"));
    expect(models("delete", weak, "--yes")).toMatchObject({
      status: 1,
      err: expect.stringContaining("SAGE8365"),
    });
    expect(models("delete", weak)).toMatchObject({ status: 2, err: expect.stringContaining("say --yes") });
    expect(models("delete").status).toBe(2);
    const out = join(home, "edge.onnx");
    expect(models("export", "learned_edge", "--out", out).status).toBe(0);
    expect([...readFileSync(out)]).toEqual([8, 1]);
    expect(modelSchemas["models-deleted"].parse(json("delete", weak, "--yes", "--force")).deleted).toEqual([
      weak,
    ]);
    expect(models("export", weak, "--out", out).status).toBe(1);
  });

  test("names what was changed by hand", () => {
    expect(models("verify")).toMatchObject({ status: 0, out: "2 models checked: as stored.\n" });
    const path = join(folder, other, "model.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"rows": 14000', '"rows": 24000'));
    writeFileSync(join(folder, strong, "model.onnx"), "x");
    const { status, out } = models("verify");
    expect(status).toBe(1);
    expect(out).toContain(`SAGE8362  The record ${path} was changed`);
    expect(out).toContain("has 1 bytes; 2 were stored");
    expect(modelSchemas["model-verification"].parse(json("verify", strong)).faults).toMatchObject([
      { id: strong },
    ]);
    expect(models("list").err).toContain(path);
  });
});
