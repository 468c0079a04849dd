import { describe, expect, test } from "vitest";
import { synthesize } from "../../data/synthesize/synthesize.js";
import { barsOf, feedOf, firstTime, type BarRow } from "../../testing/feed.js";
import { modelTable } from "./model-table.js";
import { knownRows, rowsOfBars } from "./known-rows.js";
import { modelGraph } from "../../testing/model.js";
import { selectRows } from "./training-rows.js";

const hour = 3_600_000;
const na = Number.NaN;
const closes = [100, 101, 100.2, 100.2, 99, 100, 103, 103, 102, 104];
const flat = (price: number): BarRow => [price, price, price, price, 1];
const feedWith = (prices: readonly number[], cuts: readonly number[] = [3, 1, 2]) =>
  feedOf(barsOf(prices.map(flat), hour), hour, cuts);
const momentumOnly = "momentum = close / close[2] - 1";

/** Targets by bar as the earlier platform wrote them down, and which of them it got wrong. */
describe("the label vectors of the earlier platform", () => {
  const targets = async (target: string, ask: string) => [
    ...(await modelTable(modelGraph({ target, ask }), "edge", feedWith(closes))).target.values,
  ];

  test("three classes, 1 bar, 0.5 %; it called the tail neutral, but what is not known yet is no class", async () => {
    expect(await targets("way = three_way(ahead(close, 1) / close - 1, 0.5%)", "up")).toEqual([
      2,
      0,
      1,
      0,
      2,
      2,
      1,
      0,
      2,
      na,
    ]);
  });

  test("three classes, 2 bars, 0.5 %; two rows of tail are not known", async () => {
    expect(await targets("way = three_way(ahead(close, 2) / close - 1, 0.5%)", "up")).toEqual([
      1,
      0,
      0,
      1,
      2,
      2,
      0,
      2,
      na,
      na,
    ]);
  });

  test("two classes, 1 bar, 0.5 %: rows in the zone are not learned from", async () => {
    expect(await targets("up = direction(ahead(close, 1) / close - 1, 0.5%)", "up")).toEqual([
      1,
      0,
      na,
      0,
      1,
      1,
      na,
      0,
      1,
      na,
    ]);
  });

  test("two classes, 2 bars, 0.5 %", async () => {
    expect(await targets("up = direction(ahead(close, 2) / close - 1, 0.5%)", "up")).toEqual([
      na,
      0,
      0,
      na,
      1,
      1,
      0,
      1,
      na,
      na,
    ]);
  });

  test("two classes without a zone; it called the last row short, but nobody knows what comes after it", async () => {
    expect(await targets("up = direction(ahead(close, 1) / close - 1, 0)", "up")).toEqual([
      1,
      0,
      na,
      0,
      1,
      1,
      na,
      0,
      1,
      na,
    ]);
  });
});

describe("features", () => {
  test("stand at every bar, rounded once to 32 bits", async () => {
    const { features, time } = await modelTable(
      modelGraph({ features: momentumOnly }),
      "edge",
      feedWith(closes),
    );
    expect([...time]).toEqual(closes.map((_, bar) => firstTime + bar * hour));
    expect([...(features[0]?.values ?? [])]).toEqual(
      closes.map((close, bar) => Math.fround(close / (closes[bar - 2] ?? na) - 1)),
    );
  });

  test("are the same bits however the bars come", async () => {
    const graph = modelGraph();
    const market = synthesize({ bars: 400, interval: hour, seed: 3 });
    const [bars] = [...market.chunks()].map((chunk) => chunk);
    if (bars === undefined) throw new Error("no bars");
    const whole = await modelTable(graph, "edge", feedOf(bars, hour, [400]));
    const one = await modelTable(graph, "edge", feedOf(bars, hour, [1]));
    expect(one.features.map(({ values }) => [...values])).toEqual(
      whole.features.map(({ values }) => [...values]),
    );
    expect([...one.target.values]).toEqual([...whole.target.values]);
  });

  test("that are too large for 32 bits are named with bar and value", async () => {
    const graph = modelGraph({ features: "momentum = 1e300 * (close / close[2])" });
    await expect(modelTable(graph, "edge", feedWith(closes))).rejects.toThrow(
      expect.objectContaining({
        code: "SAGE8300",
        message: expect.stringMatching(/`edge\.momentum` is 1\.002e\+300 at the bar of 2020-01-01T02:00/),
      }),
    );
  });

  test("a strategy without that model says which it has", async () => {
    await expect(modelTable(modelGraph(), "egde", feedWith(closes))).rejects.toThrow(
      expect.objectContaining({ code: "SAGE8308", help: "It has `edge`." }),
    );
  });
});

