import { z } from "zod";
import { formatInterval } from "../../data/interval.js";
import type { Clock } from "../clock.js";
import type { SourceMessage } from "../feeds/source.js";
import type { Market } from "../market.js";
import { translateError, type Exchange } from "./exchange.js";
import { Inbox } from "./inbox.js";
import { barMessage, unreadable } from "./wire.js";

const rowSchema = z.array(z.number()).min(6);

/** Milliseconds between two questions to an exchange that does not stream bars. */
const asking = 15_000;

/**
 * Bars of an exchange through ccxt's one form, which does not tell whether a bar is closed: each is "unknown". Exchanges
 * without a stream of bars are asked again and again.
 */
export async function* watchMarkets(
  exchange: Exchange,
  markets: readonly Market[],
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<SourceMessage> {
  signal.throwIfAborted();
  const inbox = new Inbox<SourceMessage>(() => undefined);
  const life = new AbortController();
  const stop = (): void => life.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  life.signal.addEventListener("abort", () => inbox.fail(life.signal.reason), { once: true });
  const streams = exchange.has["watchOHLCV"] === true;
  const watch = async (market: Market): Promise<void> => {
    const timeframe = formatInterval(market.interval);
    while (!life.signal.aborted) {
      const rows: unknown = streams
        ? await exchange.watchOHLCV(market.symbol, timeframe)
        : await exchange.fetchOHLCV(market.symbol, timeframe, clock.now() - 2 * market.interval, 3);
      for (const row of Array.isArray(rows) ? rows.slice(-2) : []) {
        const read = rowSchema.safeParse(row);
        const [time = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = read.data ?? [];
        const candle = { open, high, low, close, volume };
        inbox.add(read.success ? barMessage(market, time, candle, "unknown") : unreadable);
      }
      if (!streams) await clock.sleep(Math.min(asking, market.interval), life.signal);
    }
  };
  for (const market of markets) {
    watch(market).catch((error: unknown) => inbox.fail(life.signal.aborted ? error : translateError(error)));
  }
  try {
    yield* inbox;
  } finally {
    signal.removeEventListener("abort", stop);
    life.abort();
    // Else the next life would listen to the same socket, which may be dead.
    if (streams) await exchange.close().catch(() => undefined);
  }
}
