/**
 * A whole, sound strategy around the few lines that a diagnostic is about. `rest` replaces what stands after them;
 * `before` stands before the strategy.
 */
export function example(lines: string, { rest = sizeAndCosts, before = "" } = {}): string {
  const inside = ["market {", "  symbol: BTCUSDT", "  timeframe: 1h", "}", "", lines.trim(), "", rest.trim()];
  const body = inside
    .join("\n")
    .trimEnd()
    .replaceAll(/^(?=.)/gm, "  ");
  return `sage 1\n\n${before === "" ? "" : `${before.trim()}\n\n`}strategy example {\n${body}\n}\n`;
}

export const sizeAndCosts = `size 25% of equity
costs {
  fee: 0.04%
  slippage: 0.02%
}`;

/** A pair of rules for examples that are about something else. */
export const rules = `enter long when close crosses above ema(close, 48)
exit  long when close crosses below ema(close, 48)`;

/** The files that lie beside the examples. */
export const exampleFiles: Readonly<Record<string, string>> = {
  "mine.sage": "sage 1\n\n/// The middle of two prices.\nfn middle(a: price, b: price) = (a + b) / 2\n",
  "broken.sage": "sage 1\n\n/// The middle of two prices.\nfn middle(a: price, b: price) = (a + c) / 2\n",
};
