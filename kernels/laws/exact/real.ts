import { sharedPath } from "../../../tests/shared.js";
import { readSource } from "../../../runtime/data/import/import-dataset.js";
import type { Market } from "./markets.js";

/** Recorded candles, one market after the other: Bitcoin in dollars, dogecoins in cents, a rate, shares. */
const files = [
  "binance_spot/BTCUSDT_1m_2017-08_2018-12",
  "binance_spot/BTCUSDT_1m_2021",
  "binance_spot/DOGEUSDT_1h_to_2022-12",
  "binance_um/SOLUSDT_5m_2025",
  "freqtrade/ETHBTC_5m_2018-01",
  "kraken/BTCUSDC_1m_2023-Q1",
  "fx/EURUSD_1h_tradingview_2022_2025",
  "equities/SPY_1d_1999_2020",
];

export async function recorded(): Promise<Market> {
  const parts = await Promise.all(
    files.map((name) => readSource([sharedPath("data", "ohlcv", ...`${name}.parquet`.split("/"))], {}, 0)),
  );
  const joined = (name: "open" | "high" | "low" | "close" | "volume"): Float64Array =>
    Float64Array.from(parts.flatMap(({ columns }) => [...columns[name]]));
  return {
    name: "recorded candles",
    open: joined("open"),
    high: joined("high"),
    low: joined("low"),
    close: joined("close"),
    volume: joined("volume"),
  };
}
