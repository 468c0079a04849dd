import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createSource } from "../../../lang/source.js";
import { strategyCards } from "../../cards.js";
import { check } from "../../check.js";
import { compile } from "../../compile.js";
import { example, feature, model, modelRules } from "../../diagnostics/example.js";

const found = (text: string) =>
  check(createSource("model.sage", text)).diagnostics.map(({ code, span }) => [
    code,
    text.slice(span.start, span.end),
  ]);
const learned = readFileSync(new URL("../../../lang/corpus/learned-edge.sage", import.meta.url), "utf8");

describe("the strategy of the design", () => {
  const source = createSource("learned_edge.sage", learned);

  test("compiles as it stands, and only tells what a search costs", () => {
    const { graph, diagnostics } = compile(source);
    expect(diagnostics.map(({ code }) => code)).toEqual(["SAGE5003"]);
    expect(graph?.models.map(({ name }) => name)).toEqual(["edge"]);
  });

  test("has the figures of the design", () => {
    const [card] = strategyCards(check(source));
    expect(card).toMatchObject({ cells: 456, validCells: 456 });
    expect(card?.models).toMatchObject([
      { settled: 395, reach: 24, purge: 24, embargo: 24, trainings: 19, forcedBy: ["hold"], kind: "binary" },
    ]);
  });

  test("another threshold is the same model, another learner is another strategy", () => {
    const hash = (text: string) => compile(createSource("learned_edge.sage", text)).graph?.hash;
    expect(hash(learned.replaceAll("momentum", "drift"))).toBe(hash(learned));
    expect(hash(learned.replace("trees: 300", "trees: 301"))).not.toBe(hash(learned));
    expect(hash(learned.replace("[24] - 1", "[25] - 1"))).not.toBe(hash(learned));
  });
});

describe("nothing but a target looks ahead", () => {
  const rules = "exit long when close < ema(close, 48)";
  const leak = (lines: string, before = "") => found(example(`${lines}\n${rules}`, { before }));

  test.each([
    ["a rule", "enter long when ahead(close, 3) > close", "SAGE3001", "ahead(close, 3)"],
    ["through a name", "let later = ahead(close, 3)\nenter long when later > close", "SAGE3001", "later"],
    ["looked back at", "enter long when ahead(close, 1)[3] > close", "SAGE3001", "ahead(close, 1)"],
    [
      "in a state",
      "state s from 0 = 0.5 * prev + ahead(close, 1) / close\nenter long when s > 1",
      "SAGE3001",
      "ahead(close, 1)",
    ],
    ["a target's name", `${model(feature)}\nenter long when edge.up`, "SAGE3001", "edge.up"],
  ])("%s", (_, lines, code, at) => {
    expect(leak(lines)).toContainEqual([code, at]);
    expect(leak(lines).filter(([each]) => each === "SAGE3001" || each === "SAGE5001")).toHaveLength(1);
  });

  test("a function that looks ahead is found in a feature, and the way is told", () => {
    const before = "fn later(x: price) = ahead(x, 3)";
    const text = example(`${model("momentum = later(close) / close - 1")}\n${modelRules}`, { before });
    const { diagnostics } = check(createSource("model.sage", text));
    expect(diagnostics.map(({ code, note }) => [code, note])).toEqual([["SAGE5001", "through `later()`"]]);
  });
});

