import { describe, expect, test } from "vitest";
import { gatherColumns } from "../data/columns.js";
import { synthesize } from "../data/synthesize/synthesize.js";
import type { Feeds } from "../feeds/bind.js";
import { modelGraph } from "../testing/model.js";
import { findForesight } from "./foresight.js";
import { proveNoLeakage } from "./prove.js";

const hour = 3_600_000;
const bars = 1500;
const market = synthesize({ bars, interval: hour, seed: 9 });
const { close, time } = gatherColumns(market.chunks(), bars);
const at = (bar: number) => close[bar] ?? Number.NaN;

/** A file with a value for each bar, known at its close. */
const fileOf = (value: (bar: number) => number): Feeds => {
  const kept = [...time.keys()].filter((bar) => !Number.isNaN(value(bar)));
  const times = Float64Array.from(kept, (bar) => time[bar] ?? 0);
  const values = Float64Array.from(kept, value);
  const ends = { from: times[0] ?? 0, to: times.at(-1) ?? 0 };
  const information = { source: "mood.csv", rows: kept.length, ...ends, hash: "0" };
  return { mood: { information, values: () => [{ time: times, value: values }] } };
};

const graph = (target: string, ask = "up") =>
  modelGraph({
    target,
    ask,
    before: 'feed mood from "mood.csv" { column: value  known: 1h  stale: 3 bars }',
    features: "momentum = close / close[2] - 1\nmood = mood.value ?? 0",
  });
const binary = graph("up = ahead(close, 12) > close");
const leaked = (ahead: number) => fileOf((bar) => Number(at(bar + ahead) > at(bar)));

describe("a label leaked on purpose through a file", () => {
  test.each([
    ["as it is", binary, leaked(12)],
    ["upside down", binary, fileOf((bar) => Number(at(bar + 12) <= at(bar)))],
    ["as the return itself", binary, fileOf((bar) => at(bar + 12) / at(bar) - 1)],
    [
      "to a regression",
      graph("move = ahead(close, 12) / close - 1", "value"),
      fileOf((bar) => at(bar + 12) / at(bar)),
    ],
    [
      "as one of three classes",
      graph("way = three_way(ahead(close, 12) / close - 1, 1%)"),
      fileOf((bar) => Math.sign(Math.trunc((at(bar + 12) / at(bar) - 1) * 100))),
    ],
  ])("%s is caught", (_, given, feeds) => {
    const found = findForesight(given, market, { feeds });
    expect(found.map(({ model, feature, feeds: names }) => [model, feature, names])).toEqual([
      ["edge", "mood", ["mood"]],
    ]);
    expect(found[0]?.power).toBeGreaterThan(0.8);
    expect(found[0]?.powerBefore).toBeLessThan(0.3);
  });

  test("is not found by exchanging the future of the bars, as the file stays what it was", () => {
    expect(proveNoLeakage(binary, market, { feeds: leaked(12), rounds: 2, bars: 400 }).leaks).toEqual([]);
  });
});

describe("what is honest passes", () => {
  test.each([
    [
      "noise",
      fileOf(
        (bar) => Math.sin(bar * 12.9898) * 43758.5453 - Math.floor(Math.sin(bar * 12.9898) * 43758.5453),
      ),
    ],
    ["the past", fileOf((bar) => at(bar) / at(bar - 12) - 1)],
    ["a value that never changes", fileOf(() => 7)],
    ["a label that was published when it was known", fileOf((bar) => Number(at(bar) > at(bar - 12)))],
  ])("%s", (_, feeds) => {
    expect(findForesight(binary, market, { feeds })).toEqual([]);
  });

  test("a strategy without outside data is not asked", () => {
    expect(findForesight(modelGraph(), market)).toEqual([]);
  });
});
