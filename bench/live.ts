import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph } from "../compiler/graph/index.js";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { parameterValues } from "../runtime/engine/index.js";
import { Desk } from "../runtime/live/desk/desk.js";
import { EventBus } from "../runtime/live/events.js";
import type { Market } from "../runtime/live/market.js";
import { openStore } from "../runtime/live/store/open-store.js";
import type { SqlStore } from "../runtime/live/store/sql-store.js";
import { packageRoot } from "../runtime/package-root.js";
import { hasServer, TestServer } from "../runtime/queue/testing/server.js";
import { serve } from "../runtime/serve/index.js";
import { clientsOf } from "./live-clients.js";
import { minute, MinuteFeed } from "./live-minutes.js";

/*
 * A desk of strategies on one-minute bars of fifty markets, all of which close at the same instant: how long it takes
 * until the last of them is stored, and from a bar that is heard of to the strategy's decision about it.
 */

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

interface Figures {
  /** Milliseconds from an empty desk until all have seen their history. */
  readonly start: number;
  /** Of each minute: milliseconds until the last strategy was stored, and told of. */
  readonly stored: readonly number[];
  /** Of each bar: milliseconds from when it was heard of until its strategy had decided. */
  readonly decided: readonly number[];
  /** Of each client and minute: milliseconds from the close until the last message about it had come. */
  readonly heard: readonly number[];
  /** Milliseconds of the processors that a minute took in the desk's process. */
  readonly work: number;
}

interface Trading {
  /** Of the store. */
  readonly address: string;
  readonly pairs: number;
  readonly minutes: number;
  /** Milliseconds from one minute's end of work to the next close; bars of a replay at its fastest come without any. */
  readonly pause?: number;
  /** Clients that listen meanwhile, of which one never reads. */
  readonly clients?: number;
}

/** As many at the beginning are not counted: code is compiled by then. */
const warm = 30;

function minuteMarkets(): readonly Market[] {
  return Array.from({ length: markets }, (_, k): Market => ({
    exchange: "binance",
    symbol: `C${k}/USDT`,
    marketType: "spot",
    interval: minute,
  }));
}

async function enter(desk: Desk, pairs: number, traded: readonly Market[]): Promise<void> {
  const graphs = minuteStrategies();
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
}

/** The socket for clients in another process; gives what ends both and tells how long the clients waited. */
async function besideClients(bus: EventBus, store: SqlStore, folder: string, count: number) {
  const serving = await serve({
    store,
    bus,
    listen: "127.0.0.1:0",
    tokens: join(folder, "tokens.json"),
    switchFile: join(folder, "stop"),
  });
  const clients = await clientsOf(serving.address, count);
  return async (closes: MinuteFeed["closes"]): Promise<readonly number[]> => {
    await nap(300);
    const heard = await clients.end(closes);
    await serving.close();
    return heard;
  };
}

/** A desk of so many strategies over so many minutes. */
async function trade({ address, pairs, minutes, pause = 0, clients = 0 }: Trading): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "sage-bench-live-"));
  const traded = minuteMarkets();
  const feed = new MinuteFeed(traded, 5000, minutes + 2);
  const store = await openStore(address === "" ? join(folder, "live.db") : address);
  const bus = new EventBus();
  const began = performance.now();
  const desk = new Desk({ feed, store, clock: feed.clock, bus });
  const end = clients === 0 ? null : await besideClients(bus, store, folder, clients);
  await enter(desk, pairs, traded);
  const stored: number[] = [];
  const decided: number[] = [];
  let waiting = 0;
  let whole: () => void = () => {};
  bus.listen((event) => {
    if (event.kind !== "step" || event.step.mode === "warmup") return;
    decided.push(event.step.decided - event.step.received);
    if (--waiting === 0) whole();
  });
  const running = desk.run(new AbortController().signal);
  await feed.listened;
  const start = performance.now() - began;
  const skipped = Math.min(warm, minutes >> 1);
  let used = process.cpuUsage();
  for (let round = 0; round < minutes; round++) {
    if (round === skipped) used = process.cpuUsage();
    waiting = pairs;
    const told = new Promise<void>((resolve) => (whole = resolve));
    const close = performance.now();
    feed.next();
    await Promise.race([told, running]);
    stored.push(performance.now() - close);
    if (pause > 0) await nap(pause);
  }
  const { user, system } = process.cpuUsage(used);
  const heard = (await end?.(feed.closes.slice(skipped))) ?? [];
  await feed.close();
  await running;
  await desk.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return {
    start,
    stored: stored.slice(skipped),
    decided: decided.slice(skipped * pairs),
    heard,
    work: (user + system) / 1000 / (minutes - skipped),
  };
}

const nap = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN;

function say(name: string, times: readonly number[], goal = ""): void {
  const [half, most, worst] = [0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(1));
  const asked = goal === "" ? "" : ` (${goal})`;
  console.log(`  ${name}: median ${half} ms, 99 of 100 within ${most} ms, slowest ${worst} ms${asked}`);
}

const ways = [
  { title: "alone, 50 ms between minutes", pause: 50, clients: 0 },
  { title: "beside 200 clients, 50 ms between minutes", pause: 50, clients: 200 },
  { title: "alone, one minute after another", pause: 0, clients: 0 },
  { title: "beside 200 clients, one minute after another", pause: 0, clients: 200 },
];

/**
 * 50 strategies with and without 200 clients, then 500 of them a minute on either database. `SAGE_BENCH_LIVE=few` leaves
 * the 500 out.
 */
export async function benchLive(): Promise<void> {
  const server = new TestServer();
  for (const { title, ...way } of ways) {
    const few = await trade({ address: "", pairs: markets, minutes: 330, ...way });
    console.log(
      `50 strategies ${title}; start ${few.start.toFixed(0)} ms, work ${few.work.toFixed(1)} ms a minute`,
    );
    say("bar to decision", few.decided, "20 ms are asked for");
    say("close to the last decision stored", few.stored);
    if (few.heard.length > 0) say("close to the last message at a client", few.heard);
  }
  if (process.env["SAGE_BENCH_LIVE"] === "few") return;
  const limit = "under 5,000 ms is asked for";
  try {
    const many = await trade({ address: "", pairs: 500, minutes: 20 });
    console.log("500 strategies");
    say("a minute stored in SQLite", many.stored, limit);
    if (!hasServer) return;
    await server.begin();
    const there = await trade({ address: server.address(), pairs: 500, minutes: 20 });
    say("a minute stored in PostgreSQL", there.stored, limit);
  } finally {
    await server.end();
  }
}
