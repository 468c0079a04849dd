import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import type { Graph } from "../compiler/graph/index.js";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { synthesize } from "../runtime/data/synthesize/synthesize.js";
import { parameterValues } from "../runtime/engine/index.js";
import type { LiveBar } from "../runtime/live/bar.js";
import type { Clock } from "../runtime/live/clock.js";
import { Desk } from "../runtime/live/desk/desk.js";
import { EventBus } from "../runtime/live/events.js";
import type { FeedEvent, LiveFeed } from "../runtime/live/feeds/feed.js";
import { barsOf } from "../runtime/live/feeds/recorded.js";
import { marketKey, type Market } from "../runtime/live/market.js";
import { openStore } from "../runtime/live/store/open-store.js";
import { packageRoot } from "../runtime/package-root.js";
import { hasServer, TestServer } from "../runtime/queue/testing/server.js";
import { serve } from "../runtime/serve/index.js";

/*
 * A desk of strategies on one-minute bars of fifty markets, all of which close at the same instant: how long it takes
 * until the last of them is stored, and from a bar that is heard of to the strategy's decision about it.
 */

const minute = 60_000;
const markets = 50;
const capital = 10_000;

/** The bundled strategies without a model, as if written for one-minute bars. */
function minuteStrategies(): readonly Graph[] {
  const folder = join(packageRoot, "strategies");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sage"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .filter((text) => !/^ {2}model /m.test(text))
    .flatMap((text) => {
      const { graph } = compile(createSource("live.sage", text.replace(/timeframe: \w+/, "timeframe: 1m")));
      return graph === null ? [] : [{ ...graph, market: { ...graph.market, tick: 0.01 } }];
    });
}

