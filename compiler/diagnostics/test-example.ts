import { example } from "./example.js";

/** A small strategy whose averages are shorter than a written series, and a test of it. */
export const testExample = (steps: string, title = "a cross upwards opens a long"): string => `${example(`
param fast = 2 bars in 2..4
let quick = ema(close, fast)
let calm = ema(close, 3 bars)
enter long when quick crosses above calm
exit  long when quick crosses below calm`)}
test "${title}" for example {
${steps.trim().replaceAll(/^\s*(?=\S)/gm, "  ")}
}
`;

export const closes = "close: 10, 10, 9, 9, 12, 13";
