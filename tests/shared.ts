import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, test } from "vitest";

const root = resolve(import.meta.dirname, "../../shared");

/** Path of a file of the shared test data, which lies beside a checkout in CI and may be absent elsewhere. */
export function sharedPath(...segments: readonly string[]): string {
  return resolve(root, ...segments);
}

type Describe = (title: string, body: () => void) => void;

export const isThere = existsSync(root);

const describeIfThere: Describe = isThere
  ? (title, body) => void describe(title, body)
  : (title) => void describe.skip(title, () => void test("needs the shared data", () => {}));

/**
 * `describe` for tests that need the shared data: skipped, visibly, where it is absent. The body is not even run then,
 * since it may read files to know its tests.
 */
export const describeShared = Object.assign(describeIfThere, {
  /** One block for each case; `%s` in the title is the case. */
  each: <Case extends string>(cases: readonly Case[]) => {
    return (title: string, body: (one: Case) => void) => {
      for (const one of cases) describeIfThere(title.replace("%s", one), () => body(one));
    };
  },
});
