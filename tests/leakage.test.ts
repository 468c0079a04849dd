import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFileHost } from "../cli/module-host.js";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { synthesize } from "../runtime/data/synthesize/synthesize.js";
import { proveNoLeakage } from "../runtime/leakage/index.js";
import { root } from "./sage.js";

const files = ["strategies", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => join(folder, name)),
);

test.each(files)("%s: no value and no decision moves when the future does", (path) => {
  const source = createSource(join(root, path), readFileSync(join(root, path), "utf8"));
  const modules = createFileHost(source.path);
  const { strategies } = compile(source, { modules });
  for (const strategy of strategies) {
    const { graph } = compile(source, { modules, strategy, keepNames: true });
    // What a strategy lacks here (a trained model, another market) is said by the run itself, and tested there.
    if (graph === null || needsMore(graph)) continue;
    const interval = graph.market.timeframe;
    const feed = synthesize({ bars: graph.warmup.first + 700, interval, gaps: 2, seed: 5 });
    const { leaks, compared } = proveNoLeakage(graph, feed, { rounds: 4, bars: graph.warmup.first + 700 });
    expect(leaks).toEqual([]);
    expect(compared).toBeGreaterThan(1_000);
  }
});

const needsMore = (graph: object): boolean =>
  ["models", "feeds"].some((name) => {
    const value: unknown = Reflect.get(graph, name);
    return Array.isArray(value) && value.length > 0;
  });
