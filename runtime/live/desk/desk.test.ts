import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compile } from "../../../compiler/index.js";
import { createSource } from "../../../lang/index.js";
import { backtest, memoryFeed, synthesize } from "../../index.js";
import type { SwitchChange } from "../../broker/switches.js";
import { viewColumns } from "../../data/columns.js";
import { packageRoot } from "../../package-root.js";
import { planOf, testMarket } from "../../testing/live.js";
import { RecordedFeed } from "../feeds/recorded.js";
import { EventBus, type DeskEvent } from "../events.js";
import type { LiveStore, LiveStep } from "../store/live-store.js";
import { warmupBars } from "../session/session.js";
import { openStore } from "../store/index.js";
import { StoreError } from "../store/store-error.js";
import { Desk } from "./desk.js";

const stopAll = { name: "all", closes: true, by: "a test", reason: "", at: Number.POSITIVE_INFINITY };
const folder = mkdtempSync(join(tmpdir(), "sage-desk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = join(packageRoot, "strategies", "ema_cross.sage");
const { graph } = compile(createSource(path, readFileSync(path, "utf8")));
if (graph === null) throw new Error("it does not compile");

const count = 2500;
const feed = synthesize({ bars: count, interval: graph.market.timeframe, seed: 3 });
const { from } = feed.information;
const market = testMarket(graph);
const begins = 1200;
const start = from + begins * market.interval;
const entry = (capital = 10_000) => ({
  plan: planOf(graph, feed, {}, capital),
  records: [{ name: graph.strategy, models: [], path: null, portfolio: null }],
});

interface Life {
  /** Ends after so many steps, as if its process had been stopped there. */
  readonly ends?: number;
  readonly wrap?: (store: LiveStore) => LiveStore;
  readonly during?: (desk: Desk, steps: number) => void;
  /** Bars come one by one rather than all at once. */
  readonly paced?: boolean;
  readonly listens?: (event: DeskEvent) => void;
}

/** All of a store's own deeds, to be changed one by one. */
const bound = (store: LiveStore): LiveStore => ({
  kind: store.kind,
  shown: store.shown,
  strategy: (wanted) => store.strategy(wanted),
  lock: (strategy) => store.lock(strategy),
  commit: (steps, notes) => store.commit(steps, notes),
  standing: (strategy) => store.standing(strategy),
  note: (note) => store.note(note),
  switched: (changes) => store.switched(changes),
  switchHistory: (strategy) => store.switchHistory(strategy),
  close: () => store.close(),
});

/** One process after another on the same ledger; all steps that were told of, without the warm-up. */
async function live(file: string, lives: readonly Life[]): Promise<readonly LiveStep[]> {
  const told: LiveStep[] = [];
  let now = start;
  for (const { ends = Number.POSITIVE_INFINITY, wrap = bound, during, listens, paced } of lives) {
    // Slow enough that bars come one by one rather than all at once: 1 ms each.
    const speed = paced === true ? market.interval : Number.POSITIVE_INFINITY;
    const source = new RecordedFeed([{ market, feed }], { start: now, speed });
    const opened = await openStore(join(folder, file), () => source.clock.now());
    const bus = new EventBus();
    const desk = new Desk({ feed: source, store: wrap(opened), clock: source.clock, bus });
    const stop = new AbortController();
    let steps = 0;
    if (listens !== undefined) bus.listen(listens);
    bus.listen((event) => {
      if (event.kind !== "step" || event.step.mode === "warmup") return;
      told.push(event.step);
      steps++;
      during?.(desk, steps);
      if (steps >= ends) stop.abort();
    });
    await desk.add(entry());
    await desk.run(stop.signal);
    await desk.close();
    await opened.close();
    now = source.clock.now();
  }
  return told;
}

const ledgerOf = (steps: readonly LiveStep[]) => ({
  trades: steps.flatMap(({ trades }) => trades),
  orders: steps.flatMap(({ orders }) => orders),
  signals: steps.flatMap(({ signals }) => signals),
  equity: steps.map(({ account }) => account.equity),
});

/** The same strategy as a backtest over the bars from where its warm-up began, traded from the first bar on. */
function expected(warmup: number, switches: readonly SwitchChange[] = []) {
  const [columns] = [...feed.chunks()];
  if (columns === undefined || graph === null) throw new Error("there are no bars");
  const bars = viewColumns(columns, warmup, count);
  const { hash: _, ...information } = feed.information;
  const result = backtest(
    graph,
    memoryFeed(bars, { ...information, bars: bars.time.length, from: bars.time[0] ?? 0 }),
    {
      from: from + begins * market.interval,
      endOfData: "mark",
      switches: switches.map(({ time, stops }) => ({ time, stops })),
    },
  );
  return {
    trades: [...result.trades],
    orders: result.orders.filter(({ reason }) => reason !== "end of data"),
    signals: [...result.signals],
    equity: [...(result.equity?.equity ?? [])],
  };
}

const bars = warmupBars(entry().plan.members[0] ?? { graph });
const whole = expected(Math.max(0, begins - bars));

test("a desk does what a backtest does from the same bars, to the last bit", async () => {
  const steps = await live("whole.db", [{}]);
  expect(whole.trades.length).toBeGreaterThan(10);
  expect(ledgerOf(steps)).toEqual(whole);
});

test("however fast a replay goes, the machine's clock says how long each live decision took", async () => {
  const latencies: number[] = [];
  const began = performance.now();
  const steps = await live("latency.db", [
    {
      listens: (event) => {
        if (event.kind === "decided") latencies.push(...event.latencies);
      },
    },
  ]);
  const whole = performance.now() - began;
  expect(latencies).toHaveLength(steps.filter(({ mode }) => mode === "live").length);
  expect(latencies.length).toBeGreaterThan(1000);
  for (const latency of latencies) {
    expect(latency).toBeGreaterThan(0);
    expect(latency).toBeLessThan(whole);
  }
});

test("stopped again and again, it goes on from its ledger and the bars that it missed", async () => {
  const steps = await live("stops.db", [
    { ends: 1 },
    { ends: 1 },
    { ends: 37 },
    { ends: 200 },
    { ends: 3 },
    {},
  ]);
  expect(ledgerOf(steps)).toEqual(whole);
});

test("with a store that is away now and then nothing is lost, nothing is done twice, and it is said", async () => {
  let calls = 0;
  const said: string[] = [];
  const steps = await live("away.db", [
    {
      wrap: (store) => ({
        ...bound(store),
        commit: async (given, notes) => {
          calls++;
          if (calls % 7 === 3) throw new StoreError("SAGE8520", "The database is away.");
          // Written, but the answer is lost: the same is asked again.
          await store.commit(given, notes);
          if (calls % 11 === 5) throw new StoreError("SAGE8520", "The answer was lost.");
        },
      }),
      listens: (event) => {
        if (event.kind === "store") said.push(event.state);
      },
    },
  ]);
  expect(ledgerOf(steps)).toEqual(whole);
  expect(said.slice(0, 2)).toEqual(["held", "back"]);
});

test("a second desk on the same strategy is refused while the first is there", async () => {
  const source = new RecordedFeed([{ market, feed }], { start, speed: Number.POSITIVE_INFINITY });
  const bus = new EventBus();
  const first = await openStore(join(folder, "two.db"));
  const second = await openStore(join(folder, "two.db"));
  const desk = new Desk({ feed: source, store: first, clock: source.clock, bus });
  await desk.add(entry());
  const other = new Desk({ feed: source, store: second, clock: source.clock, bus });
  await expect(other.add(entry())).rejects.toMatchObject({ code: "SAGE8522" });
  await desk.close();
  await other.add(entry());
  await other.close();
  await first.close();
  await second.close();
});

test("a second desk trades another strategy on the same store while the first one runs", async () => {
  const both = await Promise.all(
    [10_000, 20_000].map(async (capital) => {
      const source = new RecordedFeed([{ market, feed }], { start, speed: Number.POSITIVE_INFINITY });
      const store = await openStore(join(folder, "shared.db"), () => source.clock.now());
      const bus = new EventBus();
      const desk = new Desk({ feed: source, store, clock: source.clock, bus });
      const told: LiveStep[] = [];
      bus.listen((event) => {
        if (event.kind === "step" && event.step.mode !== "warmup") told.push(event.step);
      });
      await desk.add(entry(capital));
      await desk.run(new AbortController().signal);
      await desk.close();
      await store.close();
      return told;
    }),
  );
  const [first, second] = both;
  expect(ledgerOf(first ?? [])).toEqual(whole);
  expect(second?.length).toBe(first?.length);
  expect(second?.[0]?.account.equity).toBe(20_000);
  expect(second?.[0]?.strategy).not.toBe(first?.[0]?.strategy);
});

describe("the kill switch", () => {
  test("keeps entries out and what is held open, over restarts; a backtest with its history has the same ledger", async () => {
    const paced = true;
    const steps = await live("switch.db", [
      {
        paced,
        ends: 450,
        during: (desk, count) => {
          if (count === 100) desk.obey([{ ...stopAll, closes: false }]);
          if (count === 180) desk.obey([]);
          if (count === 300) desk.obey([{ ...stopAll, name: graph.strategy }]);
        },
      },
      // It still stands when the process comes back, and is taken back then.
      {
        paced,
        during: (desk, count) => {
          if (count === 1) desk.obey([stopAll]);
          if (count === 250) desk.obey([]);
        },
      },
    ]);
    const store = await openStore(join(folder, "switch.db"));
    const switches = await store.switchHistory(1);
    await store.close();
    expect(switches.map(({ stops }) => stops)).toEqual([
      "entries",
      "nothing",
      "all",
      "nothing",
      "all",
      "nothing",
    ]);
    const same = expected(Math.max(0, begins - bars), switches);
    expect(ledgerOf(steps)).toEqual(same);
    expect(same.signals.filter(({ reason }) => reason === "stopped").length).toBeGreaterThan(0);
    expect(same.trades).not.toEqual(whole.trades);
  });

  test("of another strategy concerns nobody here; each change is told with who, and why", async () => {
    const told: DeskEvent[] = [];
    const steps = await live("other.db", [
      {
        paced: true,
        during: (desk, count) => {
          if (count === 10) desk.obey([{ ...stopAll, name: "another", reason: "it drifts" }]);
          if (count === 20) desk.obey([]);
        },
        listens: (event) => {
          if (event.kind === "switch" || event.kind === "note") told.push(event);
        },
      },
    ]);
    expect(ledgerOf(steps)).toEqual(whole);
    const about = { name: "another", by: "a test", reason: "it drifts" };
    expect(told.filter(({ kind }) => kind === "switch")).toEqual([
      { kind: "switch", ...about, isStopped: true, closes: true },
      { kind: "switch", ...about, isStopped: false, closes: false },
    ]);
    const notes = told.flatMap((event) => (event.kind === "note" ? [event.note] : []));
    expect(notes.filter(({ event }) => event.startsWith("switch")).map(({ message }) => message)).toEqual([
      "another is stopped by a test, and what is held is left (it drifts).",
      "another goes on; it was stopped by a test.",
    ]);
  });
});
