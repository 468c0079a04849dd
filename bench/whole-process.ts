import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.js";

/** What a whole process cost. */
export interface ProcessCost {
  readonly milliseconds: number;
  /** Largest resident set, MiB. */
  readonly peak: number;
}

const reportsPeak = join(packageRoot, "bench/report-peak.cjs");

/** Runs the command line as its own process in a folder; the peak is what the process says of itself at its end. */
export function runSage(words: readonly string[], folder: string): ProcessCost {
  const peakFile = join(folder, "peak");
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", reportsPeak, join(packageRoot, "dist/cli/main.js"), ...words],
    {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, BENCH_PEAK_FILE: peakFile },
      maxBuffer: 1 << 28,
    },
  );
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`sage ${words.join(" ")} ended with ${status}: ${stderr}`);
  return { milliseconds, peak: Number(readFileSync(peakFile, "utf8")) / 1024 };
}

/** Works in a folder that is removed afterwards. */
export function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "sage-bench-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
