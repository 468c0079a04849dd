import { join } from "node:path";
import { expect, test } from "vitest";
import { root, sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const strategy = join(root, "strategies/ema_cross.sage");

test("run --verify counts what it checked, in words and as JSON", () => {
  const { out, status } = sage(["run", strategy, "--verify", "--no-report"], { cwd: folder });
  expect(status).toBe(0);
  expect(out).toMatch(/verified {2}[\d,]+ checks, all of them hold/);
  expect(out).toMatch(/[\d,]+ {2}equity = cash \+ position × close/);
  const { verification, trades } = JSON.parse(
    sage(["run", strategy, "--verify", "--no-report", "--json"], { cwd: folder }).out,
  );
  expect(verification.failed).toBe(0);
  // A trade has six numbers and facts of its own.
  const own = verification.identities.find(({ name }: { name: string }) => name === "a trade = its fills");
  expect(own.checks).toBe(6 * trades);
});
