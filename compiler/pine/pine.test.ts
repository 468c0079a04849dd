import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importPine } from "./index.js";

const head = `//@version=5
strategy("t", default_qty_type=strategy.percent_of_equity, default_qty_value=10, commission_value=0.1)
`;

/** Statements of the imported strategy, one text each, without layout. */
function statements(script: string): readonly string[] {
  const { text } = importPine(head + script);
  return text
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => line !== "");
}

const notes = (script: string) =>
  importPine(head + script)
    .notes.filter(({ kind }) => kind === "not translated")
    .map(({ line, what }) => `${line - 2}: ${what}`);

describe("values", () => {
  test.each([
    ["x = ta.ema(close, 12)", "let x = ema(close, 12 bars)"],
    ["x = ta.highest(20)", "let x = highest(high, 20 bars)"],
    ["x = ta.lowest(low, 20)[1]", "let x = lowest(low, 20 bars)[1]"],
    ["x = close > open ? high : low", "let x = if close > open then high else low"],
    ["x = not (close > open) and volume > 0", "let x = not close > open and volume > 0"],
    ["x = (high + low) / 2 - close", "let x = (high + low) / 2 - close"],
    ["x = close - (high - low)", "let x = close - (high - low)"],
    ["x = hl2 * 2", "let x = (high + low) / 2 * 2"],
    ["x = 3 % 2", "let x = 3 mod 2"],
    ["x = nz(close[1], open)", "let x = close[1] ?? open"],
    ["x = nz(close[1]) + 1", "let x = (close[1] ?? 0) + price(1)"],
    ["x = math.max(high, low, close)", "let x = max(max(high, low), close)"],
    ["x = math.avg(open, close)", "let x = (open + close) / 2"],
    ["x = ta.crossover(close, open)", "let x = close crosses above open"],
    ["x = ta.stdev(close, 20, false)", "let x = stdev(close, 20 bars, kind: sample)"],
    ["x = ta.kc(close, 20, 2, false)", "let x = keltner(close, 20 bars, 2, range: high_low)"],
    ["x = dayofweek == dayofweek.monday", "let x = day_of_week(time) mod 7 + 1 == 2"],
    ["x = -close[2]", "let x = -close[2]"],
    ["x = ta.tr", "let x = true_range(first_bar: skipped)"],
    ["x = ta.stoch(close, high, low, 14)", "let x = 100"],
    ["[m, s, h] = ta.macd(close, 12, 26, 9)\nx = m", "let m = macd(close, 12 bars, 26 bars, 9 bars).line"],
    ["[_, d] = ta.supertrend(3, 10)\nx = d", "let d = supertrend(3, 10 bars).direction"],
  ])("%s", (script, expected) => {
    expect(statements(script).join(" ")).toContain(expected);
    expect(notes(script)).toEqual([]);
  });

  test("names take the form they have here, and do not run into each other", () => {
    const text = statements("fastMA = close\nfast_ma = open\nwhen = high").join(" ");
    expect(text).toContain("let fast_ma = close");
    expect(text).toContain("let fast_ma_2 = open");
    expect(text).toContain("let when_value = high");
  });
});

describe("inputs", () => {
  test("a whole number that is only a length counts bars; its bounds are the range", () => {
    const script = "n = input.int(14, 'Length', minval=5, maxval=50, step=5)\nx = ta.rsi(close, n)";
    expect(statements(script)).toContain("param n = 14 bars in 5..50 step 5");
  });
  test("one that is also a number stays a number", () => {
    const script = "n = input.int(14)\nx = ta.rsi(close, n) > n";
    expect(statements(script)).toContain("param n = 14");
  });
  test("a choice of words takes its default, and what depends on it is decided", () => {
    const script =
      'k = input.string("EMA", options=["EMA", "SMA"])\nx = k == "EMA" ? ta.ema(close, 5) : ta.sma(close, 5)';
    expect(statements(script)).toContain("let x = ema(close, 5 bars)");
  });
});

