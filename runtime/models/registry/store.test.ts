import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compareModels } from "./compare.js";
import { exportModel } from "./export-model.js";
import { modelLineage } from "./lineage.js";
import { bestModel, filterModels, latestOfFamily, modelFamilies, rankModels } from "./query.js";
import type { NewModel } from "./record.js";
import {
  artefactPath,
  deleteModels,
  findModel,
  listChampions,
  listModels,
  loadModel,
  promoteModel,
  registerModel,
  resolveModel,
} from "./store.js";
import { sampleIntent, sampleModel } from "./testing/sample-model.js";
import { verifyModels } from "./verify-models.js";

let folder = "";
const options = () => ({ folder });
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "sage-models-")), "models");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const artefact = Uint8Array.from({ length: 4096 }, (_, i) => (i * 31) % 251);
const hour = 3_600_000;
const begin = Date.UTC(2026, 0, 1);
let clock = 0;

const register = (changes: Partial<NewModel> = {}) =>
  registerModel(sampleModel(changes), artefact, new Date(begin + hour * ++clock), options());

const withSeed = (seed: number) => sampleModel({ intent: sampleIntent({ seed }) });
const auc = (value: number | null) => ({ scheme: "holdout", folds: [], metrics: { auc: value } });
const code = (name: string, message = "") =>
  expect.objectContaining({ code: name, message: expect.stringContaining(message) });

describe("storing", () => {
  test("what was stored comes back to the byte, and nothing else lies there", () => {
    const record = register();
    const loaded = loadModel(record.id, options());
    expect(loaded.record).toEqual(record);
    expect(Uint8Array.from(loaded.artefact)).toEqual(artefact);
    expect(record).toMatchObject(sampleModel());
    expect(readdirSync(folder)).toEqual([record.id]);
    expect(readdirSync(join(folder, record.id)).toSorted()).toEqual(["model.json", "model.onnx"]);
    expect(verifyModels([], options())).toEqual({ checked: 1, faults: [] });
  });

  test("the same intent is one family, another one another, and families are told newest first", () => {
    const first = register();
    const again = register();
    const other = register(withSeed(8));
    const { models } = listModels(options());
    expect(models.map(({ id }) => id)).toEqual([other.id, again.id, first.id]);
    expect(again.id.slice(0, 16)).toBe(first.id.slice(0, 16));
    expect(other.id.slice(0, 16)).not.toBe(first.id.slice(0, 16));
    expect(modelFamilies(models).map(({ count, latest }) => [count, latest])).toEqual([
      [1, other.id],
      [2, again.id],
    ]);
    expect(latestOfFamily(models, first.id.slice(0, 16))?.id).toBe(again.id);
    expect(latestOfFamily(models, "0000000000000000")).toBeNull();
  });

  test("what is not complete is not stored", () => {
    const broken = { ...sampleModel(), versions: { node: Number.NaN } } as unknown as NewModel;
    expect(() => registerModel(broken, artefact, new Date(), options())).toThrow(
      code("SAGE8369", "versions"),
    );
    const foreign = sampleModel({ distributions: [{ feature: "moon", edges: [], shares: [1], missing: 0 }] });
    expect(() => register(foreign)).toThrow(code("SAGE8369", "distribution"));
    expect(listModels(options()).models).toEqual([]);
  });

  test("a folder that a killed program left half-written is swept away, one of a living program is not", () => {
    const [dead, alive] = [".m.999999999.1.part", `.m.${process.pid}.77.part`];
    for (const name of [dead, alive]) {
      mkdirSync(join(folder, name), { recursive: true });
      utimesSync(join(folder, name), 1, 1);
    }
    const { id } = register();
    expect(readdirSync(folder).toSorted()).toEqual([alive, id].toSorted());
    expect(listModels(options()).models.map((each) => each.id)).toEqual([id]);
  });
});

