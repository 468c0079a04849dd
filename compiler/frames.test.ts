import { describe, expect, test } from "vitest";
import { applyFix } from "../lang/diagnostics/fix.js";
import { createSource } from "../lang/source.js";
import { strategyCards } from "./cards.js";
import { check } from "./check.js";
import { compile } from "./compile.js";
import { parseGraph } from "./graph/parse.js";
import type { Graph } from "./graph/schema.js";
import { graphFault } from "./graph/verify.js";

function strategy(members: string, timeframe = "15m"): string {
  return `sage 1
strategy example {
  market {
    symbol: ETHUSDT
    timeframe: ${timeframe}
  }
  ${members}
  size 25% of equity
  costs { fee: 0.1% }
}
`;
}

const rules = "enter long when h4.rising\n  exit long when not h4.rising";
const rising = "frame h4 every 4h { let rising = close > ema(close, 20) }";

function found(members: string, timeframe?: string): readonly string[] {
  return check(createSource("x.sage", strategy(members, timeframe))).diagnostics.map(
    ({ code, message }) => `${code} ${message}`,
  );
}

function compiled(members: string, timeframe?: string, keepNames = false): Graph {
  const { graph, diagnostics } = compile(createSource("x.sage", strategy(members, timeframe)), { keepNames });
  if (graph === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return graph;
}

describe("the figures of the design's second strategy", () => {
  const [card] = strategyCards(
    check(
      createSource(
        "rsi_reversion.sage",
        strategy(`param length   = 14 bars in 7..28
  param oversold = 28 in 15..40
  let strength = rsi(close, length)
  frame h4 every 4h {
    let trend  = ema(close, 50 bars)
    let rising = close > trend and trend > trend[3]
  }
  enter long when strength crosses above oversold and h4.rising
  exit  long when strength > 70`),
      ),
    ),
  );
  const named = (name: string) => card?.names.find((each) => each.name === name);

  test("`strength` is settled after 408 bars", () => {
    expect(named("strength")?.settled).toBe(408);
  });

  test("`h4.rising` is settled after 398 four-hour bars, 6,384 bars, 66.5 days, and sets the whole", () => {
    expect(named("h4.rising")).toMatchObject({
      clock: "4h",
      settled: 398,
      settledBars: 6384,
      settledDays: 66.5,
    });
    expect(card).toMatchObject({ settled: 6384, settledDays: 66.5, dominatedBy: "h4.rising" });
  });
});

describe("what a frame means", () => {
  test("outside, a value is known a slower bar later: (first + 1) times its bars", () => {
    // ema of 20 has its first value on bar 19; four-hour bars are 16 of 15m.
    const graph = compiled(`${rising}\n  ${rules}`);
    expect(graph.warmup.first).toBe(20 * 16);
  });

  test("functions mean the slower bars too, and count in them", () => {
    const members = `frame h4 every 4h { let rising = far(20) > 0 and close > ema(close, 2d) }\n  ${rules}`;
    const text = `${strategy(members)}\nfn far(length: bars) = (close - ema(close, length)) / atr(length)\n`;
    const { graph, diagnostics } = compile(createSource("x.sage", text));
    expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
    const averages = graph?.nodes.filter(({ operation }) => operation === "ema" || operation === "atr") ?? [];
    expect(averages.map(({ clock }) => clock)).toEqual([1, 1, 1]);
    // Two days are twelve four-hour bars: the first value on the twelfth.
    expect(averages.map(({ first }) => first).toSorted((a, b) => a - b)).toEqual([11, 19, 19]);
  });

  test("parameters, constants and what follows from them alone may be used inside", () => {
    const members = `param n = 20 bars in 10..30
  let share = 0.5 * 2
  frame h4 every 4h { let rising = close > share * factor * ema(close, n) }
  ${rules}`;
    const text = `${strategy(members)}\nconst factor = 1.01\n`;
    expect(check(createSource("x.sage", text)).diagnostics).toEqual([]);
  });

  test("names inside and outside may be the same", () => {
    expect(found(`let rising = close > open\n  ${rising}\n  ${rules} and rising`)).toEqual([]);
  });

  test("the bar's own columns and records can be read outside", () => {
    const members = `frame h4 every 4h { let bands = bollinger(close, 20, 2) }
  enter long when close > h4.bands.upper and h4.close > h4.open and h4.volume > 0
  exit long when close < h4.bands.lower`;
    expect(found(members)).toEqual([]);
    const names = compiled(members, "15m", true).names.map(({ name }) => name);
    expect(names).toContain("h4.bands.upper");
    expect(names).toContain("h4.close");
  });

  test("two frames of one length share their clock and their work", () => {
    const twice = `frame a every 4h { let x = ema(close, 9) }\n  frame b every 4h { let y = ema(close, 9) }`;
    const graph = compiled(`${twice}\n  enter long when close > a.x\n  exit long when close < b.y`);
    expect(graph.clocks).toEqual([{ kind: "frame", interval: 14_400_000 }]);
    expect(graph.nodes.filter(({ operation }) => operation === "ema")).toHaveLength(1);
  });

  test("clocks keep their own columns, and the graph survives being written and read", () => {
    const members = `frame h4 every 4h { let rising = close > ema(close, 50) and volume > sma(volume, 9) }
  frame d every 1d { let rising = close > ema(close, 20) }
  enter long when h4.rising and d.rising
  exit long when not h4.rising`;
    const graph = compiled(members);
    expect(graphFault(graph)).toBeUndefined();
    expect(parseGraph(JSON.parse(JSON.stringify(graph)))).toEqual(graph);
    const clockOfSlot = new Map<number, number>();
    for (const { slots, clock = 0, operation } of graph.nodes) {
      if (operation === "constant") continue;
      for (const slot of slots) {
        expect(clockOfSlot.get(slot) ?? clock).toBe(clock);
        clockOfSlot.set(slot, clock);
      }
    }
    expect(new Set(clockOfSlot.values())).toEqual(new Set([0, 1, 2]));
  });

  test("the order of frames in the text does not change the hash; their length does", () => {
    const a = "frame a every 4h { let x = ema(close, 9) }";
    const b = "frame b every 1d { let y = ema(close, 9) }";
    const use = "enter long when close > a.x and close > b.y\n  exit long when close < b.y";
    const hash = (members: string) => compiled(members).hash;
    expect(hash(`${a}\n  ${b}\n  ${use}`)).toBe(hash(`${b}\n  ${a}\n  ${use}`));
    expect(hash(`${a}\n  ${b}\n  ${use}`)).not.toBe(hash(`${a.replace("4h", "8h")}\n  ${b}\n  ${use}`));
  });

  test("a graph that mixes clocks is refused", () => {
    const graph = compiled(`${rising}\n  ${rules}`);
    const nodes = graph.nodes.map(({ clock: _, ...node }) =>
      node.operation === "ema" ? node : { ...node, ...(_ !== undefined && { clock: _ }) },
    );
    expect(graphFault({ ...graph, nodes })).toMatch(/another clock/);
  });
});

test("families, groups of states and functions of modules mean the slower bars inside a frame", () => {
  const members = `frame h4 every 4h {
    let lag[k in 1..3] = close / close[k] - 1
    state {
      top from 0 = 0.5 * top.prev + 0.5 * high
      gap from 0 = 0.5 * gap.prev + 0.5 * (top.prev - low)
    }
  }
  enter long when h4.lag[2] > 0 and h4.top > 0
  exit long when h4.gap < 0`;
  const graph = compiled(members);
  expect(graph.nodes.find(({ operation }) => operation === "recurrence")?.clock).toBe(1);
  expect(graph.nodes.find(({ operation }) => operation === "history")?.clock).toBe(1);
  expect(found(members.replace("h4.lag[2] > 0", "h4.lag > 0"))[0]).toMatch(/^SAGE2012/);
  expect(found(members.replace("h4.lag[2] > 0", "h4.lag[9] > 0"))[0]).toMatch(/^SAGE2012/);
});

describe("mistakes", () => {
  test.each([
    ["15m", "frame h4 every 15m { let rising = close > open }", "SAGE3101"],
    ["1h", "frame h4 every 90m { let rising = close > open }", "SAGE3102"],
    ["1h", "frame h4 every 7h { let rising = close > open }", "SAGE3103"],
    ["1h", "frame h4 every 3d { let rising = close > open }", "SAGE3103"],
    ["1h", "frame h4 every 1mo { let rising = close > open }", "SAGE3103"],
    ["1h", "frame h4 every 24h { let rising = close > open }", undefined],
    ["1d", "frame h4 every 1w { let rising = close > open }", undefined],
  ])("on %s: %s", (timeframe, frame, code) => {
    const codes = found(`${frame}\n  ${rules}`, timeframe).map((each) => each.slice(0, 8));
    expect(codes).toEqual(code === undefined ? [] : [code]);
  });

  test("a frame's name alone is no value", () => {
    expect(found(`${rising}\n  ${rules} or h4`)).toEqual([
      "SAGE2101 `h4` is a frame; one of its series is needed",
    ]);
  });

  test("a series that is not there, with a suggestion", () => {
    expect(found(`${rising}\n  ${rules} or h4.risng`)).toEqual([
      "SAGE2001 there is no field `risng` in `h4`",
    ]);
  });

  test("a value of the strategy's own bars inside a frame, once, and not for what it is made of", () => {
    const members = `let calm = ema(close, 9)
  state top from 0 = 0.9 * prev + 0.1 * close
  frame h4 every 4h { let rising = close > calm and close < top }
  ${rules} or calm > top`;
    expect(found(members)).toEqual([
      "SAGE3106 `calm` does not belong to the bars of `h4`",
      "SAGE3106 `top` does not belong to the bars of `h4`",
    ]);
  });

  test("another frame inside a frame, and the frame itself", () => {
    const other = "frame d every 1d { let rising = close > open }";
    const both = `${rules} and d.rising`;
    expect(found(`${other}\n  frame h4 every 4h { let rising = d.rising }\n  ${both}`)).toEqual([
      "SAGE3106 `d.rising` does not belong to the bars of `h4`",
    ]);
    expect(found(`frame h4 every 4h { let rising = h4.close > open }\n  ${rules}`)).toEqual([
      "SAGE3106 `h4.close` does not belong to the bars of `h4`",
    ]);
  });

  test("a circle inside a frame", () => {
    expect(found(`frame h4 every 4h { let rising = not rising }\n  ${rules}`)[0]).toMatch(/^SAGE3004/);
  });

  test("the history of a held value, also through a name; windows over it are clear", () => {
    expect(found(`${rising}\n  let up = h4.rising\n  ${rules} or up[1]`)).toEqual([
      "SAGE3006 bars of 4h or bars of 15m ago?",
    ]);
    const windows = `${rising}\n  let far = ema(close - h4.close, 9)[2] + h4.open\n  ${rules} or far > close`;
    expect(found(windows)).toEqual([]);
  });

  test("the fix for a history looks back inside the frame", () => {
    const text = strategy(
      `frame h4 every 4h {\n    let rising = close > ema(close, 20)\n  }\n  ${rules} and h4.rising[2]`,
    );
    const [diagnostic] = check(createSource("x.sage", text)).diagnostics;
    const [fix] = diagnostic?.fixes ?? [];
    const mended = fix === undefined ? "" : applyFix(text, fix);
    expect(mended).toContain("let rising_2 = rising[2]\n  }");
    expect(mended).toContain("and h4.rising_2");
    expect(check(createSource("x.sage", mended)).diagnostics).toEqual([]);
  });

  test("what a frame computes and nobody reads", () => {
    expect(
      found(`frame h4 every 4h {\n    let rising = close > open\n    let rest = 1\n  }\n  ${rules}`),
    ).toEqual(["SAGE2004 the let `rest` is never used"]);
    expect(
      found("frame h4 every 4h {}\n  enter long when close > open\n  exit long when close < open"),
    ).toEqual(["SAGE2004 the frame `h4` is never used"]);
  });
});
