import { describe, expect, test } from "vitest";
import { compileExpressions } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import { evaluate } from "./evaluate.js";

const hour = 3_600_000;

const strategy = (target: string, learns = "probability(up) > 0.6") => `sage 1
strategy s {
  market { symbol: BTCUSDT  timeframe: 1h }
  param hold = 2 bars in 1..4
  model edge {
    features {
      momentum = close / close[2] - 1
    }
    target { ${target} }
    algorithm boosted_trees { seed: 7 }
    train { window: 2y }
  }
  enter long when edge.${learns}
  exit long when close < close[1]
  size 10% of equity
  costs { fee: 0.1% }
}
`;

function columnsOf(text: string, names: readonly string[], rows: readonly BarRow[], parameters = {}) {
  const { graph, diagnostics } = compileExpressions(
    names.map((name) => ({ text: name })),
    { timeframe: 0, within: { source: createSource("s.sage", text) } },
  );
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (graph === null) throw new Error("it does not compile");
  return evaluate(graph, feedOf(barsOf(rows, hour), hour, [3, 1, 2]), { parameters }).columns.map(
    ({ values }) => [...values],
  );
}

const flat = (price: number): BarRow => [price, price, price, price, 1];
const closes = [100, 101, 100.2, 100.2, 99, 100, 103, 103, 102, 104];
const rows = closes.map(flat);
const na = Number.NaN;
const binary = "up = ahead(close, hold) > close";

describe("targets stand at their own bar", () => {
  test("a condition, for several lengths", () => {
    const slow = (hold: number) =>
      closes.map((close, bar) => {
        const later = closes[bar + hold];
        return later === undefined ? na : Number(later > close);
      });
    for (const hold of [1, 2, 4])
      expect(columnsOf(strategy(binary), ["edge.up"], rows, { hold })[0]).toEqual(slow(hold));
  });

  test("the vectors of the earlier platform: direction with a dead zone of half a percent", () => {
    const target = "up = direction(ahead(close, hold) / close - 1, 0.5%)";
    const one = columnsOf(strategy(target), ["edge.up"], rows, { hold: 1 })[0];
    expect(one).toEqual([1, 0, na, 0, 1, 1, na, 0, 1, na]);
    const two = columnsOf(strategy(target), ["edge.up"], rows, { hold: 2 })[0];
    expect(two).toEqual([na, 0, 0, na, 1, 1, 0, 1, na, na]);
  });

  test("and with a class of its own between; the tail is not known", () => {
    const target = "way = three_way(ahead(close, 1) / close - 1, 0.5%)";
    const [found] = columnsOf(strategy(target, "probability(up) > 0.6"), ["edge.way"], rows);
    expect(found).toEqual([2, 0, 1, 0, 2, 2, 1, 0, 2, na]);
  });

  test("the first barrier that is met, the stop where a bar meets both", () => {
    // Barriers two above and one below the close of 10.
    const bars: BarRow[] = [
      [10, 10, 10, 10, 1],
      [10, 11, 9.5, 10, 1],
      [10, 12, 9.5, 11, 1],
      [11, 14, 8, 10, 1],
      [10, 10, 10, 10, 1],
      [10, 10, 10, 10, 1],
    ];
    const target = "end = triple_barrier(price(2), price(1), 2 bars)";
    const [found] = columnsOf(strategy(target, "probability(take) > 0.6"), ["edge.end"], bars);
    // 10: 12 two bars later. 10: 12 in the next bar. 11: both at once. 10: nothing meets 12 or 9. Then unknown.
    expect(found).toEqual([2, 2, 0, 1, na, na]);
  });

  test("a signal's own outcome", () => {
    const target = "right = meta_label(close > close[1], ahead(close, 1) > close)";
    const [found] = columnsOf(strategy(target, "probability(right) > 0.6"), ["edge.right"], rows);
    expect(found).toEqual([na, 0, na, na, na, 1, 0, na, na, na]);
  });
});

describe("what is known when", () => {
  const before = columnsOf(strategy(binary), ["edge.momentum", "edge.up"], rows);

  test("prices after t + hold never change the target of t, prices after t never change a feature of t", () => {
    for (let bar = 0; bar < rows.length; bar++) {
      const changed = rows.map((row, at) =>
        at > bar ? flat(closes[at] === undefined ? 1 : 7 + at * at) : row,
      );
      const after = columnsOf(strategy(binary), ["edge.momentum", "edge.up"], changed);
      expect(after[0]?.slice(0, bar + 1)).toEqual(before[0]?.slice(0, bar + 1));
      const known = Math.max(0, bar + 1 - 2);
      expect(after[1]?.slice(0, known)).toEqual(before[1]?.slice(0, known));
    }
  });

  test("any expression in the strategy's words, its own names included", () => {
    const [drift, twice] = columnsOf(
      strategy(binary),
      ["drift = edge.momentum * 2", "drift + ahead(close, 1) / close"],
      rows,
    );
    expect(drift?.[2]).toBeCloseTo(2 * (100.2 / 100 - 1), 12);
    expect(twice?.[2]).toBeCloseTo(2 * (100.2 / 100 - 1) + 1, 12);
    expect(twice?.at(-1)).toBeNaN();
  });
});
