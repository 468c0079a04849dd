import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFileHost } from "../cli/module-host.js";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { marketSeries } from "../kernels/catalog/series.js";
import { synthesize } from "../runtime/data/synthesize/synthesize.js";
import type { Graph } from "../compiler/graph/index.js";
import type { Feeds } from "../runtime/feeds/bind.js";
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
    if (graph === null) throw new Error(`${strategy} does not compile`);
    const interval = graph.market.timeframe;
    const feed = synthesize({
      bars: graph.warmup.first + 700,
      interval,
      gaps: 2,
      seed: 5,
      with: marketSeries,
    });
    const feeds = feedsOf(graph, interval, feed.information.bars);
    const { leaks, compared } = proveNoLeakage(graph, feed, {
      rounds: 4,
      bars: graph.warmup.first + 700,
      feeds,
    });
    expect(leaks).toEqual([]);
    expect(compared).toBeGreaterThan(1_000);
  }
});

/** Made-up data for each feed: another market, or a value that changes now and then. */
function feedsOf(graph: Graph, interval: number, bars: number): Feeds {
  const start = Date.UTC(2020, 0, 1);
  return Object.fromEntries(
    (graph.feeds ?? [])
      .filter(({ series }) => series === undefined)
      .map(({ name, interval: own, file }, index) => {
        const length = own ?? interval;
        const rows = Math.ceil((bars * interval) / length) + 1;
        const market = synthesize({ bars: rows, interval: length, start, gaps: 1, seed: 11 + index });
        if (file === null) return [name, market];
        const [chunk] = market.chunks();
        const { time, close: value } = chunk ?? { time: new Float64Array(), close: new Float64Array() };
        const information = { source: name, rows, from: start, to: start + rows * length, hash: "0" };
        return [name, { information, values: () => [{ time, value }] }];
      }),
  );
}
