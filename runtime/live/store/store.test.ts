import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasServer, TestServer } from "../../queue/testing/server.js";
import type { LiveNote } from "./live-store.js";
import { openStore } from "./open-store.js";
import { alertOf, orderOf, openPositionOf, plotsOf, signalOf, tradeOf } from "./records.js";
import type { SqlStore } from "./sql-store.js";
import { beginning, bitcoin, minute, order, quietStep, story, trade, wanted } from "./testing/steps.js";

const server = new TestServer();
const folder = mkdtempSync(join(tmpdir(), "sage-store-"));
let count = 0;

/** A place for one store that nobody has used. */
async function freshAddress(kind: "sqlite" | "postgres"): Promise<string> {
  count++;
  if (kind === "sqlite") return join(folder, `live-${count}.db`);
  const { default: pg } = await import("pg");
  const client = new pg.Client(server.address());
  await client.connect();
  await client.query(`create database live_${count}`);
  await client.end();
  return server.address({ database: `live_${count}` });
}

beforeAll(async () => {
  if (hasServer) await server.begin();
});

afterAll(async () => {
  if (hasServer) await server.end();
  rmSync(folder, { recursive: true, force: true });
});

const note: Omit<LiveNote, "id"> = {
  time: beginning,
  event: "feed.gap",
  severity: "warning",
  strategy: null,
  market: bitcoin,
  message: "3 bars are missing",
  data: { bars: 3 },
};