describe("uses of a model", () => {
  const used = (target: string, rules: string) => found(example(`${model(feature, { target })}\n${rules}`));

  test("classes by their names", () => {
    const target = "outcome = triple_barrier(take: 2 * atr(14), stop: atr(14), within: 24 bars)";
    expect(
      used(target, "enter long when edge.probability(take) > 0.5\nexit long when edge.class < 1")[0]?.[0],
    ).toBe("SAGE2101");
    expect(
      used(
        target,
        "enter long when edge.probability(take) > 0.5\nexit long when edge.probability(stop) > 0.5",
      ),
    ).toEqual([]);
    expect(
      used(
        target,
        "enter long when edge.probability(tak) > 0.5\nexit long when edge.probability(stop) > 0.5",
      ),
    ).toEqual([["SAGE2001", "tak"]]);
  });

  test("a number by its value, in the target's unit", () => {
    const target = "later = ahead(close, 12)";
    expect(
      used(target, "enter long when edge.value > 1.02 * close\nexit long when edge.value < close"),
    ).toEqual([]);
    expect(used(target, "enter long when edge.value > 1.02\nexit long when edge.value < close")[0]?.[0]).toBe(
      "SAGE2104",
    );
  });

  test("a condition by its name only", () => {
    const target = "up = ahead(close, 12) > close";
    expect(
      used(target, "enter long when edge.probability(down) > 0.5\nexit long when edge.probability(up) < 0.5"),
    ).toEqual([["SAGE2001", "down"]]);
    expect(used(target, "enter long when edge > 0.5\nexit long when edge.probability(up) < 0.5")).toEqual([
      ["SAGE2101", "edge"],
    ]);
  });

  test("families of features are columns of their own", () => {
    const text = example(`${model("lag[k in 1..3] = close / close[k] - 1")}
enter long when edge.probability(up) > 0.6 and edge.lag[2] > 0
exit long when edge.probability(up) < 0.5`);
    expect(found(text)).toEqual([]);
    const { graph } = compile(createSource("model.sage", text));
    expect(graph?.models[0]?.features.map(({ name }) => name)).toEqual(["lag[1]", "lag[2]", "lag[3]"]);
  });

  test("trainings are those of the cells that are left", () => {
    const text = example(`param fast = 2 bars in 1..4
param slow = 3 bars in 1..4
require fast < slow
${model("momentum = close / close[fast] - 1")}
${modelRules.replace("0.5", "slow / 10")}`);
    const [card] = strategyCards(check(createSource("model.sage", text)));
    // fast can be 1, 2 or 3: 4 leaves nothing above it.
    expect(card?.models).toMatchObject([{ trainings: 3, forcedBy: ["fast"] }]);
  });
});

describe("weights of classes", () => {
  const weighted = (weights: string, target: string) =>
    `sage 1\nstrategy s {\n  market { symbol: BTCUSDT timeframe: 1h }\n  model edge {\n    features { f = close / close[24] - 1 }\n    target { way = ${target} }\n    algorithm boosted_trees { seed: 7 }\n    train { class_weights: ${weights} }\n  }\n  enter long when edge.${target.startsWith("three") ? "probability(up)" : target.startsWith("dir") ? "probability(way)" : "value"} > 0.5\n  exit long when close < ema(close, 48)\n  size 10% of equity\n  costs { fee: 0.1% }\n}\n`;
  const change = "ahead(close, 4) / close - 1";

  test("reach the graph in the order of the classes", () => {
    const text = weighted("[15, 1, 15]", `three_way(${change}, 0.3%)`);
    const { graph } = compile(createSource("weights.sage", text));
    const option = graph?.models[0]?.train.find(({ name }) => name === "class_weights");
    expect(option?.scalars?.map((scalar) => graph?.scalars[scalar]?.value)).toEqual([15, 1, 15]);
  });

  test.each([
    ["one is missing", "[15, 1]", `three_way(${change}, 0.3%)`, "SAGE2101"],
    ["one is 0", "[15, 0, 15]", `three_way(${change}, 0.3%)`, "SAGE2111"],
    ["a yes/no target has two", "[1, 2, 3]", `direction(${change}, 0.3%)`, "SAGE2101"],
    ["a number has no classes", "[1, 2]", change, "SAGE2101"],
    ["not a list", "15", `three_way(${change}, 0.3%)`, "SAGE2101"],
  ])("%s", (_, weights, target, code) => {
    expect(found(weighted(weights, target)).map(([each]) => each)).toContain(code);
  });
});
