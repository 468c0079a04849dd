import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasServer, TestServer } from "../../queue/testing/server.js";
import type { LiveStep } from "./live-store.js";
import { openStore } from "./open-store.js";
import { order, quietStep, signal, wanted } from "./testing/steps.js";

const server = new TestServer();
const folder = mkdtempSync(join(tmpdir(), "sage-speed-"));
const pairs = 500;
const minutes = 12;

beforeAll(async () => {
  if (hasServer) await server.begin();
});

afterAll(async () => {
  if (hasServer) await server.end();
  rmSync(folder, { recursive: true, force: true });
});

/** One minute of a busy desk: every strategy a bar and 20 kB of state, each tenth a signal and an order. */
function minuteOf(ids: readonly number[], number: number, states: readonly Uint8Array[]): LiveStep[] {
  return ids.map((id, k) => {
    const state = states[k] ?? new Uint8Array(0);
    for (let word = 0; word < 30; word++) state[(word * 640 + number * 8) % state.length] = number + k;
    const isBusy = k % 10 === 0;
    return quietStep(id, number, {
      state,
      plots: [number, k],
      signals: isBusy ? [signal(number)] : [],
      orders: isBusy ? [order(number + 1, { signalBar: number - 1, bar: number })] : [],
    });
  });
}

describe.each([
  { kind: "sqlite" as const, runs: true },
  { kind: "postgres" as const, runs: hasServer },
])("the store in $kind", ({ kind, runs }) => {
  test.skipIf(!runs)("stores a minute of five hundred strategies in a small part of it", async () => {
    const store = await openStore(kind === "sqlite" ? join(folder, "live.db") : server.address());
    const ids: number[] = [];
    for (let k = 0; k < pairs; k++) {
      const market = { ...wanted().market, symbol: `C${k % 50}/USDT` };
      ids.push((await store.strategy(wanted({ name: `s${k}`, market }))).id);
    }
    const states = ids.map((id) => new Uint8Array(20_000).map((_, k) => (k * id) % 256));
    const times: number[] = [];
    for (let number = 0; number < minutes; number++) {
      const steps = minuteOf(ids, number, states);
      const before = performance.now();
      await store.commit(steps);
      times.push(performance.now() - before);
    }
    const usual = times.slice(1).toSorted((a, b) => a - b);
    const [median = 0, slowest = 0] = [usual[usual.length >> 1], usual.at(-1)];
    console.log(
      `${kind}: first ${times[0]?.toFixed(0)} ms, median ${median.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms`,
    );
    // Five seconds are allowed from the close to the last bar that is stored.
    expect(median).toBeLessThan(1500);
    expect((await store.standing(ids[499] ?? 0))?.number).toBe(minutes - 1);
    await store.close();
  });
});
