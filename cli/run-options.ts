import type { BacktestOptions, RunRequest } from "../runtime/index.js";

/** A request as options of the library. */
export function optionsOf({
  from,
  to,
  capital,
  currency,
  parameters,
  endOfData,
  seed,
  switches = [],
}: RunRequest): BacktestOptions {
  return { from, to, capital, parameters, endOfData, seed, switches, ...(currency !== null && { currency }) };
}
