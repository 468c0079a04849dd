import { join } from "node:path";
import { expect, test } from "vitest";
import { readStatus, statusLines } from "../cli/live-status.js";
import { openStore } from "../runtime/live/store/index.js";
import { minute, stepOf, strategy, troubleOf } from "../runtime/live/watch/testing/events.js";
import { temporaryFolder } from "./sage.js";

const folder = temporaryFolder();

test("a ledger tells how its strategies stand, and what is stale", async () => {
  const address = join(folder, "live.db");
  const store = await openStore(address, () => 0);
  const { id } = await store.strategy(strategy);
  const lock = await store.lock(id);
  const { step } = stepOf(0, { account: { equity: 10_050, cash: 4_000, position: 2 } });
  await store.commit(
    [{ ...step, strategy: id, state: new Uint8Array([1, 2, 3]) }],
    [troubleOf("feed_gap", "4 bars are missing").note],
  );
  await lock.release();
  await store.close();
  const close = minute;
  const fresh = await readStatus(address, close + 1.5 * minute);
  expect(fresh.isReady).toBe(true);
  expect(fresh.strategies).toMatchObject([
    { name: "cross", lastBar: 0, age: 1.5 * minute, equity: 10_050, position: 2, isFresh: true },
  ]);
  const stale = await readStatus(address, close + 1.5 * minute + 1);
  expect(stale.isReady).toBe(false);
  const text = statusLines(stale).join("\n");
  expect(text).toMatch(/cross +binance BTC\/USDT spot 1m +1970-01-01 00:00 +10050\.00 +2 .*stale/);
  expect(text).toContain("feed binance BTC/USDT spot 1m: last bar closed 90 s ago");
  expect(text).toContain("warning: 4 bars are missing");
});

test("where there is no ledger none is made", async () => {
  await expect(readStatus(join(folder, "none.db"), 0)).rejects.toMatchObject({ code: "SAGE9501" });
});
