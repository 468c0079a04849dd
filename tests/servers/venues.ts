import { machineClock, type Clock } from "../../runtime/live/clock.js";
import { binanceFuturesSpeech, binanceSpotSpeech } from "./binance.js";
import { bybitSpeech } from "./bybit.js";
import { coinbaseSpeech } from "./coinbase.js";
import { hyperliquidSpeech } from "./hyperliquid.js";
import { krakenSpeech } from "./kraken.js";
import { minute, type ServerBar, type ServerMarket, type Speech } from "./speech.js";

/**
 * Half a minute into a minute, for good: a test that begins at the end of one must not see the next. Who waits, for the
 * next request that a venue bears or for a confirmation, waits a twentieth of it.
 */
export const stillClock: Clock = {
  now: () => Date.UTC(2026, 0, 5, 12, 0, 30),
  sleep: (milliseconds, signal) => machineClock.sleep(milliseconds / 20, signal),
};

/** A venue, one market of it as the server knows it, and as a user names it. */
export interface VenueCase {
  readonly title: string;
  readonly exchange: string;
  readonly speech: Speech;
  readonly market: ServerMarket;
  readonly symbol: string;
  readonly marketType: "spot" | "perpetual";
  /** Whether its socket says that a bar is closed. */
  readonly tellsClosed: boolean;
}

const btc = (id: string, quote: string, kind: "spot" | "perpetual"): ServerMarket => ({
  id,
  base: "BTC",
  quote,
  interval: minute,
  kind,
});

export const venueCases: readonly VenueCase[] = [
  {
    title: "Binance spot",
    exchange: "binance",
    speech: binanceSpotSpeech,
    market: btc("BTCUSDT", "USDT", "spot"),
    symbol: "BTC/USDT",
    marketType: "spot",
    tellsClosed: true,
  },
  {
    title: "Binance USD-M",
    exchange: "binanceusdm",
    speech: binanceFuturesSpeech,
    market: btc("BTCUSDT", "USDT", "perpetual"),
    symbol: "BTC/USDT:USDT",
    marketType: "perpetual",
    tellsClosed: true,
  },
  {
    title: "Hyperliquid",
    exchange: "hyperliquid",
    speech: hyperliquidSpeech,
    market: btc("BTC", "USDC", "perpetual"),
    symbol: "BTC/USDC:USDC",
    marketType: "perpetual",
    tellsClosed: false,
  },
  {
    title: "Kraken",
    exchange: "kraken",
    speech: krakenSpeech,
    market: btc("XXBTZUSD", "USD", "spot"),
    symbol: "BTC/USD",
    marketType: "spot",
    tellsClosed: false,
  },
  {
    title: "Coinbase",
    exchange: "coinbase",
    speech: coinbaseSpeech,
    market: btc("BTC-USD", "USD", "spot"),
    symbol: "BTC/USD",
    marketType: "spot",
    tellsClosed: false,
  },
  {
    title: "Bybit",
    exchange: "bybit",
    speech: bybitSpeech,
    market: btc("BTCUSDT", "USDT", "perpetual"),
    symbol: "BTC/USDT:USDT",
    marketType: "perpetual",
    tellsClosed: true,
  },
];

/** Bars with prices that two decimals and volumes that three hold exactly as written, so that no venue's rounding shows. */
export function serverBars(from: number, count: number, interval = minute): readonly ServerBar[] {
  return Array.from({ length: count }, (_, index) => {
    const open = 100 + (index % 50) / 4;
    const close = 100 + ((index + 1) % 50) / 4;
    return {
      time: from + index * interval,
      open,
      high: Math.max(open, close) + 0.5,
      low: Math.min(open, close) - 0.25,
      close,
      volume: 8 + (index % 7) / 2,
    };
  });
}
