import { expect, test } from "vitest";
import { assetOf } from "./asset.js";

test.each([
  ["BTCUSDT", "BTC"],
  ["BTC/USDC:USDC", "BTC"],
  ["BTC/USDT:USDT-240329", "BTC"],
  ["BTC-USD", "BTC"],
  ["BTC_USDT", "BTC"],
  ["BTCUSDT.P", "BTC"],
  ["BTC", "BTC"],
  ["XBT/USD", "BTC"],
  ["ETHBTC", "ETH"],
  ["eth/btc", "ETH"],
  ["USDCUSDT", "USDC"],
  ["ARB", "ARB"],
])("%s is of %s", (symbol, asset) => {
  expect(assetOf(symbol)).toBe(asset);
});
