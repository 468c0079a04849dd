import { expect, test } from "vitest";
import { uniformFrom } from "../../data/synthesize/random.js";
import { judge } from "../judge/index.js";
import { foldSpread, importanceTable, skillOf } from "./index.js";

const binary = { kind: "binary", name: "up", classes: [] } as const;
const value = { kind: "regression", name: "move", classes: [] } as const;

/** Answers that know a share of what comes. */
function binaryRows(rows: number, knows: number, seed: number) {
  const uniform = uniformFrom(seed);
  const truth = Float64Array.from({ length: rows }, () => (uniform() < 0.5 ? 1 : 0));
  const answers = [truth.map((came) => (1 - knows) * uniform() + knows * came)];
  return { truth, answers, weights: null };
}

test("guessing is told from knowing, and from knowing the opposite", () => {
  const verdict = (knows: number) => skillOf(judge(binary, binaryRows(1000, knows, 4)))?.verdict;
  expect(verdict(0)).toBe("no");
  expect(verdict(0.2)).toBe("yes");
  expect(verdict(-0.2)).toBe("worse");
});

test("of random labels one in twenty models seems to know something, for and against", () => {
  let wrong = 0;
  for (let seed = 1; seed <= 400; seed++) {
    if (skillOf(judge(binary, binaryRows(200, 0, seed)))?.verdict !== "no") wrong++;
  }
  // 4.55 % beyond two errors: 18 of 400, itself known to ± 4.2; three of those.
  expect(wrong).toBeGreaterThan(5);
  expect(wrong).toBeLessThan(31);
});

test("rows that share their future need a larger distance", () => {
  const rows = binaryRows(1000, 0.06, 9);
  const [alone, shared] = [skillOf(judge(binary, rows)), skillOf(judge(binary, rows, { overlap: 24 }))];
  expect(alone?.verdict).toBe("yes");
  expect(shared?.verdict).toBe("no");
});

test("a number is judged by ranks; what cannot be judged has no verdict", () => {
  const uniform = uniformFrom(2);
  const truth = Float64Array.from({ length: 400 }, () => uniform());
  const skill = skillOf(
    judge(value, { truth, answers: [truth.map((x) => x + 3 * uniform())], weights: null }),
  );
  expect(skill).toMatchObject({ metric: "rank_correlation", guessing: 0, verdict: "yes" });
  expect(skill?.error).toBeCloseTo(1 / Math.sqrt(399), 14);
  const one = judge(binary, { truth: truth.fill(1), answers: [truth], weights: null });
  expect(skillOf(one)).toBeNull();
});

test("ways of importance are joined by feature, and the held-out one orders", () => {
  const found = importanceTable(["a", "b", "c"], {
    permutation: [
      { features: ["a"], mean: 0.1, error: 0.02, folds: [0.1] },
      { features: ["c"], mean: 0.3, error: null, folds: [0.3] },
    ],
    splits: { gain: [9, 1, 0], splits: [3, 1, 0], gainShare: [0.9, 0.1, 0] },
  });
  expect(found.map(({ feature }) => feature)).toEqual(["c", "a", "b"]);
  expect(found[1]).toEqual({
    feature: "a",
    permutation: { mean: 0.1, error: 0.02, folds: [0.1] },
    gainShare: 0.9,
    splits: 3,
    contribution: null,
  });
});

test("folds are spread by figure", () => {
  const side = { from: 0, to: 1, rows: 6 };
  const folds = [3, 4].map((seed, number) => ({
    number,
    train: side,
    test: side,
    judgement: judge(binary, binaryRows(100, 0.1, seed)),
  }));
  const { auc } = foldSpread({ folds });
  expect(auc?.folds).toBe(2);
  expect(auc?.low).toBe(Math.min(...folds.map(({ judgement }) => judgement.metrics.auc ?? NaN)));
});
