import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasServer, TestServer } from "../../queue/testing/server.js";
import {
  openStore,
  readAlerts,
  readArenas,
  readBars,
  readDays,
  readEquity,
  readEvents,
  readFills,
  readLedger,
  readOrders,
  readPerformance,
  readPortfolio,
  readPortfolioHistory,
  readPositions,
  readSignals,
  readStepAt,
  readSteps,
  readStrategyList,
  readSwitches,
  readTrades,
  writeSwitch,
  type Page,
  type PageRequest,
  type SqlStore,
} from "./index.js";
import {
  beginning,
  bitcoin,
  minute,
  order,
  price,
  quietStep,
  story,
  trade,
  wanted,
} from "./testing/steps.js";

const server = new TestServer();
const folder = mkdtempSync(join(tmpdir(), "sage-read-"));
let count = 0;

beforeAll(async () => {
  if (hasServer) await server.begin();
});

afterAll(async () => {
  if (hasServer) await server.end();
  rmSync(folder, { recursive: true, force: true });
});

async function freshAddress(kind: "sqlite" | "postgres"): Promise<string> {
  count++;
  if (kind === "sqlite") return join(folder, `live-${count}.db`);
  const { default: pg } = await import("pg");
  const client = new pg.Client(server.address());
  await client.connect();
  await client.query(`create database read_${count}`);
  await client.end();
  return server.address({ database: `read_${count}` });
}

