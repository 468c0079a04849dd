import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.js";
import { median, type Comparison } from "./measure.js";

/** One recorded run of the benchmarks: ratios only, because times of other machines or other days say nothing. */
export interface LedgerEntry {
  /** Day, ISO. */
  readonly date: string;
  readonly commit: string;
  /** Kind of processor and number of cores. */
  readonly machine: string;
  readonly node: string;
  readonly ratios: Readonly<Record<string, number>>;
  /** Relative uncertainty of each ratio. */
  readonly noise: Readonly<Record<string, number>>;
}

/** A ratio that is lower than it was. */
export interface Fall {
  readonly name: string;
  readonly now: number;
  readonly before: number;
  /** What differences mean nothing, as a fraction. */
  readonly noise: number;
}

export const ledgerPath = join(packageRoot, "bench/ledger.jsonl");

/** Records that a ratio is compared with. */
const compared = 5;
/** Ratios of one machine differ by as much from day to day even where nothing has changed. */
const leastNoise = 0.08;

export function readLedger(path = ledgerPath): readonly LedgerEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.map((line): LedgerEntry => JSON.parse(line));
}

export function entryOf(results: readonly Comparison[], now: Date): LedgerEntry {
  const rounded = (pick: (result: Comparison) => number) =>
    Object.fromEntries(results.map((result) => [result.name, Number(pick(result).toPrecision(3))]));
  return {
    date: now.toISOString().slice(0, 10),
    commit: commitOf(),
    machine: machineKind(),
    node: process.version,
    ratios: rounded(({ ratio }) => ratio),
    noise: rounded(({ noise }) => noise),
  };
}

export function record(entry: LedgerEntry, path = ledgerPath): void {
  appendFileSync(path, `${JSON.stringify(entry)}\n`);
}

/** Where a ratio lies below the median of the last records of such a machine by more than both sides' noise. */
export function falls(results: readonly Comparison[], ledger: readonly LedgerEntry[]): readonly Fall[] {
  const machine = machineKind();
  return results.flatMap(({ name, ratio, noise }): readonly Fall[] => {
    const known = ledger
      .filter((entry) => entry.machine === machine && name in entry.ratios)
      .slice(-compared);
    if (known.length === 0) return [];
    const ratios = known.map((entry) => entry.ratios[name] ?? NaN);
    const before = median(ratios);
    const spread = Math.max(...ratios.map((one) => Math.abs(one / before - 1)));
    const theirs = Math.max(...known.map((entry) => entry.noise[name] ?? 0));
    const allowed = Math.max(leastNoise, spread, 3 * Math.hypot(noise, theirs));
    return ratio < before * (1 - allowed) ? [{ name, now: ratio, before, noise: allowed }] : [];
  });
}

export function machineKind(): string {
  const [first] = cpus();
  return `${first?.model.trim() ?? "unknown"}, ${cpus().length} cores`;
}

function commitOf(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short=10", "HEAD"], {
      cwd: packageRoot,
      encoding: "utf8",
    }).trim();
  } catch {
    return "unknown";
  }
}
