import { spawn } from "node:child_process";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, test } from "vitest";
import { packageRoot } from "../package-root.js";
import { makeStand, type Stand } from "./testing/stand.js";

let stand: Stand | undefined;
afterEach(async () => {
  await stand?.end();
  stand = undefined;
});

interface Flood {
  readonly sent: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Another process asks as fast as it can, over two hundred connections. */
function flood(port: string, milliseconds: number): Promise<Flood> {
  const words = [join(packageRoot, "tests/servers/flood.mjs"), port, String(milliseconds), "200"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  return new Promise((resolve) => child.on("close", () => resolve(JSON.parse(out))));
}

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** Bytes that are held when what nobody needs is given back. */
function held(): number {
  if (typeof collect === "function") collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** By how much what was due every ten milliseconds came too late: the delay of a decision in the same process. */
function watchDelays(): () => readonly number[] {
  const delays: number[] = [];
  let due = performance.now() + 10;
  const timer = setInterval(() => {
    const now = performance.now();
    delays.push(Math.max(0, now - due));
    due = now + 10;
  }, 10);
  return () => {
    clearInterval(timer);
    return delays.toSorted((a, b) => a - b);
  };
}

test("10,000 requests a second are answered with 429, delay no decision, and leave nothing behind", async () => {
  const rateLimit = { perSecond: 50, burst: 200 };
  stand = await makeStand({ rateLimit });
  const { port } = new URL(stand.serving.address);
  const memory: number[] = [];
  const asked: number[] = [];
  let refused = 0;
  for (let round = 0; round < 4; round++) {
    const end = watchDelays();
    const { sent, statuses } = await flood(port, 2000);
    const delays = end();
    asked.push(sent);
    expect(["200", "429"]).toEqual(expect.arrayContaining(Object.keys(statuses)));
    expect(statuses["200"] ?? 0).toBeLessThanOrEqual(rateLimit.burst + 10 * rateLimit.perSecond);
    refused += statuses["429"] ?? 0;
    // Two to four milliseconds where the flood and the server have a processor each; starved, it is a second.
    expect(delays[Math.floor(delays.length * 0.5)] ?? Infinity).toBeLessThan(250);
    process.stdout.write(
      `delays of ${delays.length} decisions: ${[0.5, 0.9, 0.99].map((q) => delays[Math.floor(delays.length * q)]?.toFixed(1)).join(" / ")} ms; sent ${sent}\n`,
    );
    memory.push(held());
  }
  expect(refused).toBeGreaterThan(100);
  // Many times what is allowed; 10,000 a second and more where nothing else runs.
  expect(Math.max(...asked)).toBeGreaterThan(3000);
  const [, second = 0, , last = 0] = memory;
  expect(last - second).toBeLessThan(64 * 1024 * 1024);
  // Who keeps to the limit afterwards is served.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect((await stand.get("/api/v1/strategies")).status).toBe(200);
}, 60_000);
