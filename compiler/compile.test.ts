import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { run } from "../kernels/testing/run-operation.js";
import { createSource } from "../lang/source.js";
import {
  milliseconds,
  operations,
  price,
  quantity,
  sameUnit,
  type Operation,
} from "../kernels/catalog/index.js";
import { check } from "./check.js";
import { compile, compileChecked } from "./compile.js";
import { compileExpressions } from "./expressions.js";
import { graphFault } from "./graph/verify.js";
import { parseGraph } from "./graph/parse.js";
import type { ColumnReference, Graph } from "./graph/schema.js";
import { lowerStrategy } from "./lower/index.js";
import { arbitraryParts, sourceOf } from "./testing/arbitrary-source.js";
import { randomFeed } from "./testing/feed.js";
import { interpret } from "./testing/interpret.js";
import { computedBy } from "./testing/with-kernels.js";

/** A strategy around the members under test, complete in everything else. */
function strategy(members: string, rules = true): string {
  const orders = "enter long when close crosses above open\nexit long when close crosses below open\n";
  return [
    "sage 1\nstrategy example {\nmarket {\n  symbol: BTCUSDT\n  timeframe: 1h\n  tick: 0.5\n}\n",
    members,
    rules ? `\n${orders}` : "\n",
    "size 25% of equity\ncosts {\n  fee: 0.1%\n}\n}\n",
  ].join("");
}

