import { example } from "./example.js";

/** A strategy with two parameters, and an experiment about it. */
export const experimentExample = (settings: string): string => `${example(`
param fast = 12 bars in 5..20
param slow = 50 bars in 30..60 step 10
enter long when ema(close, fast) crosses above ema(close, slow)
exit  long when ema(close, fast) crosses below ema(close, slow)`)}
experiment study of example {
${settings.trim().replaceAll(/^\s*(?=\S)/gm, "  ")}
}
`;

/** The same strategy in a portfolio. */
export const portfolioExample = (settings: string): string =>
  experimentExample("").replace(
    /experiment[^]*$/,
    `portfolio desk {\n${settings.trim().replaceAll(/^\s*(?=\S)/gm, "  ")}\n}\n`,
  );
