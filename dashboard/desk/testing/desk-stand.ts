import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineClock } from "../../../runtime/live/clock.js";
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

export async function makeDeskStand(page: string, shape: DeskShape = {}): Promise<DeskStand> {
  const { strategies: count = 3, markets = 2, bars = 30, names = [] } = shape;
  const folder = mkdtempSync(join(tmpdir(), "sage-desk-"));
  shape.prepare?.(folder);
  const store = await openStore(join(folder, "live.db"));
  const traders: Trader[] = [];
  for (let k = 0; k < count; k++) {
    const place = k % markets;
    const coin = coins[place % coins.length] ?? "BTC";
    const market = {
      ...bitcoin,
      symbol: `${coin}/USDT:USDT`,
      exchange: place < coins.length ? "binance" : "bybit",
    };
    const record = await store.strategy(
      wanted({ name: names[k] ?? `cross_${k + 1}`, market, capital, portfolio: k < 2 ? "pair" : null }),
    );
    await store.lock(record.id);
    traders.push({ record, market: place, equity: capital, entry: 0, positions: 0, orders: 0 });
  }
  const first = Math.floor(Date.now() / minute) * minute - bars * minute;
  let number = 0;
  const next = (): readonly LiveStep[] => {
    const steps = traders.map((trader, k) => stepOf(trader, number, (number + k) % round, first));
    number++;
    return steps;
  };
  for (let k = 0; k < bars; k++) await store.commit(next());
  const bus = new EventBus();
  let serving: Serving;
  let listen = "127.0.0.1:0";
  const begin = async (): Promise<void> => {
    serving = await serve({
      store,
      bus,
      listen,
      clock: machineClock,
      tokens: join(folder, "tokens.json"),
      environmentToken: "",
      switchFile: join(folder, "stop"),
      rateLimit: { perSecond: 10_000, burst: 10_000 },
      pages: page,
      ...shape.serve,
    });
    listen = serving.address.replace("http://", "");
  };
  await begin();
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
    restart: begin,
    end: async () => {
      await serving.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function stepOf(trader: Trader, number: number, phase: number, first: number): LiveStep {
  const { record, market } = trader;
  const time = first + number * minute;
  const close = closeOf(market, number);
  const [isEntry, isExit] = [phase === entryAt, phase === exitAt && trader.entry > 0];
  const orders = [];
  const trades = [];
  const signals = [];
  const open = closeOf(market, number - 1);
  if (isEntry) {
    trader.entry = open;
    trader.positions++;
    orders.push(
      order(++trader.orders, { signalBar: number - 1, bar: number, time, quantity, price: open, fee: 0 }),
    );
  }
  if (isExit) {
    const profit = quantity * (open - trader.entry);
    orders.push(
      order(++trader.orders, {
        signalBar: number - 1,
        bar: number,
        time,
        side: "sell",
        quantity,
        price: open,
        fee: 0,
      }),
    );
    trades.push(
      trade(trader.positions, {
        quantity,
        position: trader.positions,
        entryTime: time - 5 * minute,
        entryBar: number - 5,
        entryPrice: trader.entry,
        exitTime: time,
        exitBar: number,
        exitPrice: open,
        profit,
        grossProfit: profit,
        fees: 0,
        signalBar: number - 6,
      }),
    );
    trader.equity += profit;
    trader.entry = 0;
  }
  if (phase === entryAt - 1) signals.push(signal(number, { time }));
  const isHeld = trader.entry > 0;
  const unrealised = isHeld ? quantity * (close - trader.entry) : 0;
  const openPosition: OpenPosition | null = isHeld
    ? {
        side: "long",
        quantity,
        entryPrice: trader.entry,
        entryTime: time - (phase - entryAt) * minute,
        entryBar: number - (phase - entryAt),
        stop: trader.entry * 0.97,
        takes: [],
        liquidationPrice: null,
        unrealised,
        position: trader.positions,
      }
    : null;
  return quietStep(record.id, number, {
    bar: {
      time,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 1,
      series: {},
    },
    received: time + minute,
    decided: time + minute,
    account: { equity: trader.equity + unrealised, cash: capital, position: isHeld ? quantity : 0 },
    openPosition,
    orders,
    trades,
    signals,
  });
}