describe.each([
  { kind: "sqlite" as const, runs: true },
  { kind: "postgres" as const, runs: hasServer },
])("the store in $kind", ({ kind, runs }) => {
  let store: SqlStore;
  let address: string;

  beforeEach(async (context) => {
    if (!runs) return context.skip();
    address = await freshAddress(kind);
    store = await openStore(address);
  });

  afterEach(async () => {
    await store?.close();
  });

  const everyRow = () =>
    store.database.transact("read", async (query) => {
      const all = async <Table extends "orders" | "trades" | "signals" | "alerts" | "fills" | "positions">(
        table: Table,
      ) =>
        query
          .selectFrom(table as "orders")
          .selectAll()
          .orderBy("strategy_id")
          .orderBy("number")
          .execute();
      return {
        steps: await query.selectFrom("steps").selectAll().orderBy("strategy_id").orderBy("number").execute(),
        bars: await query.selectFrom("bars").selectAll().orderBy("time").orderBy("revision").execute(),
        orders: await all("orders"),
        trades: await query.selectFrom("trades").selectAll().orderBy("number").execute(),
        signals: await query.selectFrom("signals").selectAll().orderBy("number").execute(),
        alerts: await query.selectFrom("alerts").selectAll().orderBy("number").execute(),
        fills: await query.selectFrom("fills").selectAll().orderBy("number").execute(),
        positions: await query.selectFrom("positions").selectAll().orderBy("number").execute(),
        notes: await query.selectFrom("event_log").selectAll().orderBy("id").execute(),
        snapshots: await query.selectFrom("state_snapshots").selectAll().orderBy("time").execute(),
      };
    });

  test("gives back every record to the last bit", async () => {
    const { id } = await store.strategy(wanted());
    const steps = story(id);
    for (const step of steps) await store.commit([step]);
    const rows = await everyRow();
    expect(rows.orders.map(orderOf)).toEqual(steps.flatMap(({ orders }) => orders));
    expect(rows.trades.map(tradeOf)).toEqual(steps.flatMap(({ trades }) => trades));
    expect(rows.signals.map(signalOf)).toEqual(steps.flatMap(({ signals }) => signals));
    expect(rows.alerts.map(alertOf)).toEqual(steps.flatMap(({ alerts }) => alerts));
    expect(rows.steps.map(({ plots }) => plotsOf(plots))).toEqual(steps.map(({ plots }) => plots));
    expect(rows.positions.filter(({ status }) => status === "open").map(openPositionOf)).toEqual([
      steps[3]?.openPosition,
    ]);
    const standing = await store.standing(id);
    expect(standing).toEqual({
      number: 3,
      bar: steps[3]?.bar,
      account: steps[3]?.account,
      state: steps[3]?.state,
      counts: { orders: 3, trades: 1, signals: 4, alerts: 1 },
    });
  });

  test("links orders, fills and trades to what caused them", async () => {
    const { id } = await store.strategy(wanted());
    await store.commit(story(id));
    const { orders, fills, trades, positions } = await everyRow();
    // The second signal caused the entry and a limit order that was refused; the third the sell, which also turns around.
    expect(orders.map(({ signal_number }) => signal_number)).toEqual([2, 3, 2]);
    expect(trades.map(({ signal_number, position_number }) => [signal_number, position_number])).toEqual([
      [2, 1],
    ]);
    expect(
      fills.map(({ type, order_number, position_number, quantity }) => [
        type,
        order_number,
        position_number,
        quantity,
      ]),
    ).toEqual([
      ["open_long", 1, 1, 0.11105558331945138],
      ["close_long", 2, 1, 0.11105558331945138],
      ["open_short", 2, 2, 0.2 - 0.11105558331945138],
    ]);
    expect(positions.map(({ status, closed_quantity, profit }) => [status, closed_quantity, profit])).toEqual(
      [
        ["closed", 0.11105558331945138, 80.90505302904104],
        ["open", 0, 0],
      ],
    );
  });

  test("does a commit once, however often it is asked for", async () => {
    const { id } = await store.strategy(wanted());
    const steps = story(id);
    await store.commit(steps.slice(0, 3), [note]);
    const before = await everyRow();
    await store.commit(steps.slice(0, 3), [note]);
    await store.commit([quietStep(id, 1)]);
    expect(await everyRow()).toEqual(before);
    await store.commit(steps, [note]);
    expect((await store.standing(id))?.number).toBe(3);
    expect((await everyRow()).notes).toHaveLength(1);
  });

  test("leaves nothing of a commit that fails in the middle", async () => {
    const one = await store.strategy(wanted());
    const two = await store.strategy(wanted({ name: "other" }));
    await store.commit([quietStep(one.id, 0), quietStep(two.id, 0)]);
    const before = await everyRow();
    const wrong = [
      quietStep(one.id, 1, { orders: [order(1)] }),
      // Trade 1 is not there.
      quietStep(two.id, 1, { trades: [trade(2)] }),
    ];
    await expect(store.commit(wrong, [note])).rejects.toMatchObject({ code: "SAGE8524", isPassing: false });
    // What the database itself refuses: a note about a strategy that there is not.
    await expect(store.commit([quietStep(one.id, 1)], [{ ...note, strategy: 999 }])).rejects.toMatchObject({
      code: "SAGE8524",
    });
    expect(await everyRow()).toEqual(before);
    await store.commit([quietStep(one.id, 1)]);
    expect((await store.standing(one.id))?.number).toBe(1);
  });

  test("keeps a bar once for all that trade on it, and what differs besides", async () => {
    const one = await store.strategy(wanted());
    const two = await store.strategy(wanted({ name: "other" }));
    await store.commit([quietStep(one.id, 0), quietStep(two.id, 0)]);
    expect((await everyRow()).bars).toHaveLength(1);
    const plain = quietStep(two.id, 1);
    await store.commit([quietStep(one.id, 1)]);
    const revised = { ...plain, bar: { ...plain.bar, close: 1 } };
    await store.commit([revised]);
    const { bars, steps } = await everyRow();
    expect(bars.map(({ revision }) => revision)).toEqual([0, 0, 1]);
    expect(steps.map(({ revision }) => revision)).toEqual([0, 0, 0, 1]);
    expect((await store.standing(two.id))?.bar).toEqual(revised.bar);
    expect((await store.standing(one.id))?.bar).toEqual(quietStep(one.id, 1).bar);
  });

  test("finds a strategy again, and begins another ledger where anything of it differs", async () => {
    const first = await store.strategy(wanted());
    expect(first).toMatchObject({ ...wanted(), isActive: true, warmupFrom: null, tradedFrom: null });
    expect((await store.strategy(wanted({ path: "elsewhere.sage" }))).id).toBe(first.id);
    const other = await store.strategy(wanted({ parameters: { fast: 12, slow: 26 } }));
    expect(other.id).not.toBe(first.id);
    await store.commit(story(first.id));
    const again = await store.strategy(wanted());
    expect(again).toMatchObject({ id: first.id, warmupFrom: beginning, tradedFrom: beginning + minute });
  });

  test("goes on from the last state, of which most are kept as what changed", async () => {
    const { id } = await store.strategy(wanted());
    const state = (number: number): Uint8Array => {
      const bytes = new Uint8Array(20_003).map((_, k) => (k * 7919) >> 3);
      for (let k = 0; k <= number; k++) bytes[(k * 977) % 20_003] = k + 1;
      bytes[20_002] = number;
      return bytes;
    };
    for (let number = 0; number < 40; number++)
      await store.commit([quietStep(id, number, { state: number === 39 ? null : state(number) })]);
    expect(await store.standing(id)).toMatchObject({ number: 38, state: state(38) });
    const kept = await store.database.transact("read", (query) =>
      query.selectFrom("states").select(["kind", "number", "base", "content"]).orderBy("kind").execute(),
    );
    expect(kept.map(({ kind, number, base }) => [kind, number, base])).toEqual([
      ["delta", 38, 0],
      ["full", 0, 0],
    ]);
    expect(kept[0]?.content.length).toBeLessThan(40 * 16 + 100);
    // A process that starts knows nothing of what this one remembers.
    await store.close();
    store = await openStore(address);
    await store.commit([quietStep(id, 40, { state: state(40) })]);
    expect(await store.standing(id)).toMatchObject({ number: 40, state: state(40) });
  });

  test("refuses a state that is damaged", async () => {
    const { id } = await store.strategy(wanted());
    await store.commit([quietStep(id, 0)]);
    await store.database.transact("write", (query) =>
      query.updateTable("states").set({ digest: 1 }).execute(),
    );
    await expect(store.standing(id)).rejects.toMatchObject({ code: "SAGE8524" });
  });
});
