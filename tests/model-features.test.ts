import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../cli/module-host.js";
import type { Graph } from "../compiler/graph/index.js";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { gatherColumns } from "../runtime/data/columns.js";
import { synthesize } from "../runtime/data/synthesize/synthesize.js";
import { Engine, loadKernelModule, parameterValues } from "../runtime/engine/index.js";
import { withStandIns } from "../runtime/leakage/stand-ins.js";
import { modelTable } from "../runtime/models/rows/index.js";
import { root } from "./sage.js";

interface Case {
  readonly title: string;
  readonly graph: Graph;
}

const cases: readonly Case[] = ["strategies", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .flatMap((name) => {
      const path = join(root, folder, name);
      const text = readFileSync(path, "utf8");
      if (!/^\s*model \w+ \{/m.test(text)) return [];
      const source = createSource(path, text);
      const { graph } = compile(source, { modules: createFileHost(path) });
      return graph === null || graph.feeds !== undefined ? [] : [{ title: `${folder}/${name}`, graph }];
    }),
);

test("there are strategies with models", () => expect(cases.length).toBeGreaterThanOrEqual(4));

describe.each(cases)("$title", ({ graph: written }) => {
  // Made-up prices have no step of their own.
  const graph = { ...written, market: { ...written.market, tick: written.market.tick ?? 0.01 } };
  const settled = Math.max(
    ...graph.models.map((model) => (model.settled === "inf" ? model.first : Number(model.settled))),
  );
  const bars = settled + 250;
  const feed = synthesize({ bars, interval: graph.market.timeframe, seed: 21 });
  const columns = gatherColumns(feed.chunks(), bars);

  test("features live, bar by bar in the whole strategy, are those of the training, to the last bit", async () => {
    const live = new Engine(withStandIns(graph), {
      module: loadKernelModule(),
      values: parameterValues(graph),
      capital: 10_000,
      capacity: 1,
    });
    const seen = graph.models.map(({ features }) => features.map(() => new Float32Array(bars)));
    for (let bar = 0; bar < bars; bar++) {
      live.step(columns, bar, 1);
      for (const [m, { features }] of graph.models.entries()) {
        for (const [k, { series }] of features.entries()) {
          const column = seen[m]?.[k];
          if (column !== undefined) column[bar] = live.column(series)[0] ?? Number.NaN;
        }
      }
    }
    for (const [m, { name, features }] of graph.models.entries()) {
      const table = await modelTable(graph, name, feed);
      for (const [k, { values }] of table.features.entries()) {
        const found = values.findIndex((value, bar) => !Object.is(value, seen[m]?.[k]?.[bar]));
        expect(found, features[k]?.name).toBe(-1);
        expect(values.subarray(table.first).every(Number.isNaN), features[k]?.name).toBe(false);
      }
    }
  });

  test("the target of a row follows from the bars after it and before its reach, and from none else", async () => {
    for (const { name, reach } of graph.models) {
      const whole = await modelTable(graph, name, feed);
      const last = bars - 40;
      const cut = await modelTable(
        graph,
        name,
        synthesize({ bars: last, interval: graph.market.timeframe, seed: 21 }),
      );
      // What both know is the same; what is known earlier than the end of the shorter data is known there too.
      const known = last - whole.delay;
      expect([...cut.target.values.subarray(0, known)]).toEqual([...whole.target.values.subarray(0, known)]);
      expect(cut.target.values.subarray(known).every(Number.isNaN)).toBe(true);
      expect(whole.delay).toBeLessThanOrEqual(reach);
      expect(whole.target.values.subarray(0, known).some((value) => !Number.isNaN(value))).toBe(true);
    }
  });
});
