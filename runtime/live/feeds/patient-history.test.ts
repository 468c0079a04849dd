import { expect, test } from "vitest";
import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";
import { FeedError } from "./feed-error.js";
import { patientHistory } from "./patient-history.js";
import { VirtualClock } from "./replay/virtual-clock.js";
import type { TimeRange } from "./source.js";

const minute = 60_000;
const market: Market = { exchange: "test", symbol: "A/B", marketType: "spot", interval: minute };
const signal = new AbortController().signal;
const busy = new FeedError("SAGE8503", "Fewer requests.", null, { retryAfter: 7000 });

const barAt = (place: number): LiveBar => ({
  time: place * minute,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: place,
});

/** Answers one after another; a number: that many bars from the first that is asked for. */
async function ask(answers: readonly (FeedError | number)[], range: TimeRange) {
  const clock = new VirtualClock(0);
  const asked: TimeRange[] = [];
  const history = (_: Market, wanted: TimeRange): Promise<readonly LiveBar[]> => {
    const answer = answers[asked.length] ?? 0;
    asked.push(wanted);
    if (typeof answer !== "number") return Promise.reject(answer);
    return Promise.resolve(Array.from({ length: answer }, (_, k) => barAt(wanted.from / minute + k)));
  };
  const stream = (): never => {
    throw new Error("nobody listens");
  };
  const source = { exchange: "test", history, stream, close: () => Promise.resolve() };
  const bars = await patientHistory(source, market, range, { clock, seed: 1, signal });
  return { places: bars.map(({ volume }) => volume), asked, waited: clock.now() };
}

test("a venue that is busy is asked again, as late as it wants", async () => {
  const { places, waited } = await ask([busy, busy, 3], { from: 0, to: 3 * minute });
  expect(places).toEqual([0, 1, 2]);
  expect(waited).toBe(14_000);
});

test("an answer that ends before the range does is followed by the rest", async () => {
  const { places, asked } = await ask([2, 0, 3], { from: minute, to: 6 * minute });
  expect(places).toEqual([1, 2, 3, 4, 5]);
  expect(asked.map(({ from }) => from / minute)).toEqual([1, 3, 3]);
});

test("bars that the venue does not have are not waited for", async () => {
  const { places, asked } = await ask([2], { from: 0, to: 6 * minute });
  expect(places).toEqual([0, 1]);
  expect(asked).toHaveLength(4);
});

test("a refusal is told, and so is a venue that stays busy", async () => {
  const range = { from: 0, to: 3 * minute };
  const refusal = new FeedError("SAGE8502", "No such market.");
  await expect(ask([refusal], range)).rejects.toBe(refusal);
  await expect(
    ask(
      Array.from({ length: 10 }, () => busy),
      range,
    ),
  ).rejects.toBe(busy);
});
