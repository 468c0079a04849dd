import type { DatasetInformation } from "../dataset.js";

type MarketType = DatasetInformation["marketType"];

const quotes = "USDT|USDC|BUSD|FDUSD|TUSD|USD|EUR|GBP|JPY|CHF|BTC|ETH|BNB";
const exchanges = [
  "binanceus",
  "binance",
  "kraken",
  "coinbase",
  "bybit",
  "bitfinex",
  "bitstamp",
  "okx",
  "kucoin",
  "hyperliquid",
  "deribit",
  "bitmex",
];

/** The instrument in a file name such as `BTCUSDT-1m-2021.csv`, `XRP_USDT_USDT-5m-futures.feather`, or null. */
export function symbolInName(fileName: string): string | null {
  const joined = new RegExp(
    `(?:^|[^A-Za-z0-9])([A-Za-z0-9]{2,10}?)[-_/]?(${quotes})(?:[^A-Za-z0-9]|$)`,
    "i",
  ).exec(fileName);
  if (joined === null) return null;
  return `${joined[1]}${joined[2]}`.toUpperCase();
}

/** The instrument a source gives itself, without what such as `ETH/USD_PT5M@BinanceUS` puts around it. */
export function symbolInTitle(title: string | null): string | null {
  if (title === null || /^[A-Z0-9.:/_-]{1,20}$/.test(title)) return title;
  return symbolInName(title) ?? title;
}

/** Exchange and market type where the path names them. */
export function venueInPath(path: string): { exchange: string | null; marketType: MarketType } {
  const words = path.toLowerCase().split(/[^a-z]+/);
  const exchange = exchanges.find((name) => words.includes(name)) ?? null;
  const perpetual = words.some((word) => ["perp", "perpetual", "swap", "um", "futures"].includes(word));
  return { exchange, marketType: perpetual ? "perpetual" : words.includes("spot") ? "spot" : null };
}
