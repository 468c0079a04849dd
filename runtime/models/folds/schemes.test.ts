import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BarRange } from "../fold.js";
import type { FoldPlan, FoldSpan } from "./plan.js";
import { choices, combinatorialFolds, holdout, purgedFolds, steppedWalk, walkForward } from "./schemes.js";

const span = (bars: number, reach = 0, embargo = reach, from = 0): FoldSpan => ({
  from,
  to: bars,
  reach,
  purge: reach,
  embargo,
});
const shown = (ranges: readonly BarRange[]): string =>
  ranges.map(({ from, to }) => `${from}–${to - 1}`).join(" ");
const table = (plan: FoldPlan): readonly string[] =>
  plan.folds.map(({ train, test }) => `${shown(train)} → ${shown(test)}`);

describe("the earlier platform's splitter on 10,000 rows, and what is right", () => {
  test("four expanding folds: it gave one holdout of the last fifth; each piece is to be judged", () => {
    expect(table(walkForward(span(10_000), { window: null, folds: 4, refit: null }))).toEqual([
      "0–1999 → 2000–3999",
      "0–3999 → 4000–5999",
      "0–5999 → 6000–7999",
      "0–7999 → 8000–9999",
    ]);
  });

  test("expanding with a gap of 4: it failed for want of any split; a gap shortens the training and nothing else", () => {
    expect(table(walkForward(span(10_000, 4), { window: null, folds: 4, refit: null }))).toEqual([
      "0–1995 → 2000–3999",
      "0–3995 → 4000–5999",
      "0–5995 → 6000–7999",
      "0–7995 → 8000–9999",
    ]);
  });

  test('"sliding" began every training at row 0, so that it expanded; a window of 2000 keeps its length', () => {
    expect(table(walkForward(span(10_000), { window: 2000, folds: 4, refit: null }))).toEqual([
      "0–1999 → 2000–3999",
      "2000–3999 → 4000–5999",
      "4000–5999 → 6000–7999",
      "6000–7999 → 8000–9999",
    ]);
  });

  test('"sliding" with five folds left the first out for an empty training; five are five', () => {
    expect(table(walkForward(span(10_000), { window: 2000, folds: 5, refit: null }))).toEqual([
      "0–1999 → 2000–3599",
      "1600–3599 → 3600–5199",
      "3200–5199 → 5200–6799",
      "4800–6799 → 6800–8399",
      "6400–8399 → 8400–9999",
    ]);
  });

  test('"sliding" with a gap of 4 dropped its last fold and moved the others; all bars after the window are judged', () => {
    expect(table(walkForward(span(10_000, 4), { window: 2000, folds: 4, refit: null }))).toEqual([
      "0–1999 → 2004–4002",
      "1999–3998 → 4003–6001",
      "3998–5997 → 6002–8000",
      "5997–7996 → 8001–9999",
    ]);
  });
});