/** Minutes that come when they are asked for, each of all markets at once. */
class MinuteFeed implements LiveFeed {
  readonly #bars: ReadonlyMap<string, readonly LiveBar[]>;
  /** Goes on from the close of the last minute as time does. */
  readonly clock: Clock = {
    now: () => this.now + Math.round(performance.now() - this.#closed),
    sleep: () => Promise.resolve(),
  };
  now: number;
  #closed = performance.now();
  /** Resolves when somebody listens. */
  readonly listened: Promise<void>;
  #listen: () => void = () => {};
  #wake: (() => void) | null = null;
  #asked = 0;
  #isOver = false;

  constructor(all: readonly Market[], warmup: number, minutes: number) {
    this.listened = new Promise((resolve) => (this.#listen = resolve));
    const from = Date.UTC(2026, 2, 2);
    this.#bars = new Map(
      all.map((market, seed) => [
        marketKey(market),
        [...barsOf(synthesize({ bars: warmup + minutes, interval: minute, seed, start: from }))],
      ]),
    );
    this.now = (this.#bars.values().next().value?.[0]?.time ?? 0) + warmup * minute;
  }

  history(market: Market, { from, to }: { from: number; to: number }): Promise<readonly LiveBar[]> {
    const bars = this.#bars.get(marketKey(market)) ?? [];
    return Promise.resolve(bars.filter(({ time }) => time >= from && time < to));
  }

  async *events(wanted: readonly { readonly market: Market }[]): AsyncGenerator<FeedEvent> {
    this.#listen();
    for (;;) {
      while (this.#asked === 0) {
        if (this.#isOver) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      this.#asked--;
      const time = this.now;
      this.now += minute;
      this.#closed = performance.now();
      for (const { market } of wanted) {
        const bar = this.#bars.get(marketKey(market))?.find((one) => one.time === time);
        const received = this.clock.now();
        if (bar !== undefined) yield { kind: "bar", market, bar, received, via: "stream", late: false };
      }
    }
  }

  next(): void {
    this.#asked++;
    this.#wake?.();
  }

  close(): Promise<void> {
    this.#isOver = true;
    this.#wake?.();
    return Promise.resolve();
  }
}

interface Figures {
  /** Milliseconds from an empty desk until all have seen their history. */
  readonly start: number;
  /** Of each minute: milliseconds until the last strategy was stored, and told of. */
  readonly stored: readonly number[];
  /** Of each bar: milliseconds from when it was heard of until its strategy had decided. */
  readonly decided: readonly number[];
}

/** A desk of so many strategies over so many minutes; `beside` begins what runs while they come, and gives its end. */
async function trade(
  address: string,
  pairs: number,
  minutes: number,
  beside?: (bus: EventBus, store: Awaited<ReturnType<typeof openStore>>) => Promise<() => Promise<void>>,
): Promise<Figures> {
  const graphs = minuteStrategies();
  const traded = Array.from({ length: markets }, (_, k): Market => ({
    exchange: "binance",
    symbol: `C${k}/USDT`,
    marketType: "spot",
    interval: minute,
  }));
  const warmup = 5000;
  const feed = new MinuteFeed(traded, warmup, minutes + 2);
  const store = await openStore(address);
  const bus = new EventBus();
  const began = performance.now();
  const desk = new Desk({ feed, store, clock: feed.clock, bus });
  const end = await beside?.(bus, store);
  for (let pair = 0; pair < pairs; pair++) {
    const graph = graphs[Math.floor(pair / markets) % graphs.length];
    const market = traded[pair % markets];
    if (graph === undefined || market === undefined) continue;
    const values = parameterValues(graph, {});
    const member = { label: graph.strategy, graph, values, market, capital, share: 1, stake: capital };
    const name = `${graph.strategy}_${pair}`;
    await desk.add({
      plan: { members: [member], capital, shared: false },
      records: [{ name, models: [], path: `${name}.sage`, portfolio: null }],
    });
  }
  const stored: number[] = [];
  const decided: number[] = [];
  let waiting = 0;
  let whole: () => void = () => {};
  bus.listen((event) => {
    if (event.kind !== "step" || event.step.mode === "warmup") return;
    decided.push(event.step.decided - event.step.received);
    if (--waiting === 0) whole();
  });
  const controller = new AbortController();
  const running = desk.run(controller.signal);
  await feed.listened;
  const start = performance.now() - began;
  for (let round = 0; round < minutes; round++) {
    waiting = pairs;
    const told = new Promise<void>((resolve) => (whole = resolve));
    const close = performance.now();
    feed.next();
    await Promise.race([told, running]);
    stored.push(performance.now() - close);
  }
  await feed.close();
  await running;
  await desk.close();
  await end?.();
  await store.close();
  return { start, stored, decided };
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN;

function say(name: string, times: readonly number[], goal: string): void {
  const [half, most, worst] = [0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(1));
  console.log(`${name}: median ${half} ms, 99 of 100 within ${most} ms, slowest ${worst} ms (${goal})`);
}

/** Clients that listen to everything, of whom the first does not read. */
async function clientsOf(address: string, count: number): Promise<() => Promise<void>> {
  const sockets = Array.from({ length: count }, () => new WebSocket(`${address.replace("http", "ws")}/ws`));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("open", resolve))));
  for (const [k, socket] of sockets.entries()) {
    const channels = ["trades", "positions", "portfolio", "signals"];
    socket.send(JSON.stringify({ action: "subscribe", channels }));
    if (k === 0) socket.pause();
  }
  return async () => {
    for (const socket of sockets) socket.terminate();
  };
}

/** 50 strategies beside 200 clients, then 500 of them a minute on either database. */
export async function benchLive(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sage-bench-live-"));
  const server = new TestServer();
  try {
    const few = await trade(join(folder, "few.db"), markets, 300, async (bus, store) => {
      const serving = await serve({
        store,
        bus,
        listen: "127.0.0.1:0",
        tokens: join(folder, "tokens.json"),
        switchFile: join(folder, "stop"),
      });
      const end = await clientsOf(serving.address, 200);
      return async () => {
        await end();
        await serving.close();
      };
    });
    console.log(`50 strategies have seen their history after ${few.start.toFixed(0)} ms`);
    const warm = 5 * markets;
    say("50 strategies beside 200 clients, bar to decision", few.decided.slice(warm), "20 ms are asked for");
    say(
      "50 strategies beside 200 clients, close to the last decision stored",
      few.stored.slice(5),
      "no goal",
    );
    const limit = "under 5,000 ms is asked for";
    const many = await trade(join(folder, "many.db"), 500, 20);
    say("500 strategies, a minute stored in SQLite", many.stored.slice(1), limit);
    if (hasServer) {
      await server.begin();
      const there = await trade(server.address(), 500, 20);
      say("500 strategies, a minute stored in PostgreSQL", there.stored.slice(1), limit);
    }
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