describe("finding", () => {
  test("by id, by its beginning, the last, or the champion of a strategy", async () => {
    const one = register();
    expect(() => resolveModel("learned_edge", options())).toThrow(
      code("SAGE8360", "The only model of `learned_edge` is not its champion"),
    );
    const two = register(withSeed(9));
    expect(resolveModel(one.id, options())).toBe(one.id);
    expect(resolveModel(one.id.slice(0, 6), options())).toBe(one.id);
    expect(resolveModel("last", options())).toBe(two.id);
    expect(() => resolveModel("learned_edge.edge", options())).toThrow(
      code("SAGE8360", "None of the 2 models of `learned_edge.edge` is its champion"),
    );
    await promoteModel(one.id, new Date(), options());
    expect(resolveModel("learned_edge", options())).toBe(one.id);
    expect(resolveModel("learned_edge.edge", options())).toBe(one.id);
    const again = register();
    expect(() => resolveModel(again.id.slice(0, 16), options())).toThrow(
      code("SAGE8360", "the beginning of 2"),
    );
    for (const none of ["", "zzz", "../x"])
      expect(() => resolveModel(none, options())).toThrow(code("SAGE8360"));
  });

  test("by what it is", () => {
    const btc = register();
    const data = { ...sampleModel().data, symbol: "ETH/USDT", source: "eth.csv", interval: 900_000 };
    const eth = register({
      data,
      tags: ["eth", "fast"],
      strategy: { ...sampleModel().strategy, name: "scalper" },
    });
    const { models } = listModels(options());
    const found = (filter: Parameters<typeof filterModels>[1]) =>
      filterModels(models, filter).map(({ id }) => id);
    expect(found({})).toEqual([eth.id, btc.id]);
    expect(found({ strategy: "EDGE" })).toEqual([btc.id]);
    expect(found({ interval: 900_000 })).toEqual([eth.id]);
    expect(found({ data: "eth" })).toEqual([eth.id]);
    expect(found({ tags: ["fast", "eth"] })).toEqual([eth.id]);
    expect(found({ tags: ["fast", "btc"] })).toEqual([]);
    expect(found({ learner: "ridge" })).toEqual([]);
    expect(found({ after: Date.parse(eth.created) })).toEqual([eth.id]);
    expect(found({ before: Date.parse(eth.created) })).toEqual([btc.id]);
    expect(found({ family: btc.id.slice(0, 16), marketType: "spot", model: "edge" })).toEqual([
      eth.id,
      btc.id,
    ]);
  });

  test("the best by a metric: more where more is better, else less; what has none comes last", () => {
    const low = register({ validation: auc(0.52) });
    const high = register({ validation: auc(0.58) });
    const none = register({ validation: auc(null) });
    const { models } = listModels(options());
    expect(rankModels(models, "AUC").map(({ id }) => id)).toEqual([high.id, low.id, none.id]);
    const loss = (logLoss: number) => ({ scheme: "holdout", folds: [], metrics: { logLoss } });
    const bad = register({ validation: loss(0.7) });
    const good = register({ validation: loss(0.6) });
    expect(bestModel(listModels(options()).models, "log_loss")?.id).toBe(good.id);
    expect(bestModel(listModels(options()).models, "log_loss", true)?.id).toBe(bad.id);
    expect(bestModel([none], "auc")).toBeNull();
    expect(() => bestModel(models, "beauty")).toThrow(code("SAGE8368"));
  });

  test("two models are compared metric by metric, and by what was done otherwise", () => {
    const one = register({
      validation: auc(0.5),
      training: { ...sampleModel().training, metrics: { auc: 0 } },
    });
    const learner = { ...sampleModel().learner, settings: { trees: 100, rate: 0.05 } };
    const two = register({
      validation: auc(0.55),
      learner,
      training: { ...sampleModel().training, metrics: { auc: 0.7 } },
    });
    const { metrics, differences } = compareModels(one, two);
    expect(metrics).toEqual([
      {
        name: "auc",
        first: 0.5,
        second: 0.55,
        difference: 0.55 - 0.5,
        percentChange: (100 * (0.55 - 0.5)) / 0.5,
      },
      { name: "training.auc", first: 0, second: 0.7, difference: 0.7, percentChange: null },
    ]);
    expect(differences).toEqual([{ name: "setting trees", values: ["300", "100"] }]);
  });
});

