import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seal } from "../hash.js";
import { optimise } from "../optimise/index.js";
import { arbitraryGraph } from "../testing/arbitrary-graph.js";
import { GraphError } from "./error.js";
import { parseGraph } from "./parse.js";
import { sampleGraph } from "../testing/sample.js";

function stored(graph: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(graph)) as Record<string, unknown>;
}

function refusal(json: unknown): GraphError {
  try {
    parseGraph(json);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error("the graph was accepted");
}

describe("a compiled file", () => {
  test("is read back as it was written", () => {
    const graph = sampleGraph();
    expect(parseGraph(stored(graph))).toEqual(graph);
  });

  test("is read back whatever it holds", () => {
    fc.assert(
      fc.property(arbitraryGraph, (draft) => {
        const graph = seal(optimise(draft));
        expect(parseGraph(stored(graph))).toEqual(graph);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ["nothing", null],
    ["a text", "graph"],
    ["another JSON file", { name: "nailsage" }],
  ])("that is %s is refused for its shape", (_, json) => {
    expect(refusal(json)).toMatchObject({
      code: "SAGE8301",
      help: expect.stringContaining("sage compile"),
    });
  });

  test("of another version is refused with both versions", () => {
    const error = refusal({ ...stored(sampleGraph()), schema: "sage.graph/2" });
    expect(error.code).toBe("SAGE8302");
    expect(error.message).toBe(
      'This strategy was compiled to the format "sage.graph/2"; this version reads "sage.graph/1".',
    );
  });

  test("with a hole is refused with its place", () => {
    const error = refusal({ ...stored(sampleGraph()), slotCount: "six" });
    expect(error.code).toBe("SAGE8301");
    expect(error.message).toContain("slotCount");
  });

  test("that was edited is refused by its hash", () => {
    const json = stored(sampleGraph());
    expect(refusal({ ...json, gaps: "fill" }).code).toBe("SAGE8304");
  });

  test.each([
    ["reads a column that is not there yet", { node: 0, edit: { inputs: [{ node: 3, output: 0 }] } }],
    ["has a parameter that is not there", { node: 1, edit: { parameters: [99] } }],
    ["reads a slot that was given away", { node: 2, edit: { slots: [1] } }],
    ["writes over what it reads", { node: 1, edit: { slots: [0] } }],
    ["has no program", { node: 1, edit: { operation: "recurrence" } }],
  ])("in which a node %s is refused", (fault, { node, edit }) => {
    const json = stored(sampleGraph());
    const nodes = (json["nodes"] as object[]).map((each, at) => (at === node ? { ...each, ...edit } : each));
    const error = refusal({ ...json, nodes });
    expect(error.code).toBe("SAGE8303");
    expect(error.message).toContain(fault);
  });
});
