import type { Graph } from "../compiler/graph/index.js";
import type { MarketRules } from "../runtime/live/feeds/source.js";
import type { Market } from "../runtime/live/market.js";

/**
 * What a strategy leaves open that its exchange prescribes; null where it says everything. It is told rather than taken: a
 * backtest of the same file must give the same ledger, and knows nothing of the exchange.
 */
export function rulesNote(
  { market: written, strategy }: Graph,
  market: Market,
  rules: MarketRules,
): string | null {
  const lines = [
    ...(written.tick === null && rules.tick !== null ? [`tick: ${plain(rules.tick)}`] : []),
    ...(written.lot === null && rules.lot !== null ? [`lot: ${plain(rules.lot)}`] : []),
    ...(written.minimumNotional === null && rules.minimum !== null
      ? [`minimum_notional: ${plain(rules.minimum)}`]
      : []),
  ];
  if (lines.length === 0) return null;
  return `${strategy} trades ${market.symbol} in any size and at any price; ${market.exchange} would not. Write \`${lines.join("  ")}\` into its \`market\`.`;
}

/** Never with an exponent, which a strategy's file does not know. */
function plain(value: number): string {
  return value >= 1e-6 ? String(value) : value.toFixed(18).replace(/0+$/, "");
}
