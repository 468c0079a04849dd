import { expect, test } from "vitest";
import { barsOf, feedOf, type BarRow } from "../../testing/feed.js";
import { modelGraph } from "../../testing/model.js";
import { modelTable } from "./model-table.js";
import { selectRows } from "./training-rows.js";

const hour = 3_600_000;
const na = Number.NaN;
const flat = (price: number): BarRow => [price, price, price, price, 1];
const features = "momentum = close / close[1] - 1";
const table = (target: string, ask: string, rows: readonly BarRow[], train = "samples: 10") =>
  modelTable(modelGraph({ target, ask, features, train }), "edge", feedOf(barsOf(rows, hour), hour, [2, 1]));
const list = (values: Float64Array | null | undefined) => [...(values ?? [])];

test("a barrier's target lives until the touch, and where nothing is touched for its whole time", async () => {
  // Barriers two above and one below the close.
  const rows: BarRow[] = [
    [10, 10, 10, 10, 1],
    [10, 11, 9.5, 10, 1],
    [10, 12, 9.5, 11, 1],
    [11, 14, 8, 10, 1],
    [10, 10, 10, 10, 1],
    [10, 10, 10, 10, 1],
  ];
  const { target, lives, delay } = await table(
    "end = triple_barrier(price(2), price(1), 2 bars)",
    "take",
    rows,
  );
  expect(list(target.values)).toEqual([2, 2, 0, 1, na, na]);
  expect(list(lives)).toEqual([2, 1, 1, 2, na, na]);
  expect(delay).toBe(2);
});

test("a trend is as sure as its surest line; the t-values are worked by hand", async () => {
  // From 100, 101, 103: slope 3/2, squares left 1/6, error √(1/6 / 2): t = 3√3.
  // From 100, 101, 103, 102: slope 4/5, squares left 9/5, error √(9/10 / 5): t = 4√2/3, which is less.
  // From 101, 103, 102: slope 1/2, squares left 3/2, error √(3/2 / 2): t = 1/√3; with 99: slope −7/10, squares 35/4, left
  // 63/10, error √(63/20 / 5): t = −0.7/√0.63.
  const rows = [100, 101, 103, 102, 99].map(flat);
  const { target, lives, delay } = await table("t = trend_scan(close, 2 bars, 3 bars)", "value", rows);
  expect(list(target.values)).toEqual([
    expect.closeTo(3 * Math.sqrt(3), 12),
    expect.closeTo(-0.7 / Math.sqrt(0.63), 12),
    na,
    na,
    na,
  ]);
  expect(list(lives)).toEqual([2, 3, na, na, na]);
  expect(delay).toBe(3);
});

test("lines without a rest are very sure and finite, prices that do not move have no trend", async () => {
  const straight = await table(
    "t = trend_scan(close, 2 bars, 4 bars)",
    "value",
    [1, 2, 3, 4, 5, 6, 7].map(flat),
  );
  // √((points − 2) / 1e-12): the longest line is the surest.
  expect(straight.target.values[0]).toBeCloseTo(Math.sqrt(3) * 1e6, -3);
  expect(straight.lives?.[0]).toBe(4);
  const still = await table(
    "t = trend_scan(close, 2 bars, 4 bars)",
    "value",
    [5, 5, 5, 5, 5, 5, 5].map(flat),
  );
  expect(list(still.target.values).slice(0, 3)).toEqual([0, 0, 0]);
  expect(still.lives?.[0]).toBe(2);
});

test("weak trends are not learned from", async () => {
  const rows = [100, 101, 103, 102, 99, 98, 96].map(flat);
  const { target } = await table("up = direction(trend_scan(close, 2 bars, 3 bars), 2)", "up", rows);
  expect(target.values[0]).toBe(1);
  expect(target.values[1]).toBeNaN();
});

test("uniqueness counts a target until it was decided", async () => {
  // Every close jumps by 5, so that each target is decided by the next bar: nothing overlaps, and all weigh the same.
  const jumping = Array.from({ length: 60 }, (_, k) => flat(100 + (k % 3 === 0 ? 5 : 0)));
  const target = "end = triple_barrier(price(2), price(2), 10 bars)";
  const train = "samples: 10\nweights: uniqueness";
  const touched = await table(target, "take", jumping, train);
  const { weights, bars, target: chosen } = selectRows(touched).train([{ from: 0, to: 60 }]);
  const lives = [...bars].map((bar) => touched.lives?.[bar]);
  // The lower closes stand for two bars: the first of them waits for the second.
  expect(new Set(lives)).toEqual(new Set([1, 2]));
  const alive = (at: number) =>
    [...bars].filter((bar, row) => bar < at && at <= bar + (lives[row] ?? 0)).length;
  const raw = [...bars].map((bar, row) => {
    const life = lives[row] ?? 0;
    let sum = 0;
    for (let at = bar + 1; at <= bar + life; at++) sum += 1 / alive(at);
    return sum / life;
  });
  const mean = raw.reduce((sum, each) => sum + each, 0) / raw.length;
  expect(list(weights)).toEqual(raw.map((each) => expect.closeTo(each / mean, 12)));
  expect(new Set(chosen.values)).toEqual(new Set([0, 2]));
});
