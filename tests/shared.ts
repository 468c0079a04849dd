import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe } from "vitest";

const root = resolve(import.meta.dirname, "../../shared");

/** Path of a file of the shared test data, which lies beside a checkout in CI and may be absent elsewhere. */
export function sharedPath(...segments: readonly string[]): string {
  return resolve(root, ...segments);
}

/** `describe` for tests that need the shared data: skipped, visibly, where it is absent. */
export const describeShared = describe.skipIf(!existsSync(root));