function compiled(text: string, options = {}): Graph {
  const { graph, diagnostics } = compile(createSource("example.sage", text), options);
  if (graph === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return graph;
}

const feed = randomFeed(60);
const withKernels = computedBy(run);

/** The values of one column of a graph over the feed. */
function values(graph: Graph, { node, output }: ColumnReference, bars = feed): readonly number[] {
  return interpret(graph, bars, withKernels)[node]?.[output] ?? [];
}

/** The values of what is plotted. */
function plotted(members: string, bars = feed): readonly number[] {
  const graph = compiled(strategy(members));
  const [plot] = graph.plots;
  if (plot === undefined) throw new Error("nothing is plotted");
  return values(graph, plot.series, bars);
}

const column = (name: string, bar: number): number => feed[name]?.[bar] ?? Number.NaN;
const each = (value: (bar: number) => number): readonly number[] =>
  (feed["close"] ?? []).map((_, bar) => value(bar));

describe("expressions", () => {
  test("the first strategy of the manual is two averages, two crosses and a size", () => {
    const graph = compiled(
      strategy(
        [
          "param fast = 12 bars in 5..40",
          "param slow = 48 bars in 20..200 step 4",
          "require fast < slow",
          "let quick = ema(close, fast)",
          "let calm = ema(close, slow)",
          "enter long when quick crosses above calm",
          "exit long when quick crosses below calm",
        ].join("\n"),
        false,
      ),
    );
    expect(graph.nodes.map((node) => node.operation)).toEqual([
      "close",
      "ema",
      "ema",
      "crosses_above",
      "crosses_below",
      "constant",
    ]);
    expect(graph.warmup).toEqual({ first: 200, settled: 1582, dominatedBy: "calm" });
    expect(graph.names.map(({ name }) => name)).toEqual(["quick", "calm"]);
    expect(graph.requirements.map(({ text }) => text)).toEqual(["fast < slow"]);
    expect(graph.orders.entries[0]?.text).toContain("quick crosses above calm");
  });

  test.each([
    ["close * 2 - open / 4", (bar: number) => column("close", bar) * 2 - column("open", bar) / 4],
    [
      "max(close, open) + abs(low - high)",
      (bar: number) =>
        Math.max(column("close", bar), column("open", bar)) +
        Math.abs(column("low", bar) - column("high", bar)),
    ],
    [
      "if close > open then high else low",
      (bar: number) => column(column("close", bar) > column("open", bar) ? "high" : "low", bar),
    ],
    ["close[2] ?? open", (bar: number) => (bar < 2 ? column("open", bar) : column("close", bar - 2))],
    [
      "close / open in 0.99..1.01",
      (bar: number) =>
        column("close", bar) / column("open", bar) >= 0.99 &&
        column("close", bar) / column("open", bar) <= 1.01
          ? 1
          : 0,
    ],
    ["-close mod price(7)", (bar: number) => ((-column("close", bar) % 7) + 7) % 7],
    ["close + 3 ticks", (bar: number) => column("close", bar) + 1.5],
    [
      "not (close > open and high > close)",
      (bar: number) =>
        column("close", bar) > column("open", bar) && column("high", bar) > column("close", bar) ? 0 : 1,
    ],
  ])("%s", (text, expected) => {
    const found = plotted(`plot ${text}`);
    each(expected).forEach((value, bar) => expect(found[bar]).toBeCloseTo(value, 9));
  });

  test("parameters are scalars, whatever is computed from them", () => {
    const graph = compiled(
      strategy(
        "param n = 3 bars in 1..5\nparam k = 0.5 in 0..1 step 0.1\nplot sma(close, 2 * n + 1) * (1 - k)",
      ),
    );
    expect(graph.nodes.map((node) => node.operation)).toContain("sma");
    expect(graph.nodes.filter((node) => node.operation === "subtract")).toEqual([]);
    expect(graph.scalars.map((scalar) => scalar.operation)).toEqual(
      expect.arrayContaining(["add", "multiply", "subtract"]),
    );
  });

  test("fields of one record are columns of one node", () => {
    const graph = compiled(strategy("let bands = bollinger(close, 20)\nplot bands.upper - bands.lower"), {
      keepNames: true,
    });
    expect(graph.nodes.filter((node) => node.operation === "bollinger")).toHaveLength(1);
    const bands = graph.names.filter(({ name }) => name.startsWith("bands."));
    expect(bands.map(({ name }) => name)).toEqual(expect.arrayContaining(["bands.upper", "bands.lower"]));
  });

  test("a function's record can be chosen and read", () => {
    const text = "fn band(x: price, r: price) = { top: x + r, bottom: x - r }\n";
    const members =
      "let pick = if close > open then band(close, high - low) else band(open, high - low)\nplot pick.top";
    const graph = compiled(strategy(members).replace("strategy example", `${text}strategy example`));
    const [plot] = graph.plots;
    const found = values(graph, plot?.series ?? { node: 0, output: 0 });
    each(
      (bar) =>
        Math.max(column("close", bar), column("open", bar)) + (column("high", bar) - column("low", bar)),
    ).forEach((value, bar) => expect(found[bar]).toBeCloseTo(value, 9));
  });
});

describe("states", () => {
  const bars = { ...feed, close: [1, 2, 4, 3, 5], open: [0, 1, 1, 1, 1], volume: [10, 20, 30, 40, 50] };

  test("sum, from their start", () => {
    // sage-allow is not needed: warnings do not stop compiling.
    expect(plotted("state total from 100 = prev + volume / quantity(1)\nplot total", bars)).toEqual([
      110, 130, 160, 200, 250,
    ]);
  });

  test("read columns and scalars that need no prev from outside", () => {
    const graph = compiled(
      strategy(
        "param k = 0.5 in 0..1 step 0.1\nstate slow from 0 = prev + k * (sma(close, 2) - prev)\nplot slow",
      ),
    );
    const node = graph.nodes.find((each) => each.operation === "recurrence");
    expect(node?.program?.instructions.map(([operation]) => operation)).toEqual([
      "subtract",
      "multiply",
      "add",
    ]);
    expect(node?.program?.required).toBe(1);
  });

  test("skip bars without a value, so that a warm-up does not poison them", () => {
    const found = plotted("state total from price(0) = prev + sma(close, 3)\nplot total", bars);
    const sums = [7 / 3, 3, 4];
    expect(found.slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
    expect(found[4]).toBeCloseTo((sums[0] ?? 0) + (sums[1] ?? 0) + (sums[2] ?? 0), 12);
  });

  test("hold the last value through gaps with ??", () => {
    const found = plotted(
      "state last from na = (if close > price(3) then close else na) ?? prev\nplot last",
      bars,
    );
    expect(found).toEqual([Number.NaN, Number.NaN, 4, 4, 5]);
  });

  test("are not stopped by what a branch that is not taken would have read", () => {
    // Fresh at bars 2 and 4 only; what would be taken there is missing on the others.
    const fresh = "open < close - price(1)";
    const held = plotted(
      `state x from price(0) = if ${fresh} then (if ${fresh} then close else na) else prev\nplot x`,
      bars,
    );
    expect(held).toEqual([0, 0, 4, 3, 5]);
    const bar = { ...bars, close: [1, 2, 4, 1, 5] };
    const sometimes = "(if close > price(3) then close else na)";
    expect(
      plotted(
        `state x from price(0) = if ${fresh} then ${sometimes} + prev else prev + price(1)\nplot x`,
        bar,
      ),
    ).toEqual([1, 2, 6, 7, 12]);
    // A stand-in is read only where it stands in.
    expect(plotted(`state x from price(0) = (prev + close) ?? ${sometimes}\nplot x`, bar)).toEqual([
      1, 3, 7, 8, 13,
    ]);
  });

  test("skip a bar on which the branch that is taken has no value", () => {
    const sometimes = "(if close > price(3) then close else na)";
    const bar = { ...bars, close: [5, 2, 4, 3, 1], open: [1, 1, 1, 9, 9] };
    // Bars 0 and 2 add; bar 1 would, but has nothing to add: it is skipped; 3 and 4 take one away.
    expect(
      plotted(
        `state x from price(0) = if close > open then prev + ${sometimes} else prev - price(1)\nplot x`,
        bar,
      ),
    ).toEqual([5, Number.NaN, 9, 8, 7]);
  });

  test("have their own copy in each call of a function", () => {
    const text = "fn total(x: number) {\n  state sum from 0 = prev + x\n  return sum\n}\n";
    const members = "plot total(close / open) - total(close / close)";
    const graph = compiled(strategy(members).replace("strategy example", `${text}strategy example`));
    expect(graph.nodes.filter((node) => node.operation === "recurrence")).toHaveLength(2);
  });

  test("inside a function of prev run together with the state that calls it", () => {
    const text = "fn count(x: number) {\n  state n from 0 = prev + x\n  return n\n}\n";
    // outer: 1, 1 + 1, …: n adds up outer's last values; by hand 1, 2, 4, 8, 16.
    const members = "state outer from 1 = 0 * (close / close) + count(prev)\nplot outer";
    const graph = compiled(strategy(members).replace("strategy example", `${text}strategy example`));
    const [plot] = graph.plots;
    expect(graph.nodes.filter((node) => node.operation === "recurrence")).toHaveLength(1);
    expect(values(graph, plot?.series ?? { node: 0, output: 0 }, bars)).toEqual([1, 2, 4, 8, 16]);
  });
});

describe("values made from prev, beyond what the checker lets through today", () => {
  const bars = { ...feed, close: [1, 2, 4, 3, 5, 1, 7], open: [1, 1, 1, 1, 1, 1, 1] };

  /** Compiles although the checker says "not yet". */
  function unchecked(members: string): readonly number[] {
    const source = createSource("example.sage", strategy(members));
    const [checked] = check(source).strategies;
    if (checked === undefined) throw new Error("no strategy");
    const { graph, fault } = compileChecked(checked, source);
    if (graph === null) throw new Error(fault?.message);
    const [plot] = graph.plots;
    return values(graph, plot?.series ?? { node: 0, output: 0 }, bars);
  }

  test("history of prev is the value of earlier bars", () => {
    // Fibonacci: prev is one bar ago, prev[1] two.
    expect(unchecked("state f from 1 = prev + (prev[1] ?? 0)\nplot f")).toEqual([1, 2, 3, 5, 8, 13, 21]);
  });

  test("a cross of prev is a cross of the earlier value", () => {
    const found = unchecked(
      "state level from price(3) = if (close crosses above prev) ?? false then close else prev\nplot level",
    );
    // 4 crosses 3; 5 crosses 4; 7 crosses 5.
    expect(found).toEqual([3, 3, 4, 4, 5, 5, 7]);
  });

  test("what a window needs is refused with its name", () => {
    const source = createSource("example.sage", strategy("state a from 0 = sma(prev, 3)\nplot a"));
    expect(check(source).diagnostics.map(({ message }) => message)).toContain(
      "`sma` cannot run over what is made from `prev`",
    );
  });
});

function costed(costs: string, market = "tick: 0.5"): string {
  return strategy("plot round_trip_cost").replace("fee: 0.1%", costs).replace("tick: 0.5", market);
}

function firstPlot(text: string): readonly number[] {
  const graph = compiled(text);
  return values(graph, graph.plots[0]?.series ?? { node: 0, output: 0 });
}

describe("costs inside expressions", () => {
  test("round_trip_cost is both fees, both slippages and the spread", () => {
    expect(firstPlot(costed("fee: 0.1%\nslippage: 0.05%\nspread: 0.02%"))[0]).toBeCloseTo(0.0032, 12);
  });

  test("ticks of slippage are a share of the price", () => {
    const found = firstPlot(costed("fee: 0.1%\nslippage: 2 ticks"));
    each((bar) => 0.002 + (4 * 0.5) / column("close", bar)).forEach((value, bar) =>
      expect(found[bar]).toBeCloseTo(value, 12),
    );
  });

  test("the size of a tick may be left to the run", () => {
    const graph = compiled(costed("fee: 0.1%\nslippage: 2 ticks", ""));
    const market = { ...graph.market, tick: 0.5 };
    const found = values({ ...graph, market }, graph.plots[0]?.series ?? { node: 0, output: 0 });
    each((bar) => 0.002 + (4 * 0.5) / column("close", bar)).forEach((value, bar) =>
      expect(found[bar]).toBeCloseTo(value, 12),
    );
  });

  test("as slippage, ticks need not be known", () => {
    const graph = compiled(
      strategy("let a = close").replace("fee: 0.1%", "fee: 0.1%\nslippage: 2 ticks").replace("tick: 0.5", ""),
    );
    expect(graph.orders.costs.slippage.kind).toBe("ticks");
    expect(graph.scalars[graph.orders.costs.slippage.amount]?.value).toBe(2);
  });
});

describe("orders", () => {
  const rules = [
    "enter long when close > open {",
    "  stop entry - 2 * atr(3)",
    "  take entry * (1 + 4%) for 50%",
    "  take entry + 3 * atr(3)",
    "  trail 1.5 * atr(3) after atr(3)",
    "  expire 36h",
    "}",
    "exit long when close < open",
    "cooldown 2h after loss",
    "halt when losing_streak >= 4 for 1d",
  ].join("\n");
  const graph = compiled(strategy(rules, false));
  const scalarValue = (scalar: number | undefined) => graph.scalars[scalar ?? -1]?.value;
  const [entry] = graph.orders.entries;

  test("levels are base + slope · entry", () => {
    const atr = graph.nodes.findIndex((node) => node.operation === "atr");
    const range = values(graph, { node: atr, output: 0 });
    const stop = entry?.stop ?? { base: { node: 0, output: 0 }, slope: { node: 0, output: 0 } };
    expect(values(graph, stop.base)).toEqual(range.map((value) => -2 * value));
    expect(values(graph, stop.slope)[0]).toBe(1);
    const [first, second] = entry?.takes ?? [];
    expect(values(graph, first?.level.slope ?? stop.slope)[0]).toBe(1.04);
    expect(values(graph, first?.level.base ?? stop.slope)[0]).toBe(0);
    expect([scalarValue(first?.portion), scalarValue(second?.portion)]).toEqual([0.5, 1]);
  });

  test("lengths are whole bars", () => {
    expect(scalarValue(entry?.expire)).toBe(36);
    expect(scalarValue(graph.orders.cooldown?.length)).toBe(2);
    expect(graph.orders.halts[0]).toMatchObject({ quantity: "losing streak", inclusive: true });
    expect(scalarValue(graph.orders.halts[0]?.length)).toBe(24);
  });
});

describe("random strategies", () => {
  test("compile, keep their meaning through every pass, and survive a file", () => {
    fc.assert(
      fc.property(arbitraryParts, (parts) => {
        const text = sourceOf(parts);
        const graph = compiled(text);
        expect(graphFault(graph)).toBeUndefined();
        expect(parseGraph(JSON.parse(JSON.stringify(graph)))).toEqual(graph);
        const [checked] = check(createSource("random.sage", text)).strategies;
        if (checked === undefined) throw new Error("no strategy");
        const draft = lowerStrategy(checked, createSource("random.sage", text));
        const before = interpret(draft, feed, withKernels);
        const after = interpret(graph, feed, withKernels);
        const at = (columns: typeof before, { node, output }: ColumnReference) => columns[node]?.[output];
        expect(at(after, graph.orders.entries[0]?.when ?? { node: -1, output: 0 })).toEqual(
          at(before, draft.orders.entries[0]?.when ?? { node: -2, output: 0 }),
        );
        expect(at(after, graph.orders.exits[0]?.when ?? { node: -1, output: 0 })).toEqual(
          at(before, draft.orders.exits[0]?.when ?? { node: -2, output: 0 }),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("have a value in every column from the bar on that the checker promises", () => {
    fc.assert(
      fc.property(arbitraryParts, (parts) => {
        const graph = compiled(sourceOf(parts), { keepNames: true });
        const columns = interpret(graph, feed, withKernels);
        for (const [number, { first, operation }] of graph.nodes.entries()) {
          const gaps = columns[number]?.flatMap((values) => values.slice(first).filter(Number.isNaN)) ?? [];
          expect([number, operation, gaps]).toEqual([number, operation, []]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("keep their hash when renamed, commented and laid out anew", () => {
    fc.assert(
      fc.property(arbitraryParts, (parts) => {
        const renamed = sourceOf(parts, { rename: (name) => `${name}_too`, comments: true, name: "other" });
        expect(compiled(renamed).hash).toBe(compiled(sourceOf(parts)).hash);
      }),
      { numRuns: 30 },
    );
  });

  test("change it with any rule, size or cost", () => {
    fc.assert(
      fc.property(arbitraryParts, (parts) => {
        const { hash } = compiled(sourceOf(parts));
        const changes = [
          sourceOf({ ...parts, enter: `${parts.enter} and close > open` }),
          sourceOf({ ...parts, exit: `${parts.exit} or high > open * 3` }),
          sourceOf({ ...parts, size: "12% of equity" }),
          sourceOf(parts).replace("fee: 0.1%", "fee: 0.2%"),
          sourceOf(parts).replace("n = 3 bars", "n = 4 bars"),
          sourceOf(parts).replace("timeframe: 1h", "timeframe: 2h"),
        ];
        expect(changes.map((text) => compiled(text).hash)).not.toContain(hash);
      }),
      { numRuns: 15 },
    );
  });
});

/** A call of an operation with something fitting in each place. */
function callOf({ name, inputs, parameters }: Operation): string {
  const series = inputs.map(({ type, unit }, position) => {
    if (type === "truth") return "close > open";
    if (typeof unit === "string") return unit === "B" ? "volume" : position === 0 ? "close" : "open";
    if (sameUnit(unit, milliseconds)) return "time";
    if (sameUnit(unit, quantity)) return "volume";
    return sameUnit(unit, price) ? "close" : "close / open";
  });
  const settings = parameters.flatMap((parameter) => {
    if (parameter.kind === "choice") return [];
    if (parameter.fallback !== undefined) return [];
    return [
      parameter.kind === "length" ? `${Math.max(parameter.low, 5)}` : `${Math.max(parameter.range.low, 1)}`,
    ];
  });
  return `${name}(${[...series, ...settings].join(", ")})`;
}

describe("every operation that can be called", () => {
  const calls = operations.filter(({ surface }) => surface === "call");
  test.each(calls.map((operation) => [callOf(operation), operation] as const))("%s", (text, operation) => {
    const { graph, diagnostics } = compileExpressions([{ text }], { timeframe: 3_600_000 });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const node = graph?.nodes.find((each) => each.operation === operation.name);
    expect(node?.inputs).toHaveLength(operation.inputs.length + operation.bar.length);
    expect(node?.parameters).toHaveLength(operation.parameters.length);
    expect(node?.outputs.map(({ type }) => type)).toEqual(operation.outputs.map(({ type }) => type));
    expect(graph?.plots).toHaveLength(operation.outputs.length);
    const read = node?.inputs
      .slice(operation.inputs.length)
      .map((input) => graph?.nodes[input.node]?.operation);
    expect(read).toEqual(operation.bar);
  });
});

describe("values of every kind can be named", () => {
  test.each([
    "na",
    "2024-01-31",
    "4h",
    "12 bars",
    "5%",
    "true",
    "close",
    "{ a: close, b: { c: 1, d: close > open } }",
    "hour_of_day(time)",
    "close[0]",
    "if true then 1 else 2",
    '"words"',
    "2 ticks",
    "log(2)",
    "power(2, 0.5)",
  ])("%s", (value) => {
    const text = strategy(`let a = ${value}`);
    const { graph, diagnostics } = compile(createSource("example.sage", text), { keepNames: true });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code }) => code)).not.toContain("SAGE9001");
    if (errors.length === 0)
      expect(graph?.names.length).toBe(value.startsWith("{") ? 3 : value.startsWith('"') ? 0 : 1);
  });
});

describe("a file", () => {
  const one = strategy("let a = close");
  test("with two strategies needs the name of one", () => {
    const two = `${one}${one.replace("sage 1\n", "").replace("example", "second")}`;
    const source = createSource("two.sage", two);
    expect(compile(source)).toMatchObject({ graph: null, strategies: ["example", "second"] });
    expect(compile(source, { strategy: "second" }).graph?.strategy).toBe("second");
  });

  test("with a mistake gives diagnostics and no graph", () => {
    const { graph, diagnostics } = compile(createSource("bad.sage", strategy("let a = clse")));
    expect(graph).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toContain("SAGE2001");
  });

  test("with a chain of two thousand names compiles", () => {
    const lets = Array.from({ length: 2000 }, (_, at) => `let a${at + 1} = a${at} + close[${at + 1}]`);
    const graph = compiled(strategy(`let a0 = close\n${lets.join("\n")}\nplot a2000`));
    expect(graph.nodes.length).toBeGreaterThan(3999);
  });
});
