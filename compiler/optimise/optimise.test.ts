import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ColumnReference } from "../graph/schema.js";
import type { DraftGraph, DraftNode } from "../graph/stages.js";
import { slotFault } from "../graph/verify.js";
import { seal } from "../hash.js";
import { arbitraryGraph } from "../testing/arbitrary-graph.js";
import { DraftWriter } from "../testing/draft.js";
import { interpret, type Other } from "../testing/interpret.js";
import {
  assignSlots,
  foldConstants,
  optimisations,
  optimise,
  removeDead,
  schedule,
  shareCommon,
  simplify,
} from "./index.js";

const feed = {
  open: [1, 2, 4, 3, Number.NaN, 5, 6, -0, 0, 2.5],
  close: [2, 1, 3, 3, 5, Number.NaN, 6, 0, -2, 2.5],
};

/** A stand-in for operations with a state and a length: each value as a different mix of the last ones. */
const mixing: Other = (_, [length = 1], [input = []]) => [
  input.map((value, bar) => value * length + (input[bar - 1] ?? 0.25)),
];

/** Values of the plots, in which −0 and 0 differ and missing equals missing. */
function plotted(graph: { plots: DraftGraph["plots"] } & Parameters<typeof interpret>[0]): readonly string[] {
  const columns = interpret(graph, feed, mixing);
  return graph.plots.map(({ series }) =>
    (columns[series.node]?.[series.output] ?? [])
      .map((value) => (Object.is(value, -0) ? "-0" : `${value}`))
      .join(" "),
  );
}

/** The hash of √close + ⌊close⌋, its nodes written one way round or the other. */
function hashOfPair(swap: boolean): string {
  const writer = new DraftWriter();
  const close = writer.column("close", []);
  const make = [() => writer.column("sqrt", [close]), () => writer.column("floor", [close])];
  const made = new Map((swap ? [1, 0] : [0, 1]).map((at) => [at, make[at]?.() ?? close]));
  const pair = [made.get(0) ?? close, made.get(1) ?? close];
  writer.plot(writer.column("add", swap ? pair.toReversed() : pair));
  return seal(optimise(writer.finish())).hash;
}

describe("every pass keeps the meaning to the last bit", () => {
  const passes = [...optimisations, { name: "remove dead", pass: (graph: DraftGraph) => removeDead(graph) }];
  test.each(passes)("$name", ({ pass }) => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        expect(plotted(pass(graph))).toEqual(plotted(graph));
      }),
      {
        numRuns: 400,
      },
    );
  });

  test("all together, with valid schedule and slots, and never more nodes", () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const done = seal(optimise(graph));
        expect(plotted(done)).toEqual(plotted(graph));
        expect(slotFault(done)).toBeUndefined();
        for (const [number, node] of done.nodes.entries()) {
          expect(node.inputs.every((input) => input.node < number)).toBe(true);
        }
        expect(done.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
      }),
      { numRuns: 600 },
    );
  });
});