describe("small cases by hand", () => {
  test("a holdout of the last 3 of 10 bars, targets 2 ahead", () => {
    expect(table(holdout(span(10, 2), 3))).toEqual(["0–4 → 7–9"]);
  });

  test("tests are cut where a new model is fitted, and counted to one piece", () => {
    const plan = walkForward(span(40, 1), { window: 10, folds: 2, refit: 6 });
    expect(table(plan)).toEqual([
      "0–9 → 11–16",
      "6–15 → 17–22",
      "12–21 → 23–24",
      "14–23 → 25–30",
      "20–29 → 31–36",
      "26–35 → 37–39",
    ]);
    expect(plan.pieces).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test("three folds that learn from both sides: purge before, embargo after, the unknown tail left out", () => {
    expect(table(purgedFolds(span(12, 1, 2), 3))).toEqual(["6–10 → 0–3", "0–2 10–10 → 4–7", "0–6 → 8–11"]);
  });

  test("a stepped walk makes whole tests only, and holds what the experiment says", () => {
    const walk = { train: 10, expands: false, test: 5, step: 6, folds: null };
    expect(table(steppedWalk(span(30, 1), walk))).toEqual(["0–9 → 11–15", "6–15 → 17–21", "12–21 → 23–27"]);
    expect(table(steppedWalk(span(30, 1), { ...walk, expands: true, folds: 2 }))).toEqual([
      "0–9 → 11–15",
      "0–15 → 17–21",
    ]);
  });

  test("six groups, two judged at a time: the 15 splits and 5 ways of the book", () => {
    // López de Prado 2018, section 12.4: figures 12.1 and 12.2, where groups are counted from 1 and so are ways.
    const plan = combinatorialFolds(span(60), 6, 2);
    expect(plan.folds).toHaveLength(15);
    expect(plan.folds.slice(0, 6).map(({ test }) => shown(test))).toEqual([
      "0–9 10–19",
      "0–9 20–29",
      "0–9 30–39",
      "0–9 40–49",
      "0–9 50–59",
      "10–19 20–29",
    ]);
    expect(plan.paths).toHaveLength(5);
    // The first way: groups 1 and 2 from split 1, 3 from split 2, 4 from split 3, 5 from split 4, 6 from split 5.
    expect(plan.paths[0]?.map(({ fold }) => fold + 1)).toEqual([1, 1, 2, 3, 4, 5]);
    // The second way: group 1 from split 2, group 2 and 3 from split 6, then 7, 8, 9.
    expect(plan.paths[1]?.map(({ fold }) => fold + 1)).toEqual([2, 6, 6, 7, 8, 9]);
  });

  test("choices in the order of a dictionary", () => {
    expect(choices(4, 2)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });
});

describe("what cannot be is said", () => {
  test.each([
    ["SAGE8310", "4 bars cannot be cut into 5 pieces", () => purgedFolds(span(4), 5)],
    ["SAGE8310", "A window of 90 bars", () => walkForward(span(95), { window: 90, folds: 6, refit: null })],
    ["SAGE8311", "looks 100 bars ahead", () => purgedFolds(span(100, 100), 5)],
    ["SAGE8312", "Fold 1 has nothing to learn from", () => purgedFolds(span(10, 5), 2)],
    ["SAGE8313", "no bars to validate on", () => holdout(span(10, 0, 0, 10), 3)],
  ] as const)("%s: %s", (code, message, make) => {
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});

interface Drawn {
  readonly plan: FoldPlan;
  readonly given: FoldSpan;
}

/** Plans of every scheme; those that cannot be are left out. */
const plans = fc
  .record({
    bars: fc.integer({ min: 20, max: 400 }),
    from: fc.integer({ min: 0, max: 40 }),
    reach: fc.integer({ min: 1, max: 12 }),
    more: fc.integer({ min: 0, max: 9 }),
    folds: fc.integer({ min: 2, max: 8 }),
    test: fc.integer({ min: 1, max: 3 }),
    window: fc.option(fc.integer({ min: 5, max: 100 })),
    refit: fc.option(fc.integer({ min: 3, max: 60 })),
    scheme: fc.constantFrom("holdout", "walk", "stepped", "purged", "combinatorial"),
  })
  .map(({ bars, from, reach, more, folds, test: judged, window, refit, scheme }): Drawn | null => {
    const given = { from, to: from + bars, reach, purge: reach + (more % 3), embargo: reach + more };
    const make = (): FoldPlan => {
      switch (scheme) {
        case "holdout":
          return holdout(given, 1 + (bars >> 2));
        case "walk":
          return walkForward(given, { window, folds, refit });
        case "stepped": {
          const length = refit ?? 10;
          const walk = { train: window ?? 20, expands: window === null, folds: null };
          return steppedWalk(given, { ...walk, test: length, step: length + more });
        }
        case "purged":
          return purgedFolds(given, folds);
        default:
          return combinatorialFolds(given, folds + 1, Math.min(judged, folds));
      }
    };
    try {
      return { plan: make(), given };
    } catch {
      return null;
    }
  })
  .filter((drawn): drawn is Drawn => drawn !== null);

const barsOf = (ranges: readonly BarRange[]): readonly number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, k) => from + k));

describe("what holds for every plan", () => {
  test("no target of a training row meets the span of a test's target, and no feature looks back into one within the embargo", () => {
    fc.assert(
      fc.property(plans, ({ plan, given }) => {
        const wrong: string[] = [];
        for (const { train, test: judged } of plan.folds) {
          for (const bar of barsOf(train)) {
            for (const { from, to } of judged) {
              if (bar + given.reach >= from && bar <= to - 1 + given.reach)
                wrong.push(`${bar} meets ${from}`);
              if (bar >= to && bar < to + given.embargo) wrong.push(`${bar} looks back into ${from}`);
            }
            if (bar < given.from || bar + given.reach >= given.to) wrong.push(`${bar} is not known`);
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("ranges are ascending, apart and not empty, and no bar is judged twice on one way", () => {
    fc.assert(
      fc.property(plans, ({ plan }) => {
        for (const { train, test: judged } of plan.folds) {
          expect(train.length).toBeGreaterThan(0);
          for (const ranges of [train, judged]) {
            for (const [k, { from, to }] of ranges.entries()) {
              expect(to).toBeGreaterThan(from);
              expect(from).toBeGreaterThanOrEqual(ranges[k - 1]?.to ?? 0);
            }
          }
        }
        for (const path of plan.paths) {
          const way = path.flatMap(({ fold, range }) => plan.folds[fold]?.test[range] ?? []);
          expect(way).toHaveLength(path.length);
          const bars = barsOf(way);
          expect([...bars].sort((a, b) => a - b)).toEqual(bars);
          expect(new Set(bars).size).toBe(bars.length);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("tests cover the history: all of it where both sides are learned from, else all after the first", () => {
    fc.assert(
      fc.property(plans, ({ plan, given }) => {
        const [path = []] = plan.paths;
        const ranges = path.flatMap(({ fold, range }) => plan.folds[fold]?.test[range] ?? []);
        if (plan.learnsFromLater) expect(barsOf(ranges)).toHaveLength(given.to - given.from);
        const isWhole = plan.scheme === "holdout" || plan.learnsFromLater;
        if (isWhole) expect(ranges.at(-1)?.to).toBe(given.to);
        if (!plan.learnsFromLater) {
          for (const { train, test: judged } of plan.folds)
            expect(train.at(-1)?.to ?? 0).toBeLessThanOrEqual((judged[0]?.from ?? 0) - given.purge);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("C(N, k) splits, C(N − 1, k − 1) ways, every test range on exactly one of them", () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 1, max: 4 }), (groups, wanted) => {
        const judged = Math.min(wanted, groups - 1);
        const plan = combinatorialFolds(span(groups * 10), groups, judged);
        expect(plan.folds).toHaveLength(Math.round(choose(groups, judged)));
        expect(plan.paths).toHaveLength(Math.round(choose(groups - 1, judged - 1)));
        const steps = plan.paths.flat().map(({ fold, range }) => `${fold} ${range}`);
        expect(new Set(steps).size).toBe(steps.length);
        expect(steps).toHaveLength(plan.folds.length * judged);
      }),
    );
  });

  test("what expands learns from all that it learned from before; a rolling window keeps its length", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 10, max: 50 }), ({ given }, window) => {
        const folds = 3;
        if (given.to - given.from < 4 * (given.purge + 2)) return;
        const grown = walkForward(given, { window: null, folds, refit: 7 }).folds;
        for (const [k, { train }] of grown.entries()) {
          const before = new Set(barsOf(grown[k - 1]?.train ?? []));
          const now = new Set(barsOf(train));
          expect([...before].filter((bar) => !now.has(bar))).toEqual([]);
        }
        if (given.to - given.from < window + given.purge + folds) return;
        for (const { train } of walkForward(given, { window, folds, refit: 7 }).folds)
          expect(barsOf(train)).toHaveLength(window);
      }),
      { numRuns: 60 },
    );
  });
});
