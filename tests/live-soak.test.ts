import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, expect, test } from "vitest";
import { root, sage, temporaryFolder } from "./sage.js";

// A desk that runs for long keeps neither memory nor handles: many strategies over many bars, as fast as they go.
// `npm run torture` takes 30 strategies over 200,000 bars of a minute.

const isLong = process.env["NAILSAGE_LONG"] !== undefined;
const strategies = Number(process.env["NAILSAGE_SOAK_STRATEGIES"] ?? (isLong ? 30 : 4));
const bars = Number(process.env["NAILSAGE_SOAK_BARS"] ?? (isLong ? 200_000 : 24_000));
const folder = temporaryFolder();
const pause = isLong ? 500 : 20;

/** Something of everything: averages, windows, stops, targets, both sides, its own state. */
const rules = [
  "enter long when ema(close, FAST) crosses above ema(close, SLOW)\n  exit long when ema(close, FAST) crosses below ema(close, SLOW)",
  "enter long when close > highest(high, SLOW)[1]\n  exit long when close < lowest(low, FAST)[1]",
  "enter long when rsi(close, FAST) < 30 and close > sma(close, SLOW)\n  exit long when rsi(close, FAST) > 60",
  "enter long when close crosses above sma(close, SLOW)\n  enter short when close crosses below sma(close, SLOW)",
];

const text = (k: number): string => `sage 1
strategy soak_${k} {
  market { symbol: BTCUSDT  timeframe: 1m  type: perpetual }
  ${(rules[k % rules.length] ?? "").replaceAll("FAST", String(5 + k)).replaceAll("SLOW", String(30 + 3 * k))}
  size 10% of equity
  costs { fee: 0.05% }
  plot sma(close, ${20 + k}) as "average"
}
`;

const files = Array.from({ length: strategies }, (_, k) => `soak_${k}.sage`);

beforeAll(() => {
  for (const [k, file] of files.entries()) writeFileSync(join(folder, file), text(k));
  const words = ["data", "synth", "--bars", String(bars), "--interval", "1m", "--out", "bars.arrow"];
  const made = sage(words, { cwd: folder });
  expect(made.status, made.err).toBe(0);
});

/** What the process holds when so many bars are stored. */
interface Sample {
  readonly bars: number;
  /** MiB */
  readonly memory: number;
  readonly handles: number;
  /** MiB */
  readonly log: number;
  readonly database: number;
}

const megabytes = (path: string): number => (existsSync(path) ? statSync(path).size / 2 ** 20 : 0);

function sampleOf(pid: number, database: Database.Database): Sample {
  const row: unknown = database.prepare("select max(number) as number from standings").get();
  const number = typeof row === "object" && row !== null && "number" in row ? Number(row.number ?? 0) : 0;
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return {
    bars: number + 1,
    memory: Number(kilobytes) / 1024,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    log: megabytes(join(folder, "soak.db-wal")),
    database: megabytes(join(folder, "soak.db")),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** The samples of each quarter of the bars, told in one line. */
function quartersOf(samples: readonly Sample[]) {
  return [0, 1, 2, 3].map((quarter) => {
    const these = samples.filter((one) => Math.min(3, Math.floor((4 * one.bars) / bars)) === quarter);
    return {
      samples: these.length,
      memory: median(these.map(({ memory }) => memory)),
      handles: Math.max(...these.map(({ handles }) => handles)),
      log: Math.max(...these.map(({ log }) => log)),
      database: Math.max(...these.map(({ database }) => database)),
    };
  });
}

test.skipIf(!existsSync("/proc/self/fd"))(
  `${strategies} strategies over ${bars} bars keep neither memory nor handles`,
  async () => {
    const words = ["live", ...files, "--feed", "replay:bars.arrow", "--store", "soak.db", "--quiet"];
    const begun = performance.now();
    const child = spawn(process.execPath, [join(root, "cli/bin/sage.js"), ...words], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (part: Buffer) => (said += part.toString()));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const samples: Sample[] = [];
    let database: Database.Database | null = null;
    while (child.exitCode === null && child.signalCode === null) {
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, pause))]);
      try {
        database ??= new Database(join(folder, "soak.db"), { readonly: true, fileMustExist: true });
        if (child.pid !== undefined && child.exitCode === null) samples.push(sampleOf(child.pid, database));
      } catch {
        // The tables, or the process, are not there yet or no more.
      }
    }
    expect(await ended, said).toBe(0);
    const steps: unknown = database?.prepare("select count(*) as steps from steps").get();
    database?.close();
    expect(steps).toEqual({ steps: strategies * bars });
    const quarters = quartersOf(samples);
    const [, second, , last] = quarters;
    if (isLong) console.log(`${Math.round((performance.now() - begun) / 1000)} s`, JSON.stringify(quarters));
    expect(last?.samples).toBeGreaterThan(2);
    expect(second?.samples).toBeGreaterThan(2);
    expect(last?.handles).toBeLessThanOrEqual(second?.handles ?? 0);
    expect(last?.log).toBeLessThan(64);
    // A short run is over before its memory has settled.
    expect(last?.memory).toBeLessThanOrEqual((second?.memory ?? 0) * (isLong ? 1.05 : 1.5));
  },
  isLong ? 3_600_000 : 120_000,
);
