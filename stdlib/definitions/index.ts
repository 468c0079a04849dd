import type { Definition } from "./columns.js";
import { averages, bands, cycles, levels, trends } from "./lines.js";
import { oscillators, volatilities, volumes } from "./oscillators.js";
import { candleParts, statistics } from "./statistics.js";

/** Every function that no other program's values are at hand for, as its source defines it. */
export const definitions: readonly Definition[] = [
  ...averages,
  ...bands,
  ...candleParts,
  ...cycles,
  ...levels,
  ...oscillators,
  ...statistics,
  ...trends,
  ...volatilities,
  ...volumes,
];