describe.each([
  { kind: "sqlite" as const, runs: true },
  { kind: "postgres" as const, runs: hasServer },
])("what is read from $kind", ({ kind, runs }) => {
  let store: SqlStore;
  let one: number;
  let two: number;

  beforeEach(async (context) => {
    if (!runs) return context.skip();
    store = await openStore(await freshAddress(kind));
    one = (await store.strategy(wanted())).id;
    two = (await store.strategy(wanted({ name: "other", market: { ...bitcoin, symbol: "SOL/USD" } }))).id;
    await store.commit(story(one));
    await store.commit(story(two));
  });

  afterEach(async () => {
    await store?.close();
  });

  /** All parts of a list, one row at a time. */
  async function walk<Row>(read: (page: PageRequest) => Promise<Page<Row>>, order: PageRequest["order"]) {
    const rows: Row[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Row> = await read({ limit: 1, order, cursor });
      rows.push(...page.rows);
      cursor = page.next;
    } while (cursor !== null);
    return rows;
  }

  test("comes in parts that together are the whole, in either order", async () => {
    const { database } = store;
    const whole = await readSignals(database, {}, { order: "oldest" });
    expect(whole.next).toBeNull();
    expect(whole.rows.map(({ strategy, id }) => [strategy, id])).toEqual([
      [one, 1],
      [one, 2],
      [two, 1],
      [two, 2],
      [one, 3],
      [one, 4],
      [two, 3],
      [two, 4],
    ]);
    expect(await walk((page) => readSignals(database, {}, page), "oldest")).toEqual(whole.rows);
    expect(await walk((page) => readSignals(database, {}, page), "newest")).toEqual(whole.rows.toReversed());
    for (const cursor of ["nonsense", "MS4y", Buffer.from("1.2.x").toString("base64url"), "' or 1=1"])
      await expect(readSignals(database, {}, { cursor })).rejects.toMatchObject({ code: "SAGE8525" });
  });

  test("is money of bars of different lengths together, as of the last that closed", async () => {
    const { database } = store;
    const slow = { ...bitcoin, symbol: "ETH/USD", interval: 5 * minute };
    const three = (await store.strategy(wanted({ name: "slow", market: slow, capital: 20_000 }))).id;
    const account = { equity: 20_500, cash: 20_500, position: 0 };
    await store.commit([quietStep(three, 0, { account })]);
    const at = (minutes: number, equity: number) => ({ time: beginning + minutes * minute, equity });
    const all = await readStrategyList(database);
    // The stories' two have 9,990, 10,002.25 and 10,080.5 after their second to fourth minute.
    const whole = [at(2, 39_980), at(3, 40_004.5), at(4, 40_161), at(5, 40_661)];
    expect(await readEquity(database, all, 500)).toEqual(whole);
    expect(await readEquity(database, all, 2)).toEqual([whole[0], whole[3]]);
    expect(await readEquity(database, [], 500)).toEqual([]);
  });

  test("does not move when something is added between two parts", async () => {
    const read = (page: PageRequest) => readOrders(store.database, { strategy: one }, page);
    const first = await read({ limit: 1 });
    const later = order(4, { time: beginning + 4 * minute, bar: 4 });
    await store.commit([quietStep(one, 4, { orders: [later] })]);
    const second = await read({ limit: 5, cursor: first.next });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual([2, 3, 1]);
  });

  test("is filtered by strategy, time and kind", async () => {
    const { database } = store;
    const outcome = await readSignals(database, { strategy: one, outcome: "ignored" });
    expect(outcome.rows).toMatchObject([{ id: 1, order: null, reason: "warm-up", price }]);
    const early = await readSignals(database, { strategy: two, to: beginning + minute, outcome: "order" });
    expect(early.rows).toMatchObject([{ id: 2, order: 1 }]);
    const late = await readOrders(database, { from: beginning + 2 * minute, status: "filled" });
    expect(late.rows.map(({ strategy, id }) => [strategy, id])).toEqual([
      [two, 2],
      [one, 2],
    ]);
    expect((await readTrades(database, { side: "short" })).rows).toEqual([]);
    expect((await readTrades(database, { strategy: two })).rows).toMatchObject([
      { id: 1, signal: 2, strategy: two, step: 3, profit: trade(1).profit },
    ]);
    expect((await readPositions(database, { status: "open", strategy: one })).rows).toMatchObject([
      { position: 2, side: "short", liquidationPrice: 150_000.5, exitTime: null },
    ]);
    expect((await readPositions(database, { status: "closed", strategy: one })).rows).toMatchObject([
      { position: 1, quantity: 0, exitReason: "rule", profit: trade(1).profit, trades: 1 },
    ]);
    expect((await readFills(database, { strategy: one, position: 2 })).rows).toMatchObject([
      { type: "open_short", order: 2 },
    ]);
    expect((await readAlerts(database, { strategy: one })).rows).toMatchObject([
      { message: 'it is "over" → 😀', step: 2 },
    ]);
  });

  test("gives steps, bars and the ledger as they were stored", async () => {
    const { database } = store;
    const steps = story(one);
    const stored = await readSteps(database, one);
    expect(stored.map(({ bar }) => bar)).toEqual(steps.map(({ bar }) => bar));
    expect(stored.map(({ account }) => account)).toEqual(steps.map(({ account }) => account));
    expect(stored.map(({ plots }) => plots)).toEqual(steps.map(({ plots }) => plots));
    expect(stored.map(({ unrealised }) => unrealised)).toEqual([0, -0, 12.25, -0]);
    const some = await readSteps(database, one, { from: 1, every: 2, limit: 5 });
    expect(some.map(({ number }) => number)).toEqual([2]);
    expect(await readStepAt(database, one, beginning + minute + 1)).toBe(2);
    expect(await readStepAt(database, one, beginning + 9 * minute)).toBeNull();
    const ledger = await readLedger(database, one);
    expect(ledger.orders).toEqual(steps.flatMap(({ orders }) => orders));
    expect(ledger.trades).toEqual(steps.flatMap(({ trades }) => trades));
    expect(ledger.signals).toEqual(steps.flatMap(({ signals }) => signals));
    expect((await readLedger(database, one, { from: 3 })).signals).toEqual([]);
    const [arena] = await readArenas(database);
    expect(arena).toMatchObject({
      key: "binance BTC/USDT:USDT perpetual 1m",
      base: "BTC",
      quote: "USDT",
      strategies: [one],
      lastBar: beginning + 3 * minute,
    });
    const revised = quietStep(one, 3).bar;
    await store.commit([quietStep(one, 4, { bar: { ...revised, time: beginning + 4 * minute } })]);
    const bars = await readBars(database, arena?.id ?? 0, { limit: 2 });
    expect(bars.map(({ time }) => time)).toEqual([beginning + 3 * minute, beginning + 4 * minute]);
  });

  test("adds up to what the strategies have", async () => {
    const { database } = store;
    const strategies = await readStrategyList(database, { isActive: true });
    expect(strategies).toMatchObject([
      { id: one, version: 1, writer: null, standing: { number: 3, equity: 10_080.5, trades: 1 } },
      { id: two, market: { symbol: "SOL/USD" } },
    ]);
    const totals = await readPortfolio(database, beginning + 3 * minute);
    expect(totals).toMatchObject({
      strategies: 2,
      capital: 20_000,
      equity: 20_161,
      cash: 36_000,
      trades: 2,
      tradesSince: 2,
      fees: 40.2,
      profit: 2 * trade(1).profit,
    });
    expect(totals.openPositions.map(({ strategy, position }) => [strategy, position])).toEqual([
      [one, 2],
      [two, 2],
    ]);
    expect((await readPortfolio(database, beginning + 4 * minute)).tradesSince).toBe(0);
    expect((await readPortfolioHistory(database, { limit: 1 })).at(-1)).toMatchObject({
      time: beginning + 3 * minute,
      equity: 20_161,
      openPositions: 2,
    });
    expect(await readPerformance(database)).toMatchObject([
      { strategy: one, trades: 1, wins: 1, losses: 0, won: trade(1).profit, lost: 0 },
      { strategy: two, trades: 1 },
    ]);
    expect(await readDays(database, { strategy: one })).toMatchObject([
      { day: beginning, trades: 1, profit: trade(1).profit, fees: 20.1 },
    ]);
  });

  test("tells events and switches", async () => {
    const { database } = store;
    const note = {
      time: beginning,
      event: "feed.gap",
      severity: "warning" as const,
      strategy: one,
      market: bitcoin,
      message: "3 bars are missing",
      data: { bars: 3, nested: { a: [1, null] } },
    };
    await store.note(note);
    await store.note(note);
    await store.note({ ...note, event: "desk.start", severity: "info", strategy: null, market: null });
    expect((await readEvents(database, { severity: "warning" })).rows).toMatchObject([note]);
    expect((await readEvents(database, { event: "desk.start" })).rows).toMatchObject([
      { market: null, strategy: null },
    ]);
    expect(await walk((page) => readEvents(database, {}, page), "newest")).toHaveLength(2);
    const stop = { name: "all", isStopped: true, closes: true, by: "api", reason: "enough", changedAt: 5 };
    await writeSwitch(database, { ...stop, closes: false });
    await writeSwitch(database, stop);
    expect(await readSwitches(database)).toEqual([stop]);
  });
});
