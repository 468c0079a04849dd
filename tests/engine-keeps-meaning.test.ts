import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { arbitraryParts, sourceOf } from "../compiler/testing/arbitrary-source.js";
import { randomFeed } from "../compiler/testing/feed.js";
import { interpret } from "../compiler/testing/interpret.js";
import { computedBy } from "../compiler/testing/with-kernels.js";
import { run } from "../kernels/testing/run-operation.js";
import { createSource } from "../lang/index.js";
import { evaluate } from "../runtime/index.js";
import { feedOf } from "../runtime/testing/feed.js";

const hour = 3_600_000;
const bars = randomFeed(120, 7);
const column = (name: string) => Float64Array.from(bars[name] ?? []);
const columns = {
  time: column("time"),
  open: column("open"),
  high: column("high"),
  low: column("low"),
  close: column("close"),
  volume: column("volume"),
};

test("the engine gives the values of the slow interpreter, bit for bit, in chunks of any size", () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(arbitraryParts, chunks, (parts, lengths) => {
      const plots = `plot made as "made"\nplot held as "held"\nplot (${parts.enter}) as "enter"\nplot (${parts.exit}) as "exit"\n`;
      const text = sourceOf(parts).replace("size ", `${plots}size `);
      const { graph, diagnostics } = compile(createSource("random.sage", text));
      if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
      const expected = interpret(graph, bars, computedBy(run));
      const found = evaluate(graph, feedOf(columns, hour, lengths));
      for (const [number, { series, label }] of graph.plots.entries()) {
        const values = [...(found.columns[number]?.values ?? [])];
        expect({ label, values }).toEqual({ label, values: expected[series.node]?.[series.output] });
      }
    }),
    { numRuns: 40 },
  );
});
