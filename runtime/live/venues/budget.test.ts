import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Clock } from "../clock.js";
import { VirtualClock } from "../feeds/replay/virtual-clock.js";
import { Budget } from "./budget.js";

const start = Date.UTC(2026, 0, 5);

async function takeAll(budget: Budget, clock: Clock, costs: readonly number[]): Promise<readonly number[]> {
  return Promise.all(
    costs.map(async (cost) => {
      await budget.take(cost);
      return clock.now() - start;
    }),
  );
}

test("so much is spent at once, and the rest when the window is over", async () => {
  const clock = new VirtualClock(start);
  const budget = new Budget({ most: 3, window: 1000 }, clock);
  expect(await takeAll(budget, clock, [1, 1, 1, 1, 1, 2, 1])).toEqual([0, 0, 0, 1000, 1000, 2000, 2000]);
});

test("in no stretch as long as the window is more spent than is allowed", async () => {
  const costs = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 900 })), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(costs, async (asked) => {
      const clock = new VirtualClock(start);
      const budget = new Budget({ most: 5, window: 1000 }, clock);
      const spent: { readonly at: number; readonly cost: number }[] = [];
      let at = 0;
      const all = asked.map(async ([cost, pause]) => {
        at += pause;
        await clock.sleep(at);
        await budget.take(cost);
        spent.push({ at: clock.now(), cost });
      });
      await Promise.all(all);
      for (const { at: from } of spent) {
        const within = spent.filter((each) => each.at >= from && each.at < from + 1000);
        expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(5);
      }
    }),
    { numRuns: 50 },
  );
});

test("what costs more than the whole allowance is paid for by as long a wait", async () => {
  const clock = new VirtualClock(start);
  const budget = new Budget({ most: 20, window: 1000 }, clock);
  expect(await takeAll(budget, clock, [60, 1])).toEqual([0, 3000]);
});

test("who gives up spends nothing", async () => {
  const clock = new VirtualClock(start);
  const budget = new Budget({ most: 1, window: 1000 }, clock);
  await budget.take();
  const stop = new AbortController();
  const left = budget.take(1, stop.signal).catch((error: unknown) => error);
  const next = takeAll(budget, clock, [1]);
  stop.abort(new Error("enough"));
  expect(await left).toEqual(new Error("enough"));
  expect(await next).toEqual([1000]);
});

test("a clock that is set back by a day makes nobody wait a day", async () => {
  let offset = 0;
  const virtual = new VirtualClock(start);
  const clock: Clock = {
    now: () => virtual.now() + offset,
    sleep: (milliseconds, signal) => virtual.sleep(milliseconds, signal),
  };
  const budget = new Budget({ most: 2, window: 1000 }, clock);
  await takeAll(budget, clock, [1, 1]);
  offset = -86_400_000;
  await takeAll(budget, clock, [1, 1]);
  expect(virtual.now() - start).toBe(1000);
});
