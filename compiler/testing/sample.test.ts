import { expect, test } from "vitest";
import { sampleGraph } from "./sample.js";
import { graphSchema } from "../graph/schema.js";

test("the sample is a valid graph", () => {
  const graph = sampleGraph();
  expect(graphSchema.parse(JSON.parse(JSON.stringify(graph)))).toEqual(graph);
  expect(graph.nodes.map((node) => node.operation)).toEqual([
    "close",
    "ema",
    "ema",
    "crosses_above",
    "crosses_below",
    "constant",
  ]);
});
