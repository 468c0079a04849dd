import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { anything } from "./testing/cases.js";
import { corpus } from "./testing/corpus.js";
import { compareWith, liveLedger, runOf } from "./testing/seeded.js";

// Each difference is seeded into what a real desk does and stores over a replay, or into the run beside it. What must be
// found, and where, is known from how it was seeded, not from what the comparison says.

const folder = mkdtempSync(join(tmpdir(), "sage-diff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = new Map<string, Promise<void>>();

/** Cases with the same live side share its ledger. */
function ledgerOf(name: string, live: Parameters<typeof liveLedger>[1]): Promise<void> {
  const known = made.get(name) ?? liveLedger(join(folder, name), live);
  made.set(name, known);
  return known;
}

test("the corpus has fifty differences, and pairs without one", () => {
  const differences = corpus.filter(({ expected }) => expected !== null);
  expect(differences.length).toBeGreaterThanOrEqual(50);
  expect(corpus.length - differences.length).toBeGreaterThanOrEqual(6);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
});

test.each(corpus.map((one) => [one.name, one] as const))("%s", async (name, one) => {
  const file = one.ledger ?? `${corpus.findIndex((each) => each.name === name)}.db`;
  await ledgerOf(file, one.live);
  const run = await runOf(one.run);
  const compared = await compareWith(join(folder, file), run.side);
  if (one.expected === null) {
    expect(compared.difference).toBeNull();
    expect(compared.bars).toBe(one.bars);
    return;
  }
  const { kind, time, values, ledgerFrom } = await one.expected(run);
  const { difference } = compared;
  expect({
    kind: difference?.cause.kind,
    time: difference === null ? null : new Date(difference.time).toISOString(),
  }).toEqual({ kind, time: new Date(time).toISOString() });
  // Whatever else is told of the bar, the sides do not say the same of it.
  expect(difference?.values.length).toBeGreaterThan(0);
  expect(difference?.values.filter((value) => Object.is(value.run, value.live))).toEqual([]);
  for (const value of values)
    expect(difference?.values).toContainEqual(
      value.live === anything ? { ...value, live: expect.anything() } : value,
    );
  if (ledgerFrom !== undefined) expect(difference?.ledgerFrom).toBe(ledgerFrom);
});
