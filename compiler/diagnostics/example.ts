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

/** A model around the few lines that a diagnostic is about; `target`, `algorithm` and `train` replace the usual ones. */
export function model(
  features: string,
  {
    target = "up = ahead(close, 12) / close - 1 > 1%",
    algorithm = "algorithm boosted_trees {\n  seed: 7\n}",
    train = "train {\n  window: 2y\n  refit: 30d\n}",
  } = {},
): string {
  const parts = [
    `features {\n${indented(features.trim())}\n}`,
    `target {\n${indented(target)}\n}`,
    algorithm,
    train,
  ];
  return `model edge {\n${indented(parts.filter((part) => part !== "").join("\n"))}\n}`;
}

const indented = (lines: string): string => lines.replaceAll(/^(?=.)/gm, "  ");

/** Rules that ask the model of the examples. */
export const modelRules = `enter long when edge.probability(up) > 0.6
exit  long when edge.probability(up) < 0.5`;

/** A feature for examples that are about something else. */
export const feature = "momentum = close / close[24] - 1";
