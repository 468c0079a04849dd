import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { beforeAll, expect, test } from "vitest";
import { root, sage, temporaryFolder } from "./sage.js";

// `kill -9` at any moment, again and again: the ledger is the one of a process that nobody touched.

const isLong = process.env["NAILSAGE_LONG"] !== undefined;
const kills = isLong ? 200 : 12;
const bars = isLong ? 12_000 : 1500;
const folder = temporaryFolder();
const strategies = ["ema_cross", "donchian_breakout"].map((name) => join(root, "strategies", `${name}.sage`));
/** So fast that a bar of an hour comes in two milliseconds. */
const feed = (speed: string): string => `replay:bars.arrow?speed=${speed}`;

beforeAll(() => {
  const made = sage(["data", "synth", "--bars", String(bars), "--out", "bars.arrow"], { cwd: folder });
  expect(made.status, made.err).toBe(0);
});

/** Everything in a ledger that is not the time at which it was written. */
function ledger(file: string): Record<string, readonly unknown[]> {
  const database = new Database(join(folder, file), { readonly: true });
  const columns: Record<string, string> = {
    steps: "strategy_id, number, time, equity, cash, position, unrealised, position_number, hex(plots)",
    orders: "*",
    trades: "*",
    signals: "*",
    fills: "*",
    alerts: "*",
  };
  try {
    return Object.fromEntries(
      Object.entries(columns).map(([table, wanted]) => [
        table,
        database.prepare(`select ${wanted} from ${table} order by 1, 2, 3`).all(),
      ]),
    );
  } finally {
    database.close();
  }
}

/** One process; killed after so many bars and milliseconds, else it ends by itself. Resolves with the bars that it told of. */
function live(
  file: string,
  after: { readonly bars: number; readonly milliseconds: number } | null,
): Promise<number> {
  const speed = after === null ? "max" : "1800000";
  const words = ["live", ...strategies, "--feed", feed(speed), "--store", file, "--json"];
  const child = spawn(process.execPath, [join(root, "cli/bin/sage.js"), ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = 0;
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    if (!line.includes('"event":"step"')) return;
    told++;
    if (after !== null && told === after.bars) setTimeout(() => child.kill("SIGKILL"), after.milliseconds);
  });
  return new Promise((resolve, reject) =>
    child.on("close", (code, signal) =>
      code === 0 || signal === "SIGKILL"
        ? resolve(told)
        : reject(new Error(`it ended with ${code}: ${said}`)),
    ),
  );
}

test(
  `killed ${kills} times, two strategies leave the ledger of one undisturbed process`,
  async () => {
    await live("whole.db", null);
    let seed = 7;
    const draw = (limit: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return (seed >>> 8) % limit;
    };
    for (let kill = 0; kill < kills; kill++)
      await live("killed.db", { bars: 1 + draw(Math.ceil(bars / kills)), milliseconds: draw(12) });
    await live("killed.db", null);
    const whole = ledger("whole.db");
    expect(whole["trades"]?.length).toBeGreaterThan(10);
    expect(whole["steps"]?.length).toBe(2 * bars);
    expect(ledger("killed.db")).toEqual(whole);
  },
  isLong ? 1_200_000 : 120_000,
);
