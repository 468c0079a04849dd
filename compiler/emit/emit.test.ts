import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createSource } from "../../lang/source.js";
import { compile } from "../compile.js";
import { parseGraph } from "../graph/parse.js";
import type { Graph } from "../graph/schema.js";
import { emit, emitFormats } from "./index.js";

function fixture(name: string): Graph {
  const path = `${import.meta.dirname}/fixtures/${name}.sage`;
  const { graph, diagnostics } = compile(createSource(`${name}.sage`, readFileSync(path, "utf8")));
  if (graph === null) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return graph;
}

/** Pictures that people have looked at; `npx vitest run -u` accepts a change. */
describe.each(["ema_cross", "trailing"])("%s", (name) => {
  test.each(emitFormats.filter((format) => format !== "json"))("as %s", async (format) => {
    await expect(emit(fixture(name), format)).toMatchFileSnapshot(`fixtures/${name}.${format}.txt`);
  });

  test("as a compiled file", () => {
    const graph = fixture(name);
    expect(parseGraph(JSON.parse(emit(graph, "json")))).toEqual(graph);
  });
});

test("names with quotes do not break the pictures", () => {
  const graph = { ...fixture("ema_cross"), strategy: 'a "b" \\ c' };
  expect(emit(graph, "dot")).toContain('digraph "a \\"b\\" \\\\ c"');
});
