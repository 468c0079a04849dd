import { describe, expect, test } from "vitest";
import { check, compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { evaluate, synthesize } from "../runtime/index.js";

/** A whole strategy around the members under test. */
function strategy(members: string, before = ""): string {
  return `sage 1

${before}strategy example {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }
${members}
  enter long when close crosses above open
  exit  long when close crosses below open
  size 10% of equity
  costs {
    fee: 0.1%
  }
}
`;
}

function plotted(text: string, bars: number): readonly (readonly number[])[] {
  const { graph, diagnostics } = compile(createSource("example.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const feed = synthesize({ bars, interval: 3_600_000, seed: 5 });
  return evaluate(graph, feed).columns.map((column) => [...column.values]);
}

const codesOf = (text: string): readonly string[] =>
  check(createSource("example.sage", text)).diagnostics.map(({ code }) => code);

const warmUpOf = (text: string) => check(createSource("example.sage", text)).strategies[0]?.warmup;

describe("a group of states", () => {
  test("reads the last value of each member: two of them make the Fibonacci numbers", () => {
    // a: 0 + 1, 1 + 0, 1 + 1, 2 + 1, …; b is a one bar later.
    const members = `  state {
    a from 0 = a.prev + b.prev
    b from 1 = a.prev
  }
  plot a
  plot b`;
    const [a, b] = plotted(strategy(members), 8);
    expect(a).toEqual([1, 1, 2, 3, 5, 8, 13, 21]);
    expect(b).toEqual([0, 1, 1, 2, 3, 5, 8, 13]);
  });

  test("`prev` alone is the member's own last value, and a name without `prev` that of this bar", () => {
    // count: 1, 2, 3, …; total adds this bar's count: 1, 3, 6, 10, …; before is last bar's total.
    const members = `  state {
    count from 0 = prev + 1
    total from 0 = prev + count
    before from 0 = total.prev + 0 * count.prev
  }
  plot total
  plot before`;
    const [total, before] = plotted(strategy(members), 5);
    expect(total).toEqual([1, 3, 6, 10, 15]);
    expect(before).toEqual([0, 1, 3, 6, 10]);
  });

  test("reads what lies further back", () => {
    // Narayana's cows: n(i) = n(i-1) + n(i-3), written over two states.
    const members = `  state {
    cows from 1 = cows.prev + calves.prev
    calves from 0 = cows.prev[1] ?? 0
  }
  plot cows`;
    const [cows] = plotted(strategy(members), 9);
    expect(cows).toEqual([1, 1, 2, 3, 4, 6, 9, 13, 19]);
  });

  test("has its own copy in each call of a function", () => {
    const before = `fn swap(first: number, second: number) {
  state {
    x from first = y.prev
    y from second = x.prev
  }
  return x
}

`;
    const [value] = plotted(strategy("  plot swap(1, 2) * 10 + swap(3, 4)", before), 4);
    expect(value).toEqual([24, 13, 24, 13]);
  });

  test("can be a supertrend: bands that only come nearer, and a direction, to the last bit", () => {
    const members = `  let middle = (high + low) / 2
  let above = middle + 3 * atr(10)
  let below = middle - 3 * atr(10)
  state {
    upper from na = if close[1] > upper.prev then above else min(upper.prev ?? above, above)
    lower from na = if close[1] < lower.prev then below else max(lower.prev ?? below, below)
    falling from true = if falling.prev then not (close > upper) else close < lower
  }
  plot if falling then upper else lower
  plot if falling then 1 else -1
  plot supertrend(3, 10).line
  plot supertrend(3, 10).direction`;
    const [line = [], direction = [], expectedLine = [], expectedDirection] = plotted(
      strategy(members),
      2000,
    );
    // The built-in one has no direction to come from: its first bar is falling.
    expect(direction.slice(10)).toEqual(expectedDirection?.slice(10));
    expect(line.slice(10)).toEqual(expectedLine.slice(10));
    expect(new Set(direction.slice(10))).toEqual(new Set([1, -1]));
  });
});

describe("what the checker knows of a group", () => {
  test("units and ranges go round: a group that starts from 0 takes the unit of what it becomes", () => {
    const members = `  state {
    best from 0 = max(best.prev, close)
    gone from 0 = best.prev - close
  }
  let far = gone > 2 * atr(14)
  plot far`;
    expect(codesOf(strategy(members)).filter((code) => code !== "SAGE3203")).toEqual([]);
    expect(codesOf(strategy(members.replace("- close", "- volume")))).toContain("SAGE2104");
  });

  test("weights that shrink together are forgotten together", () => {
    const members = `  state {
    level from na = 0.5 * (level.prev ?? close) + 0.25 * (slope.prev ?? close) + 0.25 * close
    slope from na = 0.25 * (level.prev ?? close) + 0.5 * (slope.prev ?? close) + 0.25 * close
  }
  let up = level > slope
  plot up`;
    const settled = strategy(members).replace("close crosses above open", "up");
    // What stands in for a missing last value is a beginning, and is forgotten with it.
    expect(codesOf(settled)).toEqual([]);
    const linear = settled
      .replaceAll("?? close", "")
      .replaceAll("(level.prev )", "level.prev")
      .replaceAll("(slope.prev )", "slope.prev")
      .replaceAll("from na", "from 0");
    expect(codesOf(linear)).toEqual([]);
    // 0.75 ^ 49 < 1e-6 < 0.75 ^ 48.
    expect(warmUpOf(linear)).toMatchObject({ settled: 49 });
  });

  test("weights of opposite sign do not cancel", () => {
    const members = `  state {
    a from 0 = a.prev - b.prev + close / open
    b from 0 = b.prev
  }
  plot a`;
    expect(codesOf(strategy(members))).toContain("SAGE3203");
  });

  test("the slowest member sets the warm-up of all", () => {
    const members = `  state {
    fast from 0 = 0.5 * slow.prev + close / open
    slow from 0 = 0.5 * prev + close / sma(close, 30)
  }
  plot fast`;
    expect(warmUpOf(strategy(members).replace("close crosses above open", "fast > 1"))).toMatchObject({
      first: 29,
    });
  });

  test("members that need each other's value of the same bar are a circle", () => {
    const members = `  state {
    a from 0 = b + 1
    b from 0 = 0.5 * a.prev + a
  }
  plot a`;
    expect(codesOf(strategy(members))).toContain("SAGE3004");
  });

  test("`name.prev` is only for members", () => {
    expect(codesOf(strategy("  state a from 0 = 0.5 * a.prev + close / open\n  plot a"))).toEqual([]);
    const outside = "  state a from 0 = 0.5 * prev + close / open\n  let b = a.prev\n  plot b";
    expect(codesOf(strategy(outside))).toEqual(["SAGE2001"]);
  });
});
