import { expect, test } from "vitest";
import { displayPlots } from "./display.js";

const candles = {
  step: 1,
  time: [0, 1, 2],
  open: [100, 101, 102],
  high: [103, 104, 105],
  low: [98, 99, 100],
  close: [101, 102, 103],
};
const column = (label: string, ...values: readonly number[]) => ({
  label,
  values: Float64Array.from(values),
});

test("a price lies among the candles, a distance in prices and all else in a pane of its own", () => {
  const plots = [
    column("average", Number.NaN, 100.5, 101),
    column("range", Number.NaN, 2, 2.5),
    column("strength", 55, 99, 101),
    column("warming up", Number.NaN, Number.NaN, Number.NaN),
  ];
  const shown = displayPlots(plots, candles, null, ["price", "price", "other", "price"]);
  expect(shown.map(({ overlay }) => overlay)).toEqual([true, false, false, true]);
});

test("marks lie on the candles", () => {
  const [marks] = displayPlots([column("up", 0, 1, 1)], candles, null, ["mark"]);
  expect(marks).toMatchObject({ overlay: true, marks: true });
});
