import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleGraph } from "./testing/sample.js";
import type { Graph } from "./graph/schema.js";
import { semanticHash } from "./hash.js";
import { optimise } from "./optimise/index.js";
import { seal } from "./hash.js";
import { arbitraryGraph } from "./testing/arbitrary-graph.js";

/** Every place of a JSON value: the path to each number, text, truth or null in it. */
function places(
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => places(item, [...path, at]));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]));
}

function changed(value: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (key === undefined) {
    if (typeof value === "number") return value + 1;
    if (typeof value === "boolean") return !value;
    return value === null ? 1 : `${String(value)}x`;
  }
  if (Array.isArray(value)) return value.map((item, at) => (at === key ? changed(item, rest) : item));
  return { ...Object(value), [key]: changed(Reflect.get(Object(value), key), rest) };
}

/** Whether a place says what the graph does, rather than where it was written, what it is called or how it is run. */
function isSemantic(path: readonly (string | number)[]): boolean {
  const [top] = path;
  if (path.includes("span") || path.includes("text") || path.includes("slots")) return false;
  if (top === "strategy" || top === "documentation" || top === "names" || top === "source") return false;
  if (top === "hash" || top === "warmup" || top === "slotCount") return false;
  if (top === "parameters" && path[2] === "name") return false;
  if (top === "plots") return path[2] === "series";
  // What follows from the operation and its inputs, and is checked on the way in.
  if (top === "nodes" && ["first", "settled", "knownAt"].includes(String(path[2]))) return false;
  return !path.includes("unit");
}

const example = sampleGraph();
const allPlaces = places(example);

describe("semantic hash", () => {
  test.each(allPlaces.filter(isSemantic).map((path) => [path.join("."), path] as const))(
    "moves with %s",
    (_, path) => {
      const other = changed(example, path) as Graph;
      expect(semanticHash(other)).not.toBe(example.hash);
    },
  );

  test.each(allPlaces.filter((path) => !isSemantic(path)).map((path) => [path.join("."), path] as const))(
    "does not move with %s",
    (_, path) => {
      const other = changed(example, path) as Graph;
      expect(semanticHash(other)).toBe(example.hash);
    },
  );

  test("survives the way through a file", () => {
    fc.assert(
      fc.property(arbitraryGraph, (draft) => {
        const graph = seal(optimise(draft));
        expect(semanticHash(JSON.parse(JSON.stringify(graph)) as Graph)).toBe(graph.hash);
      }),
      { numRuns: 100 },
    );
  });

  test("is SHA-256 in hexadecimal", () => {
    expect(example.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
