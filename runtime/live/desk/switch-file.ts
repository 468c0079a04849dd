import { existsSync, readFileSync, rmSync } from "node:fs";
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
});

export type Switch = Readonly<Pick<z.infer<typeof switchSchema>, "closes" | "by">>;

export const switchPath = (): string => join(sageHome(), "stop");

/** Who has stopped trading; null: nobody. A file that says nothing readable stops too, without leaving anything. */
export function readSwitch(path = switchPath()): Switch | null {
  if (!existsSync(path)) return null;
  try {
    return switchSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return { closes: false, by: `the file ${path}` };
  }
}

export function throwSwitch(told: Switch, path = switchPath()): void {
  writeFile(path, `${JSON.stringify({ schema: "sage.switch/1", ...told })}\n`);
}

export function releaseSwitch(path = switchPath()): void {
  rmSync(path, { force: true });
}