describe("champions", () => {
  test("one a strategy and model; the last promoted wins, those before are remembered", async () => {
    const [one, two] = [register(), register()];
    const other = register({ model: "exit" });
    await promoteModel(one.id, new Date(begin), options());
    await promoteModel(other.id, new Date(begin), options());
    await promoteModel(two.id, new Date(begin + hour), options());
    await promoteModel(two.id, new Date(begin + 2 * hour), options());
    expect(listChampions(options())).toEqual([
      {
        strategy: "learned_edge",
        model: "edge",
        id: two.id,
        promoted: new Date(begin + hour).toISOString(),
        before: [{ id: one.id, promoted: new Date(begin).toISOString() }],
      },
      {
        strategy: "learned_edge",
        model: "exit",
        id: other.id,
        promoted: new Date(begin).toISOString(),
        before: [],
      },
    ]);
    expect(() => resolveModel("learned_edge", options())).toThrow(code("SAGE8360", "2 models"));
  });

  test("one is not removed by accident, and together with another none is", async () => {
    const [one, two] = [register(), register()];
    await promoteModel(one.id, new Date(), options());
    await expect(deleteModels([two.id, one.id], options())).rejects.toThrow(
      code("SAGE8365", "learned_edge.edge"),
    );
    expect(listModels(options()).models).toHaveLength(2);
    expect(await deleteModels([one.id, one.id.slice(0, 39)], { folder, force: true })).toEqual([one.id]);
    expect(listChampions(options())).toEqual([]);
    expect(await deleteModels(["last"], options())).toEqual([two.id]);
    expect(readdirSync(folder).filter((name) => !name.startsWith(".lock"))).toEqual(["champions.json"]);
    await expect(deleteModels([two.id], options())).rejects.toThrow(code("SAGE8360"));
  });

  test("a damaged model is not promoted, and the champion stays", async () => {
    const [one, two] = [register(), register()];
    await promoteModel(one.id, new Date(), options());
    writeFileSync(artefactPath(two.id, options()), "x");
    await expect(promoteModel(two.id, new Date(), options())).rejects.toThrow(code("SAGE8363"));
    expect(listChampions(options()).map(({ id }) => id)).toEqual([one.id]);
  });

  test("a list that was edited or torn is told by its name", async () => {
    const [one, two] = [register(), register()];
    await promoteModel(one.id, new Date(), options());
    const path = join(folder, "champions.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(one.id, two.id));
    expect(() => resolveModel("learned_edge", options())).toThrow(code("SAGE8367", "by hand"));
    writeFileSync(path, text.slice(0, 60));
    await expect(promoteModel(two.id, new Date(), options())).rejects.toThrow(code("SAGE8367", path));
    expect(verifyModels([], options()).faults).toMatchObject([{ id: null, code: "SAGE8367" }]);
  });
});

describe("what is not as it was stored is told by its name", () => {
  const edit = (id: string, change: (text: string) => string) => {
    const path = join(folder, id, "model.json");
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };

  test.each([
    ["a prettier metric", (text: string) => text.replace('"auc": 0.56', '"auc": 0.76'), "SAGE8362"],
    [
      "an earlier end of training",
      (text: string) => text.replace(/"knownUntil": \d+/, '"knownUntil": 0'),
      "SAGE8362",
    ],
    ["a word more", (text: string) => text.replace('"notes": ""', '"notes": "", "more": 1'), "SAGE8362"],
    ["a torn record", (text: string) => text.slice(0, text.length / 2), "SAGE8361"],
    ["an empty record", () => "", "SAGE8361"],
    ["a record of another form", (text: string) => text.replace("sage.model/1", "sage.model/9"), "SAGE8361"],
  ])("%s", (_, change, name) => {
    const good = register();
    const bad = register();
    edit(bad.id, change);
    expect(() => findModel(bad.id, options())).toThrow(code(name, join(folder, bad.id, "model.json")));
    expect(verifyModels([], options())).toMatchObject({ checked: 2, faults: [{ id: bad.id, code: name }] });
    expect(listModels(options())).toMatchObject({
      models: [{ id: good.id }],
      damaged: [{ id: bad.id, code: name }],
    });
  });

  test("an artefact of which a bit, the end, or all is gone", () => {
    const [bit, end, all] = [register(), register(), register()];
    const flipped = Uint8Array.from(artefact);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    writeFileSync(artefactPath(bit.id, options()), flipped);
    writeFileSync(artefactPath(end.id, options()), artefact.subarray(0, 4000));
    unlinkSync(artefactPath(all.id, options()));
    const said = new Map(verifyModels([], options()).faults.map(({ id, problem }) => [id, problem]));
    expect(said.get(bit.id)).toContain("not the one that was stored");
    expect(said.get(end.id)).toContain("has 4000 bytes; 4096 were stored");
    expect(said.get(all.id)).toContain("is missing");
    expect(() => loadModel(end.id, options())).toThrow(code("SAGE8363"));
    expect(verifyModels([bit.id], options()).faults).toHaveLength(1);
  });

  test("a folder that was copied under another name, and a damaged one can be removed", async () => {
    const { id } = register();
    const name = `${id.slice(0, 33)}000000`;
    cpSync(join(folder, id), join(folder, name), { recursive: true });
    expect(() => findModel(name, options())).toThrow(code("SAGE8362", `it says to be ${id}`));
    expect(await deleteModels([name], options())).toEqual([name]);
    expect(verifyModels([], options())).toEqual({ checked: 1, faults: [] });
  });
});

test("the lineage leads to the file, and says whether it still is what was trained on", async () => {
  const path = "/data/BTCUSDT_1h.parquet";
  const record = register({ data: { ...sampleModel().data, path } });
  const states = async (hash: string | null) => {
    const asked: unknown[] = [];
    const steps = await modelLineage(
      record,
      (...given) => (asked.push(given), Promise.resolve(hash)),
      options(),
    );
    expect(asked).toEqual([[path, 3_600_000]]);
    return Object.fromEntries(steps.map(({ what, state }) => [what, state]));
  };
  expect(await states(record.data.hash)).toMatchObject({
    artefact: "as stored",
    record: "as stored",
    data: "as stored",
  });
  expect(await states("other")).toMatchObject({ data: "changed" });
  unlinkSync(artefactPath(record.id, options()));
  expect(await states(null)).toMatchObject({ data: "missing", artefact: "missing" });
});

test("an exported model is the artefact, and its record still fits its seal", () => {
  const record = register();
  const out = join(folder, "..", "out", "edge");
  expect(exportModel("last", out, options())).toEqual({
    record,
    artefact: `${out}.onnx`,
    description: `${out}.json`,
  });
  expect(Uint8Array.from(readFileSync(`${out}.onnx`))).toEqual(artefact);
  expect(readFileSync(`${out}.json`)).toEqual(readFileSync(join(folder, record.id, "model.json")));
});
