import { describe, expect, test } from "vitest";
import { run } from "../kernels/testing/run-operation.js";
import { compileExpressions, type ExpressionInput } from "./expressions.js";
import { randomFeed } from "./testing/feed.js";
import { interpret } from "./testing/interpret.js";
import { computedBy } from "./testing/with-kernels.js";

const hour = 3_600_000;
const feed = randomFeed(40);
const withKernels = computedBy(run);

function evaluated(
  inputs: readonly ExpressionInput[],
  parameters: Readonly<Record<string, string | number>> = {},
) {
  const { graph, diagnostics } = compileExpressions(inputs, { timeframe: hour, parameters });
  if (graph === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  const columns = interpret(graph, feed, withKernels);
  return graph.plots.map(({ label, series }) => ({
    label,
    values: columns[series.node]?.[series.output] ?? [],
  }));
}

describe("expressions on their own", () => {
  test("are the plots of a graph without orders", () => {
    const { graph } = compileExpressions([{ text: "close - open" }], { timeframe: hour });
    expect(graph?.orders.entries).toEqual([]);
    expect(graph?.orders.size).toBeUndefined();
    expect(graph?.nodes.map((node) => node.operation)).toEqual(["close", "open", "subtract"]);
    expect(graph?.plots.map(({ label }) => label)).toEqual(["close - open"]);
  });

  test("can be named and used by the others", () => {
    const [half, twice] = evaluated([{ text: "half = close / 2" }, { text: "half * 2 - close" }]);
    expect(half?.label).toBe("half");
    expect(half?.values[3]).toBe((feed["close"]?.[3] ?? 0) / 2);
    expect(twice?.values).toEqual(feed["close"]?.map(() => 0));
  });

  test("a comparison is not a name", () => {
    const [same] = evaluated([{ text: "close == close" }]);
    expect(same?.label).toBe("close == close");
  });

  test("a record gives one plot for each field", () => {
    const found = evaluated([{ text: "bollinger(close, 5)" }, { text: "m = macd(close)" }]);
    const labels = found.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["bollinger(close, 5).upper", "m.signal"]));
  });

  test("take parameters as they would be written", () => {
    const [average] = evaluated([{ text: "sma(close, n)" }], { n: "3 bars" });
    const [plain] = evaluated([{ text: "sma(close, n)" }], { n: 3 });
    expect(average?.values.slice(0, 3).map(Number.isNaN)).toEqual([true, true, false]);
    expect(plain).toEqual(average);
  });

  test("warm up when all of them have", () => {
    const { graph } = compileExpressions([{ text: "sma(close, 5)" }, { text: "highest(high, 9)" }], {
      timeframe: hour,
    });
    expect(graph?.warmup.first).toBe(8);
  });
});

/** Where each diagnostic stands: the text, the code, the words under the carets. */
function reported(inputs: readonly ExpressionInput[]): readonly (readonly string[])[] {
  const { graph, reports } = compileExpressions(inputs, { timeframe: hour });
  expect(graph).toBeNull();
  return reports.flatMap(({ source, diagnostics }) =>
    diagnostics.map(({ code, span }) => [source.path, code, source.text.slice(span.start, span.end)]),
  );
}

describe("mistakes are shown in the text that has them", () => {
  test("an unknown name", () => {
    expect(reported([{ text: "close" }, { text: "x = open + clse" }])).toEqual([
      ["expression 2", "SAGE2001", "clse"],
    ]);
  });

  test("units that differ", () => {
    const found = reported([{ text: "close + volume" }]);
    expect(found.map(([path, code]) => [path, code])).toEqual([["expression 1", "SAGE2104"]]);
  });

  test("a text that does not end, without harm to the next", () => {
    const found = reported([{ text: "ema(close, 3" }, { text: "close" }]);
    expect(found.map(([path]) => path)).toEqual(["expression 1"]);
  });

  test("more than an expression", () => {
    expect(reported([{ text: "close }\nenter long when close > open" }]).map(([path]) => path)).toContain(
      "expression 1",
    );
  });
});
