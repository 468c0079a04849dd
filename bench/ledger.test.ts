import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { entryOf, falls, machineKind, readLedger, record, type LedgerEntry } from "./ledger.js";
import { compared, type Comparison } from "./measure.js";

const result = (ratio: number, noise = 0.01): Comparison => ({
  name: "work",
  units: 1,
  ours: 1,
  reference: ratio,
  ratio,
  noise,
});

const entry = (ratio: number, machine = machineKind()): LedgerEntry => ({
  date: "2026-01-01",
  commit: "abc",
  machine,
  node: "v20",
  ratios: { work: ratio },
  noise: { work: 0.01 },
});

test("a ratio is the quotient of the medians, its noise shrinks with the rounds", () => {
  const { ratio, noise } = compared("work", 1, { ours: [1, 2, 9], reference: [4, 6, 8] });
  expect(ratio).toBe(3);
  // The rounds' own ratios are 4, 3 and 8/9: middle half from 1.9444 to 3.5.
  expect(noise).toBeCloseTo((3.5 - (3 + 8 / 9) / 2) / 2 / Math.sqrt(3) / 3, 12);
});

test("a fall is one by more than both sides' noise, against the last records of such a machine", () => {
  const ledger = [entry(9), entry(2), entry(2), entry(2.02), entry(2), entry(1.98), entry(50, "another")];
  expect(falls([result(1.9)], ledger)).toEqual([]);
  expect(falls([result(1.7)], ledger)).toMatchObject([{ name: "work", now: 1.7, before: 2 }]);
  expect(falls([result(1.7, 0.1)], ledger)).toEqual([]);
  expect(falls([result(0.1)], [entry(50, "another")])).toEqual([]);
});

test("what is recorded can be read again, and holds no times", () => {
  const folder = mkdtempSync(join(tmpdir(), "ledger-"));
  try {
    const path = join(folder, "ledger.jsonl");
    const made = entryOf([result(2.3456)], new Date("2026-03-04T05:06:07Z"));
    record(made, path);
    record(made, path);
    expect(readLedger(path)).toEqual([made, made]);
    expect(made).toMatchObject({ date: "2026-03-04", ratios: { work: 2.35 } });
    expect(Object.keys(made).toSorted()).toEqual(["commit", "date", "machine", "node", "noise", "ratios"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
