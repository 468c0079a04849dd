import { expect, test } from "vitest";
import { cutFor, isEnough, wholeCut } from "./cut.js";

test("all bars stand on no more places than there are columns, by a power of two", () => {
  expect(wholeCut(525_600, 600)).toEqual({ first: 0, end: 525_600, step: 1024 });
  expect(wholeCut(600, 600).step).toBe(1);
  expect(wholeCut(601, 600).step).toBe(2);
  expect(wholeCut(1, 600)).toEqual({ first: 0, end: 1, step: 1 });
});

test("a part is drawn bar by bar as soon as there is a column for each, with two lengths at either side", () => {
  expect(cutFor({ from: 10_000, to: 10_500 }, 525_600, 600)).toEqual({ first: 9000, end: 11_501, step: 1 });
  expect(cutFor({ from: 100, to: 600 }, 525_600, 600).first).toBe(0);
  expect(cutFor({ from: 525_000, to: 525_700 }, 525_600, 600).end).toBe(525_600);
});

test("what was drawn for a part is enough for it and for half a length beside it, not for what is finer or beyond", () => {
  const [total, columns] = [525_600, 600];
  for (const seen of [
    { from: 0, to: total },
    { from: -40, to: 300 },
    { from: 1000.5, to: 90_000.25 },
    { from: 525_000, to: 525_900 },
  ])
    expect(isEnough(cutFor(seen, total, columns), seen, total, columns)).toBe(true);
  const cut = cutFor({ from: 100_000, to: 101_000 }, total, columns);
  expect(cut.step).toBe(2);
  expect(isEnough(cut, { from: 101_000, to: 102_000 }, total, columns)).toBe(true);
  expect(isEnough(cut, { from: 102_000, to: 103_000 }, total, columns)).toBe(false);
  expect(isEnough(cut, { from: 100_300, to: 100_700 }, total, columns)).toBe(false);
});