describe("variables that change", () => {
  test("`var` with `:=` under `if` and `else if` is a state", () => {
    const script = "var dir = 0\nif close > open\n    dir := 1\nelse if close < open\n    dir := -1";
    expect(statements(script).join(" ")).toContain(
      "state dir from 0 = if close > open then 1 else if close < open then -1 else prev",
    );
  });
  test("a value of the same bar that changes twice is one value", () => {
    const script = "x = close\nif close > open\n    x := high\nx := x + open";
    expect(statements(script)).toContain("let x = (if close > open then high else close) + open");
  });
  test("its own last value is `prev`", () => {
    const script = "x = 0.0\nx := close > open ? nz(x[1]) + 1 : 0";
    expect(statements(script)).toContain("state x from na = if close > open then (prev ?? 0) + 1 else 0");
  });
  test("after its last change it is a name like any other", () => {
    const script = "var x = 0\nx := x + 1\ny = x[1] > 3";
    expect(statements(script)).toContain("let y = x[1] > 3");
  });
});

describe("orders", () => {
  test("entries of a sequence, a short side and a resting order keep their meaning", () => {
    const script = `//@version=5
strategy("t", pyramiding=3, commission_value=0.1)
up = ta.crossover(close, ta.sma(close, 9))
if up
    strategy.entry("L", strategy.long, stop=high)
if close < ta.sma(close, 9)
    strategy.entry("S", strategy.short)
p1 = plot(ta.sma(close, 9), "nine")
p2 = hline(50)
fill(p1, p2)
`;
    const { text, notes: found, diagnostics } = importPine(script);
    expect(text).toMatch(/fills \{\n\s+pyramiding: 3\n/);
    expect(text).toContain("type: perpetual");
    expect(text).toContain("stop at high");
    expect(text).toContain('plot sma(close, 9 bars) as "nine"');
    expect(found.filter(({ kind }) => kind === "not translated")).toEqual([]);
    expect(found.find(({ what }) => what === "a resting entry")?.reason).toContain("waits until it fills");
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
  test("both levels of an exit that move are named", () => {
    const script = `up = ta.crossover(close, open)
if up
    strategy.entry("L", strategy.long)
strategy.exit("X", "L", stop=low - ta.atr(14), limit=high + ta.atr(14))`;
    expect(notes(script)).toContain("4: `stop` and `limit` of `strategy.exit`");
  });
  const cross = "up = ta.crossover(close, ta.sma(close, 9))\n";
  test("an exit that depends on the price paid is placed with its entry", () => {
    const script = `${cross}if up and strategy.position_size == 0\n    strategy.entry("L", strategy.long)\nstrategy.exit("X", "L", stop=strategy.position_avg_price * 0.98, limit=strategy.position_avg_price * 1.04, qty_percent=50)`;
    const text = statements(script).join(" ");
    expect(text).toContain("enter long when up { stop entry * 0.98 take entry * 1.04 for 50% }");
    expect(notes(script)).toEqual([]);
  });
  test("ticks go the right way for each side", () => {
    const script = `${cross}if up\n    strategy.entry("S", strategy.short)\nstrategy.exit("X", "S", profit=300, loss=100, trail_points=50, trail_offset=20)`;
    expect(statements(script).join(" ")).toContain(
      "enter short when up { stop entry + 100 ticks take entry - 300 ticks trail 20 ticks after 50 ticks }",
    );
  });
  test("a stop that moves with every bar is refused, since here it is placed once", () => {
    const script = `${cross}if up\n    strategy.entry("L", strategy.long)\nstrategy.exit("X", "L", stop=ta.lowest(low, 5))`;
    expect(notes(script)).toEqual(["4: `stop` of `strategy.exit`"]);
    expect(statements(script)).toContain("enter long when up");
  });
  test("in the branch of its entry the same stop is set once in Pine as well", () => {
    const script = `${cross}if up\n    strategy.entry("L", strategy.long)\n    strategy.exit("X", "L", stop=close - 2 * ta.atr(14))`;
    expect(statements(script).join(" ")).toContain("stop close - 2 * atr(14 bars)");
    expect(notes(script)).toEqual([]);
  });
  test("closes go by the side of the entry they name", () => {
    const script = `${cross}if up\n    strategy.entry("L", strategy.long)\nelse\n    strategy.entry("S", strategy.short)\nif close > open\n    strategy.close("S")\nstrategy.close_all(when = hour == 23)`;
    const text = statements(script).join(" ");
    expect(text).toContain("enter short when not up");
    expect(text).toContain("exit short when close > open");
    expect(text).toContain("exit all when hour_of_day(time) == 23");
  });
});

describe("what has no counterpart is named, and nothing that rests on it is kept", () => {
  test.each([
    [
      "a = array.new_float(0)\nx = array.get(a, 0)\nb = x > 0",
      ["1: `array.new_float`", "2: `array.get`", "3: `x`"],
    ],
    ["for i = 0 to 3\n    y = i\nz = close", ["1: `for`"]],
    ["x = bar_index > 100", ["1: `bar_index`"]],
    [
      "x = request.security(syminfo.tickerid, 'D', close, lookahead=barmerge.lookahead_on)",
      ["1: `lookahead_on`"],
    ],
    ["x = request.security('BINANCE:ETHUSDT', 'D', close)", ["1: `request.security` of another symbol"]],
    ["varip x = 0\nx := x + 1", ["1: `varip`", "2: `x`"]],
    ["if close > open\n    x = ta.ema(close, 5)", ["2: `x`"]],
    ["x = ta.cum(volume)", ["1: `ta.cum`"]],
    ["x = close +", ["1: the end of the line"]],
  ])("%s", (script, expected) => expect(notes(script)).toEqual(expected));

  test("a rule that rests on a lost value is left out, not weakened", () => {
    const script = 'x = bar_index\nif close > open and x > 5\n    strategy.entry("L", strategy.long)';
    expect(notes(script)).toEqual(["1: `bar_index`", "2: `x`"]);
    expect(statements(script).join(" ")).not.toContain("enter");
  });
});

describe("slower timeframes", () => {
  test("`request.security` of the own symbol is a frame, with its own copies of what it reads", () => {
    const script =
      "n = input.int(20)\nbase = ta.sma(close, n)\nd = request.security(syminfo.tickerid, '240', base > base[1])";
    const text = statements(script).join(" ");
    expect(text).toContain("frame h4 every 4h { let base_2 = sma(close, n) let d = base_2 > base_2[1] }");
  });
  test("the finished bar before, which Pine's `[1]` with lookahead asks for, is the frame's own value", () => {
    const script = "d = request.security(syminfo.tickerid, 'D', close[1], lookahead=barmerge.lookahead_on)";
    expect(statements(script).join(" ")).toContain("frame d1 every 1d { let d = close }");
  });
});

describe("functions", () => {
  test("become functions, and are handed what they read of the script", () => {
    const script = "len = input.int(9)\nf(x) => ta.ema(x, len) - x\ny = f(close)";
    const text = statements(script);
    expect(text).toContain("fn f(x: any, len: bars) = ema(x, len) - x");
    expect(text).toContain("let y = f(close, len: len)");
    expect(text).toContain("param len = 9 bars");
  });
  test("with steps and several values", () => {
    const script = "f(x) =>\n    a = ta.ema(x, 5)\n    b = a - x\n    [a, b]\n[p, q] = f(close)";
    const text = statements(script).join(" ");
    expect(text).toContain("fn f(x: any) { let a = ema(x, 5 bars) let b = a - x return { a: a, b: b } }");
    expect(text).toContain("let q = f(close).b");
  });
});

test("version 4 is read as well", () => {
  const { text } = importPine('//@version=4\nstudy("x")\nplot(sma(close, 9), title="average")');
  expect(text).toContain('plot sma(close, 9 bars) as "average"');
});

test("no text makes it fail, and a deep one ends", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          ...'x = y := ( ) [ ] , . if else\n \n    \n for var f => ta.ema close 1 2.5 "a" ? : + - and not strategy.entry // é'.split(
            " ",
          ),
        ),
        { maxLength: 60 },
      ),
      (words) => {
        expect(importPine(words.join(" ")).text).toContain("strategy");
      },
    ),
    { numRuns: 200 },
  );
  expect(importPine(`x = ${"(".repeat(10_000)}close`).notes.map(({ what }) => what)).toContain(
    "so deep a nesting",
  );
});
