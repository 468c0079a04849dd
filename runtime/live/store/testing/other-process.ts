import { build } from "esbuild";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../package-root.js";

/** Makes a script of `holder.ts`; beside the packages, so that it finds them. */
export async function buildHolder(): Promise<string> {
  const folder = join(packageRoot, "node_modules", ".cache", "sage-tests");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `holder-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "holder.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}

/** A process that has said its first line. */
export interface Other {
  readonly process: ChildProcess;
  /** Lines that it has said. */
  readonly lines: readonly string[];
  kill(): Promise<void>;
}

export async function startOther(script: string, words: readonly string[]): Promise<Other> {
  const child = spawn(process.execPath, [script, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  let rest = "";
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => (complaint += text.toString()));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      const said = (rest + text.toString()).split("\n");
      rest = said.pop() ?? "";
      lines.push(...said);
      if (lines.length > 0) resolve();
    });
    child.once("close", () => reject(new Error(complaint)));
  });
  return {
    process: child,
    lines,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
