import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";

export const root = resolve(import.meta.dirname, "..");

/** What a user sees of one command. */
export interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command line in a folder of its own. */
export function sage(
  words: readonly string[],
  options: { cwd?: string; input?: string; environment?: Record<string, string> } = {},
): Outcome {
  const result = spawnSync(process.execPath, [join(root, "cli/bin/sage.js"), ...words], {
    cwd: options.cwd ?? root,
    input: options.input ?? "",
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", LC_ALL: "C.UTF-8", ...options.environment },
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
  return { status: result.status, out: result.stdout, err: result.stderr };
}

/** A new folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sage-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Waits until something holds; the test's own time is the limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
