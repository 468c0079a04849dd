/** What prices are told in, the longer ones first. */
const quotes = [
  "FDUSD",
  "USDT",
  "USDC",
  "BUSD",
  "TUSD",
  "USDE",
  "DAI",
  "USD",
  "EUR",
  "GBP",
  "JPY",
  "TRY",
  "BRL",
  "BTC",
  "ETH",
  "BNB",
];

const otherNames: Readonly<Record<string, string>> = { XBT: "BTC" };

/**
 * The coin that is traded in a market, however its exchange writes it: `BTCUSDT`, `BTC/USDC:USDC`, `BTC-USD` and `BTC` are
 * all of BTC.
 */
export function assetOf(symbol: string): string {
  const [pair = symbol] = symbol.toUpperCase().split(/[:.]/);
  const [base = pair, quote] = pair.split(/[/_-]/);
  const ending =
    quote === undefined
      ? quotes.find((one) => base.length > one.length + 1 && base.endsWith(one))
      : undefined;
  const asset = ending === undefined ? base : base.slice(0, -ending.length);
  return otherNames[asset] ?? asset;
}
