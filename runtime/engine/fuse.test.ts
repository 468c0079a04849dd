import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { arbitraryBars } from "../testing/arbitrary.js";
import { Engine } from "./engine.js";
import { fuseNodes } from "./fuse.js";
import { loadKernelModule } from "./module.js";

/*
 * Running nodes together changes no bit. A traced engine runs each node alone: what both say about every column that is
 * kept must be the same.
 */
const module = loadKernelModule();

function compiled(lines: readonly string[]) {
  const text = `sage 1

strategy pairs {
  market {
    symbol: TEST
    timeframe: 6h
  }
  ${lines.join("\n  ")}
  enter long when a crosses above b
  exit long when a crosses below b
  size 50% of equity
  costs {
    fee: 0.1%
  }
}
`;
  const { graph, diagnostics } = compile(createSource("pairs.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ code }) => code).join(" "));
  return graph;
}

const together = compiled([
  "let a = ema(close, 3 bars)",
  "let b = ema(close, 8 bars)",
  'plot a as "a"',
  'plot b as "b"',
]);
const apart = compiled([
  "let a = rma(close, 3 bars)",
  "let c = sma(a, 4 bars)",
  "let d = ema(c, 2 bars, seed: first)",
  "let b = rma(close, 7 bars) + 0 * ema(c, 5 bars)",
  'plot b as "b"',
  'plot d as "d"',
]);

test("averages of one column and both crossings of two run as one step each", () => {
  const names = fuseNodes(
    together,
    together.nodes.flatMap(({ operation }, node) => (["close", "constant"].includes(operation) ? [] : node)),
  ).map(({ node, second }) => [node, second?.node].map((k) => together.nodes[k ?? -1]?.operation));
  expect(names).toContainEqual(["ema", "ema"]);
  expect(names).toContainEqual(["crosses_above", "crosses_below"]);
});

test.each([
  ["neighbours", together],
  ["nodes that stand apart", apart],
])("%s give the bits that each gives alone", (_, graph) => {
  fc.assert(
    fc.property(arbitraryBars, fc.integer({ min: 1, max: 50 }), (bars, cut) => {
      const count = bars.time.length;
      const plots = (engine: Engine, from: number, to: number) => {
        engine.step(bars, from, to - from);
        return graph.plots.map(({ series }) => [...engine.column(series)]);
      };
      const [fused, alone] = [0, 1].map(() => new Engine(graph, { module, capital: 1000, capacity: 128 }));
      if (fused === undefined || alone === undefined) throw new Error("No engine.");
      alone.traceAt([], () => {});
      for (let from = 0; from < count; from += cut) {
        const to = Math.min(count, from + cut);
        expect(plots(fused, from, to)).toEqual(plots(alone, from, to));
      }
      expect(fused.snapshot().bytes).toEqual(alone.snapshot().bytes);
    }),
    { numRuns: 100 },
  );
});
