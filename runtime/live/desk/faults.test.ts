import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Graph } from "../../../compiler/graph/index.js";
import { compile } from "../../../compiler/index.js";
import { createSource } from "../../../lang/index.js";
import { backtest, memoryFeed, synthesize, type BarFeed } from "../../index.js";
import { packageRoot } from "../../package-root.js";
import { planOf, testMarket } from "../../testing/live.js";
import { EventBus, type DeskEvent } from "../events.js";
import { RecordedFeed } from "../feeds/recorded.js";
import { inputMarkets } from "../session/inputs.js";
import { warmupBars } from "../session/session.js";
import { openStore } from "../store/index.js";
import type { LiveStep, LiveStore } from "../store/live-store.js";
import { StoreError } from "../store/store-error.js";
import { Desk, type DeskOptions } from "./desk.js";
import { Mailbox } from "./mailbox.js";

const stopAll = { name: "all", closes: true, by: "a test", reason: "", at: Number.POSITIVE_INFINITY };
const folder = mkdtempSync(join(tmpdir(), "sage-desk-faults-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function graphOf(text: string): Graph {
  const { graph } = compile(createSource("s.sage", text));
  if (graph === null) throw new Error("it does not compile");
  return graph;
}

const path = join(packageRoot, "strategies", "ema_cross.sage");
const cross = graphOf(readFileSync(path, "utf8"));
const market = testMarket(cross);
const count = 4000;
const feed = synthesize({ bars: count, interval: market.interval, seed: 3 });
const { from } = feed.information;
const openOf = (bar: number): number => from + bar * market.interval;

/** Trades around a short average, and has seen so many bars before. */
const simple = (name: string, length: number, rest = ""): Graph =>
  graphOf(`sage 1
strategy ${name} {
  market { symbol: BTCUSDT  timeframe: 1h  type: spot }
  ${rest}
  enter long when close crosses above sma(close, 5) and sma(close, ${length}) > 0
  exit long when close crosses below sma(close, 5)
  size 10% of equity
  costs { fee: 0.1% }
}
`);

interface Life {
  readonly graphs: readonly Graph[];
  readonly bars?: BarFeed;
  /** The bar at which its process begins, and the number of steps after which it is told to stop. */
  readonly begins: number;
  readonly ends?: number;
  readonly missed?: DeskOptions["missed"];
  readonly changes?: Partial<LiveStore>;
  readonly commit?: (store: LiveStore, steps: readonly LiveStep[]) => Promise<void>;
  readonly during?: (desk: Desk, steps: number) => void;
}

/** One process on a ledger; all that it told of, and what ended it. */
async function live(file: string, life: Life): Promise<{ events: readonly DeskEvent[]; failure: unknown }> {
  const { graphs, bars = feed, begins, ends = Number.POSITIVE_INFINITY, missed, commit, during } = life;
  const source = new RecordedFeed([{ market, feed: bars }], { start: openOf(begins), speed: Infinity });
  const store = await openStore(join(folder, file), () => source.clock.now());
  const held: LiveStore = {
    kind: store.kind,
    shown: store.shown,
    strategy: (wanted) => store.strategy(wanted),
    lock: (strategy) => store.lock(strategy),
    commit: (steps, notes) => (commit === undefined ? store.commit(steps, notes) : commit(store, steps)),
    standing: (strategy) => store.standing(strategy),
    note: (note) => store.note(note),
    switched: (changes) => store.switched(changes),
    switchHistory: (strategy) => store.switchHistory(strategy),
    close: () => store.close(),
  };
  const bus = new EventBus();
  const stop = new AbortController();
  const desk = new Desk({
    feed: source,
    store: held,
    clock: source.clock,
    bus,
    ...(missed !== undefined && { missed }),
  });
  const events: DeskEvent[] = [];
  let steps = 0;
  bus.listen((event) => {
    events.push(event);
    if (event.kind === "store" && event.state === "held" && ends === 0) stop.abort();
    if (event.kind !== "step" || event.step.mode === "warmup") return;
    steps++;
    during?.(desk, steps);
    if (steps >= ends) stop.abort();
  });
  for (const graph of graphs)
    await desk.add({
      plan: planOf(graph, bars, {}, 10_000),
      records: [{ name: graph.strategy, models: [], path: null, portfolio: null }],
    });
  let failure: unknown = null;
  try {
    await desk.run(stop.signal);
  } catch (error) {
    failure = error;
  }
  await desk.close();
  await store.close();
  return { events, failure };
}

const stepsOf = (events: readonly DeskEvent[], name?: string): readonly LiveStep[] =>
  events.flatMap((event) =>
    event.kind === "step" && (name === undefined || event.strategy.name === name) ? [event.step] : [],
  );

test("a warm-up that was cut short goes on as one: its bars are not traded", async () => {
  const slow = simple("slow", 2600);
  const [member] = planOf(slow, feed, {}, 10_000).members;
  const seen = member === undefined ? 0 : warmupBars(member);
  expect(seen).toBeGreaterThan(2000);
  let commits = 0;
  const cut = await live("cut.db", {
    graphs: [slow],
    begins: 3000,
    commit: (store, steps) => {
      if (++commits === 2) throw new Error("the process ends here");
      return store.commit(steps);
    },
  });
  expect(cut.failure).toMatchObject({ message: "the process ends here" });
  expect(stepsOf(cut.events)).toHaveLength(2000);
  const second = await live("cut.db", { graphs: [slow], begins: 3000 });
  const whole = await live("uncut.db", { graphs: [slow], begins: 3000 });
  const told = [...stepsOf(cut.events), ...stepsOf(second.events)];
  const comparable = (steps: readonly LiveStep[]) =>
    steps.map(({ number, bar, mode, account, orders, trades }) => ({
      number,
      bar,
      mode,
      account,
      orders,
      trades,
    }));
  expect(comparable(told)).toEqual(comparable(stepsOf(whole.events)));
  expect(told.filter(({ mode }) => mode === "warmup")).toHaveLength(Math.min(seen, 3000));
  expect(stepsOf(whole.events).flatMap(({ trades }) => trades).length).toBeGreaterThan(0);
});

test("a strategy that cannot go on is set aside, is told, and stops no other", async () => {
  const [columns] = [...feed.chunks()];
  if (columns === undefined) throw new Error("there are no bars");
  const without = (column: Float64Array) => column.filter((_, k) => k < 3000 || k > 3004);
  const { hash: _, ...information } = feed.information;
  const holed = memoryFeed(
    {
      time: without(columns.time),
      open: without(columns.open),
      high: without(columns.high),
      low: without(columns.low),
      close: without(columns.close),
      volume: without(columns.volume),
    },
    { ...information, bars: count - 5 },
  );
  const strict = simple("strict", 20, "gaps stop");
  const both = await live("aside.db", { graphs: [strict, simple("easy", 20)], bars: holed, begins: 2990 });
  const alone = await live("alone.db", { graphs: [simple("easy", 20)], bars: holed, begins: 2990 });
  expect(both.failure).toBeNull();
  const notes = both.events.flatMap((event) => (event.kind === "note" ? [event.note] : []));
  expect(notes.filter(({ event }) => event === "strategy_failed")).toMatchObject([
    { severity: "error", message: expect.stringContaining("5 bars are missing") },
  ]);
  expect(stepsOf(both.events, "strict").every(({ bar }) => bar.time < openOf(3000))).toBe(true);
  const equity = (steps: readonly LiveStep[]) => steps.map(({ account }) => account.equity);
  expect(equity(stepsOf(both.events, "easy"))).toEqual(equity(stepsOf(alone.events)));
  const none = await live("none.db", { graphs: [strict], bars: holed, begins: 2990 });
  expect(none.failure).toMatchObject({ code: "SAGE8002" });
});

test("told to stop while the store is away it ends within ten seconds, and what it did is done again after", async () => {
  const begun = performance.now();
  const away = await live("stop-away.db", {
    graphs: [cross],
    begins: 3000,
    ends: 0,
    commit: (store, steps) => {
      if (steps.some(({ mode }) => mode !== "warmup"))
        throw new StoreError("SAGE8520", "The database is away.");
      return store.commit(steps);
    },
  });
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(away.failure).toMatchObject({ code: "SAGE8520" });
  expect(stepsOf(away.events).filter(({ mode }) => mode !== "warmup")).toEqual([]);
  const after = await live("stop-away.db", { graphs: [cross], begins: 3000 });
  const whole = await live("stop-whole.db", { graphs: [cross], begins: 3000 });
  const traded = (events: readonly DeskEvent[]) =>
    stepsOf(events)
      .filter(({ mode }) => mode !== "warmup")
      .map(({ account, orders, trades }) => ({ account, orders, trades }));
  expect(traded(after.events)).toEqual(traded(whole.events));
});

test("bars that were missed are only watched where that is said: nothing is entered on them, and then it is again", async () => {
  await live("watch.db", { graphs: [simple("easy", 5)], begins: 2000, ends: 1 });
  const { events } = await live("watch.db", { graphs: [simple("easy", 5)], begins: 3000, missed: "watch" });
  const steps = stepsOf(events);
  const watched = steps.filter(({ mode }) => mode === "watched");
  expect(watched.length).toBeGreaterThan(400);
  expect(watched.every(({ bar }) => bar.time + market.interval <= openOf(3000))).toBe(true);
  expect(
    watched.flatMap(({ orders }) =>
      orders.filter(({ status, side }) => status === "filled" && side === "buy"),
    ),
  ).toEqual([]);
  const later = steps.filter(({ mode }) => mode === "live");
  expect(later.flatMap(({ trades }) => trades).length).toBeGreaterThan(0);
});

test("a stop by hand that was taken back while no process ran does not hold on", async () => {
  const easy = simple("easy", 5);
  await live("released.db", {
    graphs: [easy],
    begins: 2000,
    ends: 200,
    during: (desk, steps) => {
      if (steps === 1) desk.obey([stopAll]);
    },
  });
  const { events } = await live("released.db", { graphs: [easy], begins: 3500 });
  expect(stepsOf(events).flatMap(({ trades }) => trades).length).toBeGreaterThan(0);
});

test("a replay whose other market ends before its own is traded to its end, as a backtest is", async () => {
  const pair = graphOf(`sage 1
strategy pair {
  market { symbol: BTCUSDT  timeframe: 1h  type: spot }
  feed eth { symbol: "ETH/USDT"  stale: 100 bars }
  enter long when (close > sma(close, 5) and eth.close > 0) ?? false
  exit long when close < sma(close, 5)
  size 10% of equity
  costs { fee: 0.1% }
}
`);
  const own = testMarket(pair);
  const [other] = inputMarkets(pair, own);
  if (other === undefined) throw new Error("it reads no other market");
  const bars = synthesize({ bars: 300, interval: own.interval, seed: 3 });
  const eth = synthesize({ bars: 250, interval: own.interval, seed: 4 });
  const recordings = [
    { market: own, feed: bars },
    { market: other.market, feed: eth },
  ];
  const source = new RecordedFeed(recordings, { start: bars.information.from, speed: Infinity });
  const store = await openStore(join(folder, "pair.db"), () => source.clock.now());
  const bus = new EventBus();
  const equity: number[] = [];
  bus.listen((event) => {
    if (event.kind === "step") equity.push(event.step.account.equity);
  });
  const desk = new Desk({ feed: source, store, clock: source.clock, bus });
  await desk.add({
    plan: planOf(pair, bars, { eth }, 10_000),
    records: [{ name: "pair", models: [], path: null, portfolio: null }],
  });
  await desk.run(new AbortController().signal);
  await desk.close();
  await store.close();
  const { equity: expected } = backtest(pair, bars, { feeds: { eth }, capital: 10_000, endOfData: "mark" });
  expect(equity).toEqual([...(expected?.equity ?? [])]);
  expect(equity).toHaveLength(300);
});

test("a mailbox that is full keeps who brings more waiting", async () => {
  const mailbox = new Mailbox<number>();
  let put = 0;
  const bringing = (async () => {
    for (let item = 0; item < 10_000; item++, put++) await mailbox.put(item);
    mailbox.end();
  })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(put).toBeLessThan(1000);
  const taken: number[] = [];
  for (let items = await mailbox.take(); items !== null; items = await mailbox.take()) taken.push(...items);
  await bringing;
  expect(taken).toEqual(Array.from({ length: 10_000 }, (_, k) => k));
});
