import { array, assert, double, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { findOperation, type Operation } from "../catalog/index.js";
import { run } from "../testing/run-operation.js";
import { twins } from "../twins/index.js";
import { random } from "./cases.js";

/** Every moment that JavaScript's calendar knows. */
const furthest = 8.64e15;
const day = 86_400_000;
const fields = [
  "minute_of_hour",
  "hour_of_day",
  "minute_of_day",
  "day_of_week",
  "day_of_month",
  "month",
  "year",
];

function operationOf(name: string): Operation {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(name);
  return operation;
}

describe("the calendar", () => {
  it.each(fields)("%s is JavaScript's, in every year there is", (name) => {
    const times = array(integer({ min: -furthest, max: furthest }), { minLength: 1, maxLength: 50 });
    assert(
      property(times, (list) => {
        const [ours] = run(operationOf(name), [], [Float64Array.from(list)]).outputs;
        expect([...(ours ?? [])]).toEqual(twins[name]?.([], [list])[0]);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it.each(fields)("%s holds on both sides of midnight, new year and leap days", (name) => {
    const midnights = Array.from({ length: 60_000 }, (_, k) => day * (k - 30_000));
    const list = midnights.flatMap((time) => [time - 1, time, time + 1]);
    const [ours] = run(operationOf(name), [], [Float64Array.from(list)]).outputs;
    expect([...(ours ?? [])]).toEqual(twins[name]?.([], [list])[0]);
  });

  it.each(fields)("%s of no moment is missing", (name) => {
    const [ours] = run(operationOf(name), [], [Float64Array.of(NaN, 0)]).outputs;
    expect(ours?.[0]).toBeNaN();
    expect(ours?.[1]).not.toBeNaN();
  });
});

describe("vwap", () => {
  it("begins anew with each day, week or month, whenever the session opens", () => {
    const settings = property(
      integer({ min: 0, max: 3 }),
      integer({ min: -1439, max: 1439 }),
      double({ min: 0.01, max: 9, noNaN: true }),
      integer({ min: 1, max: 1_000_000 }),
      (anchor, session, step, seed) => {
        const next = random(seed);
        const bars = 150;
        const times = Array.from({ length: bars }, (_, bar) => 1.6e12 + Math.floor(bar * step * day));
        const prices = Array.from({ length: bars }, () => 100 + next());
        const volumes = Array.from({ length: bars }, () => next());
        const columns = [prices, times, volumes];
        const [ours = new Float64Array()] = run(
          operationOf("vwap"),
          [anchor, session],
          columns.map((column) => Float64Array.from(column)),
        ).outputs;
        const theirs = twins["vwap"]?.([anchor, session], columns)[0] ?? [];
        theirs.forEach((wanted, bar) => expect(ours[bar]).toBeCloseTo(wanted, 9));
      },
    );
    assert(settings, { seed: 6, numRuns: 60 });
  });
});