describe("rows", () => {
  const rising = Array.from({ length: 60 }, (_, k) => 100 + (k % 7) - 2 * (k % 3));
  const graph = modelGraph({ features: momentumOnly });
  const tableOf = (prices: readonly number[] = rising, given = graph) =>
    modelTable(given, "edge", feedWith(prices));

  test("begin where features have settled and end where targets are known, in the table's own memory", async () => {
    const table = await tableOf();
    const rows = knownRows(table);
    expect([rows.bars[0], rows.bars.at(-1), rows.count]).toEqual([table.first, 57, 58 - table.first]);
    expect(rows.features[0]?.values.buffer).toBe(table.features[0]?.values.buffer);
    expect(rows.features[0]?.values[0]).toBe(table.features[0]?.values[table.first]);
    const part = rowsOfBars(rows, [{ from: 10, to: 20 }]);
    expect([...part.bars]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(part.features[0]?.values.buffer).toBe(table.features[0]?.values.buffer);
  });

  test("of ranges apart from each other follow each other, with their own bars", async () => {
    const rows = knownRows(await tableOf());
    const part = rowsOfBars(rows, [
      { from: 5, to: 8 },
      { from: 40, to: 42 },
      { from: 57, to: 90 },
    ]);
    expect([...part.bars]).toEqual([5, 6, 7, 40, 41, 57]);
    expect([...part.target.values]).toEqual(
      [5, 6, 7, 40, 41, 57].map((bar) => Number((rising[bar + 2] ?? 0) > (rising[bar] ?? 0))),
    );
    expect(rowsOfBars(rows, []).count).toBe(0);
  });

  test("in a dead zone are not learned from, and stay in the table that is traded on", async () => {
    const zoned = modelGraph({
      features: momentumOnly,
      target: "up = direction(ahead(close, 2) / close - 1, 2%)",
    });
    const table = await tableOf(rising, zoned);
    const { all } = selectRows(table);
    const moves = rising.map((close, bar) => (rising[bar + 2] ?? na) / close - 1);
    const kept = [...moves.keys()].filter((bar) => bar >= table.first && Math.abs(moves[bar] ?? 0) > 0.02);
    expect([...all.bars]).toEqual(kept);
    expect(table.features[0]?.values).toHaveLength(60);
    expect([...(all.features[0]?.values ?? [])]).toEqual(kept.map((bar) => table.features[0]?.values[bar]));
  });

  test("that are too few, of one class, or dead all of them are refused in words", async () => {
    const whole = [{ from: 0, to: 60 }];
    const refusal = async (given: Parameters<typeof modelGraph>[0], prices = rising, ranges = whole) => {
      const table = await tableOf(prices, modelGraph({ features: momentumOnly, ...given }));
      try {
        selectRows(table).train(ranges);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(await refusal({}, rising, [{ from: 5, to: 12 }])).toMatchObject({
      code: "SAGE8305",
      message: "There are 7 rows with a known `up` to learn from, and `samples` asks for 10.",
    });
    const up = rising.map((_, k) => 100 + k);
    expect(await refusal({}, up)).toMatchObject({
      code: "SAGE8306",
      message: expect.stringContaining("`up` is yes on all"),
    });
    const dead = { target: "up = direction(ahead(close, 2) / close - 1, 90%)" };
    expect(await refusal(dead)).toMatchObject({ code: "SAGE8307" });
    expect(await refusal({}, rising.slice(0, 3))).toMatchObject({ code: "SAGE8307" });
    expect(await refusal({})).toBeUndefined();
  });

  test("one class in three is named", async () => {
    const given = modelGraph({
      target: "way = three_way(ahead(close, 2) / close - 1, 90%)",
      features: momentumOnly,
    });
    const table = await tableOf(rising, given);
    expect(() => selectRows(table).train([{ from: 0, to: 60 }])).toThrow(/`way` is `flat` on all/);
  });

  test("weigh as the file says", async () => {
    const given = modelGraph({
      features: momentumOnly,
      train: "samples: 10\nweights: recency\nhalf_life: 10 bars",
    });
    const { weights, bars } = selectRows(await tableOf(rising, given)).train([{ from: 20, to: 50 }]);
    expect((weights?.[29] ?? 0) / (weights?.[19] ?? 0)).toBeCloseTo(2, 12);
    expect([...(weights ?? [])].reduce((sum, weight) => sum + weight, 0) / bars.length).toBeCloseTo(1, 12);
  });
});

test("missing bars are filled as the strategy wants, so that rows are those of a run", async () => {
  const bars = barsOf([...closes, ...closes].map(flat), hour);
  // The bar at place 5 is missing.
  const cut = (values: Float64Array) => Float64Array.from([...values.slice(0, 5), ...values.slice(6)]);
  const gapped = Object.fromEntries(Object.entries(bars).map(([name, values]) => [name, cut(values)]));
  const feed = feedOf({ ...bars, ...gapped }, hour, [4]);
  const held = await modelTable(modelGraph({ features: momentumOnly }), "edge", feed);
  expect(held.time).toHaveLength(19);
  const filling = modelGraph({ features: momentumOnly, before: "gaps fill" });
  const filled = await modelTable(filling, "edge", feed);
  expect([...filled.time]).toEqual([...bars.time]);
  expect(filled.close[5]).toBe(99);
});
