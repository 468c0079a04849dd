import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../sage.js";

export interface LiveProcess {
  /** Steps that it has told of. */
  readonly told: () => number;
  /** How often it said that it holds what it decided, because the store is away. */
  readonly held: () => number;
  /** Resolves when it has told of so many steps more; false where it ended before. */
  readonly more: (steps: number) => Promise<boolean>;
  readonly kill: () => Promise<void>;
  /** Takes all memory that it may have, some at each turn, until it dies of that; gives what ended it. */
  readonly starve: () => Promise<string>;
  /** Resolves when it ended by itself. @throws Error with what it said, where it failed */
  readonly ended: Promise<void>;
}

/** A real `sage live`, which may take so many MiB of memory. */
export function startLive(folder: string, words: readonly string[], memory?: number): LiveProcess {
  const glutton = join(import.meta.dirname, "glutton.cjs");
  const limits = memory === undefined ? [] : [`--max-old-space-size=${memory}`, "--require", glutton];
  const child: ChildProcess = spawn(
    process.execPath,
    [...limits, join(root, "cli/bin/sage.js"), "live", ...words, "--json"],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  let [told, held, said, isOver] = [0, 0, "", false];
  const waiting: { readonly until: number; readonly wake: (isThere: boolean) => void }[] = [];
  const ring = (): void => {
    for (let k = waiting.length - 1; k >= 0; k--) {
      const one = waiting[k];
      if (one === undefined || (told < one.until && !isOver)) continue;
      waiting.splice(k, 1);
      one.wake(told >= one.until);
    }
  };
  child.stderr?.on("data", (part: Buffer) => (said += part.toString()));
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.includes('"event":"step"')) told++;
      else if (line.includes('"event":"store","state":"held"')) held++;
      ring();
    });
  const closed = new Promise<{ readonly code: number | null; readonly signal: string | null }>((resolve) =>
    child.on("close", (code, signal) => {
      isOver = true;
      ring();
      resolve({ code, signal });
    }),
  );
  const ended = closed.then(({ code, signal }) => {
    if (code !== 0 && signal !== "SIGKILL") throw new Error(`it ended with ${code ?? signal}: ${said}`);
  });
  ended.catch(() => {});
  return {
    told: () => told,
    held: () => held,
    more: (steps) =>
      isOver
        ? Promise.resolve(false)
        : new Promise((resolve) => {
            waiting.push({ until: told + steps, wake: resolve });
          }),
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
    },
    starve: async () => {
      child.kill("SIGUSR2");
      const { code, signal } = await closed;
      return `${signal ?? code} ${/out of memory/.exec(said)?.[0] ?? said}`;
    },
    ended,
  };
}
