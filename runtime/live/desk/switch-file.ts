import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeFile } from "../../data/atomic-file.js";
import { sageHome } from "../../store/home.js";

/** What the kill switch says: a file, so that it holds whoever is running, and after a restart too. */
const switchSchema = z.object({
  schema: z.literal("sage.switch/1"),
  /** Whether everything held is left at its next open. */
  closes: z.boolean(),
  by: z.string(),
  reason: z.string().default(""),
  /** Epoch milliseconds. */
  at: z.number().optional(),
});

export interface Switch {
  readonly closes: boolean;
  readonly by: string;
  readonly reason: string;
  /** When it was said; epoch milliseconds. */
  readonly at: number;
}

export const switchPath = (): string => join(sageHome(), "stop");

/** Who has stopped trading; null: nobody. A file that says nothing readable stops too, without leaving anything. */
export function readSwitch(path = switchPath()): Switch | null {
  if (!existsSync(path)) return null;
  // Between the two looks it may have gone.
  const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  try {
    const { closes, by, reason, at: said = at } = switchSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return { closes, by, reason, at: said };
  } catch {
    return { closes: false, by: `the file ${path}`, reason: "", at };
  }
}

export function throwSwitch({ closes, by, reason, at }: Switch, path = switchPath()): void {
  writeFile(path, `${JSON.stringify({ schema: "sage.switch/1", closes, by, reason, at })}\n`);
}

export function releaseSwitch(path = switchPath()): void {
  rmSync(path, { force: true });
}