describe("identity", () => {
  test("keeping names changes neither hash nor plots", () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const plain = seal(optimise(graph));
        const traced = seal(optimise(graph, { keepNames: true }));
        expect(traced.hash).toBe(plain.hash);
        expect(traced.names.length).toBe(graph.names.length);
        expect(plotted(traced)).toEqual(plotted(plain));
        expect(slotFault(traced)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test("the order in which independent nodes were written does not matter", () => {
    expect(hashOfPair(true)).toBe(hashOfPair(false));
  });
});

/** The operations of a graph's nodes, after what nobody reads is gone. */
function operationsOf(graph: { readonly nodes: readonly DraftNode[] }): string {
  return graph.nodes.map((node) => node.operation).join(" ");
}

function drawn(draw: (writer: DraftWriter, close: ColumnReference) => ColumnReference): DraftGraph {
  const writer = new DraftWriter();
  writer.plot(draw(writer, writer.column("close", [])));
  return writer.finish();
}

describe("constant folding", () => {
  test("turns nodes of constants into one constant with its value", () => {
    const graph = drawn((w, close) =>
      w.column("add", [close, w.column("multiply", [w.constant(3), w.constant(4)])]),
    );
    const folded = removeDead(foldConstants(graph));
    expect(operationsOf(folded)).toBe("close constant add");
    expect(folded.scalars.some((scalar) => scalar.value === 12)).toBe(true);
  });

  test("keeps what depends on a parameter as a scalar that is computed once a run", () => {
    const graph = drawn((w, close) => {
      const doubled = w.column("multiply", [
        w.column("constant", [], { parameters: [w.parameter(7)] }),
        w.constant(2),
      ]);
      return w.column("add", [close, doubled]);
    });
    const folded = removeDead(foldConstants(graph));
    expect(operationsOf(folded)).toBe("close constant add");
    expect(folded.scalars.map((scalar) => scalar.operation)).toContain("multiply");
  });
});

describe("common subexpressions", () => {
  test("are computed once, whichever way round they are written", () => {
    const graph = drawn((w, close) => {
      const open = w.column("open", []);
      return w.column("subtract", [w.column("add", [close, open]), w.column("add", [open, close])]);
    });
    expect(operationsOf(removeDead(shareCommon(graph)))).toBe("close open add subtract");
  });

  test("differ where a parameter differs", () => {
    const graph = drawn((w, close) => {
      const ema = (length: number) => w.column("ema", [close], { parameters: [w.builder.constant(length)] });
      return w.column("subtract", [w.column("subtract", [ema(3), ema(3)]), ema(4)]);
    });
    expect(operationsOf(removeDead(shareCommon(graph)))).toBe("close ema subtract ema subtract");
  });
});

function become(
  what: string,
  draw: (writer: DraftWriter, close: ColumnReference) => ColumnReference,
  operations: string,
): void {
  test(what, () => {
    expect(operationsOf(removeDead(simplify(shareCommon(drawn(draw)))))).toBe(operations);
  });
}

describe("identities", () => {
  become("x · 1 is x", (w, x) => w.column("multiply", [x, w.constant(1)]), "close");
  become("x − 0 is x", (w, x) => w.column("subtract", [x, w.constant(0)]), "close");
  become("x + 0 is not x where x is −0", (w, x) => w.column("add", [x, w.constant(0)]), "close constant add");
  become("x / 4 is a product", (w, x) => w.column("divide", [x, w.constant(4)]), "close constant multiply");
  become("x / 3 is not", (w, x) => w.column("divide", [x, w.constant(3)]), "close constant divide");
  become(
    "x + −y is x − y",
    (w, x) => w.column("add", [w.column("open", []), w.column("negate", [x])]),
    "close open subtract",
  );
  become("max(x, x) is x", (w, x) => w.column("maximum", [x, x]), "close");
  become(
    "not (x < 2) is x ≥ 2",
    (w, x) => w.column("not", [w.column("less", [x, w.constant(2)])]),
    "close constant greater_equal",
  );
  become(
    "history of history adds up",
    (w, x) => {
      const ago = (of: ColumnReference) => w.column("history", [of], { parameters: [w.builder.constant(2)] });
      return ago(ago(x));
    },
    "close history",
  );
  become("x ?? na is x", (w, x) => w.column("coalesce", [x, w.constant(Number.NaN)]), "close");
});

describe("dead nodes", () => {
  test("what only a name reads goes, with its name, unless names are kept", () => {
    const writer = new DraftWriter();
    const close = writer.column("close", []);
    writer.name("root", writer.column("sqrt", [close]));
    writer.plot(close);
    const graph = writer.finish();
    expect(operationsOf(removeDead(graph))).toBe("close");
    expect(removeDead(graph).names).toEqual([]);
    expect(operationsOf(removeDead(graph, { keepNames: true }))).toBe("close sqrt");
  });
});

describe("slots", () => {
  test("a chain needs two buffers beside the bar, however long it is", () => {
    const graph = drawn((w, close) => {
      let column = close;
      for (let step = 0; step < 50; step++) column = w.column("sqrt", [column]);
      return column;
    });
    const { slotCount } = assignSlots(schedule(graph));
    expect(slotCount).toBe(3);
  });

  test("bar columns and constants keep theirs", () => {
    const graph = drawn((w, close) => w.column("add", [w.column("sqrt", [close]), w.constant(3)]));
    const { nodes } = assignSlots(schedule(graph));
    const fixed = nodes.filter((node) => node.operation === "close" || node.operation === "constant");
    const others = nodes.filter((node) => !fixed.includes(node)).flatMap((node) => node.slots);
    for (const node of fixed) expect(others).not.toContain(node.slots[0]);
  });
});
