import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBus } from "../../../runtime/live/events.js";
import type { LiveStep, OpenPosition, StrategyRecord } from "../../../runtime/live/store/live-store.js";
import { openStore } from "../../../runtime/live/store/open-store.js";
import type { SqlStore } from "../../../runtime/live/store/sql-store.js";
import {
  bitcoin,
  minute,
  order,
  quietStep,
  signal,
  trade,
  wanted,
} from "../../../runtime/live/store/testing/steps.js";
import type { ServeOptions } from "../../../runtime/serve/context.js";
import { serve, type Serving } from "../../../runtime/serve/serve.js";

/** A desk of many strategies on a real store, that trades bar by bar as it is told to, and a server with its page. */
export interface DeskStand {
  readonly folder: string;
  readonly store: SqlStore;
  readonly bus: EventBus;
  readonly strategies: readonly StrategyRecord[];
  /** As of now; another after `restart`. */
  readonly address: () => string;
  /** The next bar of all strategies: stored, then told. */
  readonly bar: () => Promise<void>;
  /** The next bar: told only, for many in a short time. */
  readonly tellBar: () => void;
  /** Ends the server; what happens meanwhile is told by nobody. */
  readonly stop: () => Promise<void>;
  /** A server on the same port, as after a crash. */
  readonly restart: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export interface DeskShape {
  readonly strategies?: number;
  readonly markets?: number;
  /** Bars that are stored before the server begins. */
  readonly bars?: number;
  readonly names?: readonly string[];
  readonly serve?: Partial<ServeOptions>;
  /** Called with the folder of the stand: makes tokens. */
  readonly prepare?: (folder: string) => void;
}

const coins = ["BTC", "ETH", "SOL", "ADA", "XRP", "DOGE", "LTC", "DOT", "AVAX", "LINK"];
const capital = 10_000;
const quantity = 0.1;
/** Of ten bars a position is held from the second to the seventh. */
const [entryAt, exitAt, round] = [2, 7, 10];

/** A seeded walk of a market, of which every close is known. */
const closeOf = (market: number, number: number): number =>
  (90_000 / (market + 1)) * (1 + 0.02 * Math.sin((number + 7 * market) / 9) + 0.0001 * number);

interface Trader {
  readonly record: StrategyRecord;
  readonly market: number;
  equity: number;
  entry: number;
  positions: number;
  orders: number;
}

async function tradersOf(store: SqlStore, shape: DeskShape): Promise<readonly Trader[]> {
  const { strategies = 3, markets = 2, names = [] } = shape;
  const traders: Trader[] = [];
  for (let k = 0; k < strategies; k++) {
    const place = k % markets;
    const coin = coins[place % coins.length] ?? "BTC";
    const exchange = place < coins.length ? "binance" : "bybit";
    const market = { ...bitcoin, symbol: `${coin}/USDT:USDT`, exchange };
    const name = names[k] ?? `cross_${k + 1}`;
    const record = await store.strategy(wanted({ name, market, capital, portfolio: k < 2 ? "pair" : null }));
    await store.lock(record.id);
    traders.push({ record, market: place, equity: capital, entry: 0, positions: 0, orders: 0 });
  }
  return traders;
}

export async function makeDeskStand(page: string, shape: DeskShape = {}): Promise<DeskStand> {
  const { bars = 30 } = shape;
  const folder = mkdtempSync(join(tmpdir(), "sage-desk-"));
  shape.prepare?.(folder);
  const store = await openStore(join(folder, "live.db"));
  const traders = await tradersOf(store, shape);
  const first = Math.floor(Date.now() / minute) * minute - bars * minute;
  let number = 0;
  const next = (): readonly LiveStep[] => {
    const steps = traders.map((trader, k) => stepOf(trader, number, (number + k) % round, first));
    number++;
    return steps;
  };
  for (let k = 0; k < bars; k++) await store.commit(next());
  const bus = new EventBus();
  // As a desk does, it tells what was switched.
  const obey = (): void =>
    bus.tell({ kind: "switch", name: "all", isStopped: true, closes: false, by: "the test", reason: "" });
  const begin = (listen: string): Promise<Serving> =>
    serve({
      store,
      bus,
      desk: { stops: [], obey },
      listen,
      tokens: join(folder, "tokens.json"),
      environmentToken: "",
      switchFile: join(folder, "stop"),
      rateLimit: { perSecond: 10_000, burst: 10_000 },
      pages: page,
      ...shape.serve,
    });
  let serving = await begin("127.0.0.1:0");
  const tell = (steps: readonly LiveStep[]): void =>
    steps.forEach((step, k) => {
      const strategy = traders[k]?.record;
      if (strategy !== undefined) bus.tell({ kind: "step", strategy, step });
    });
  return {
    folder,
    store,
    bus,
    strategies: traders.map(({ record }) => record),
    address: () => serving.address,
    bar: async () => {
      const steps = next();
      await store.commit(steps);
      tell(steps);
    },
    tellBar: () => tell(next()),
    stop: () => serving.close(),
    restart: async () => {
      serving = await begin(serving.address.replace("http://", ""));
    },
    end: async () => {
      await serving.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One bar of a trader: it enters in the second bar of ten and leaves in the seventh, at the open. */
function stepOf(trader: Trader, number: number, phase: number, first: number): LiveStep {
  const { record, market } = trader;
  const time = first + number * minute;
  const [open, close] = [closeOf(market, number - 1), closeOf(market, number)];
  const moment: Moment = { number, time, price: open };
  const orders = [];
  const trades = [];
  if (phase === entryAt) {
    trader.entry = open;
    trader.positions++;
    orders.push(orderAt(trader, moment, "buy"));
  }
  if (phase === exitAt && trader.entry > 0) {
    orders.push(orderAt(trader, moment, "sell"));
    trades.push(tradeAt(trader, moment));
    trader.equity += quantity * (open - trader.entry);
    trader.entry = 0;
  }
  const openPosition = trader.entry > 0 ? heldAt(trader, moment, phase - entryAt, close) : null;
  const [high, low] = [Math.max(open, close), Math.min(open, close)];
  return quietStep(record.id, number, {
    bar: { time, open, high, low, close, volume: 1, series: {} },
    received: time + minute,
    decided: time + minute,
    account: {
      equity: trader.equity + (openPosition?.unrealised ?? 0),
      cash: capital,
      position: openPosition === null ? 0 : quantity,
    },
    openPosition,
    orders,
    trades,
    signals: phase === entryAt - 1 ? [signal(number, { time })] : [],
  });
}

interface Moment {
  readonly number: number;
  readonly time: number;
  readonly price: number;
}

function orderAt(trader: Trader, { number, time, price }: Moment, side: "buy" | "sell") {
  return order(++trader.orders, { signalBar: number - 1, bar: number, time, side, quantity, price, fee: 0 });
}

function tradeAt({ positions: position, entry }: Trader, { number, time, price }: Moment) {
  const profit = quantity * (price - entry);
  return trade(position, {
    position,
    quantity,
    entryTime: time - 5 * minute,
    entryBar: number - 5,
    entryPrice: entry,
    exitTime: time,
    exitBar: number,
    exitPrice: price,
    profit,
    grossProfit: profit,
    fees: 0,
    signalBar: number - 6,
  });
}

function heldAt(trader: Trader, { number, time }: Moment, bars: number, close: number): OpenPosition {
  const { entry, positions: position } = trader;
  return {
    side: "long",
    quantity,
    entryPrice: entry,
    entryTime: time - bars * minute,
    entryBar: number - bars,
    stop: entry * 0.97,
    takes: [],
    liquidationPrice: null,
    unrealised: quantity * (close - entry),
    position,
  };
}
