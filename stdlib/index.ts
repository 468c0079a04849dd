import { text as average } from "./average.sage";
import { text as bands } from "./bands.sage";
import { text as candles } from "./candles.sage";
import { text as cycle } from "./cycle.sage";
import { text as features } from "./features.sage";
import { text as levels } from "./levels.sage";
import { text as momentum } from "./momentum.sage";
import { text as nailsage } from "./nailsage.sage";
import { text as regime } from "./regime.sage";
import { text as risk } from "./risk.sage";
import { text as stats } from "./stats.sage";
import { text as time } from "./time.sage";
import { text as trend } from "./trend.sage";
import { text as volatility } from "./volatility.sage";
import { text as volume } from "./volume.sage";

/** The text of each module of the standard library by its name: `std.trend` is `stdlib/trend.sage`. */
export const standardTexts: ReadonlyMap<string, () => string> = new Map([
  ["std.average", average],
  ["std.bands", bands],
  ["std.candles", candles],
  ["std.cycle", cycle],
  ["std.features", features],
  ["std.levels", levels],
  ["std.momentum", momentum],
  ["std.nailsage", nailsage],
  ["std.regime", regime],
  ["std.risk", risk],
  ["std.stats", stats],
  ["std.time", time],
  ["std.trend", trend],
  ["std.volatility", volatility],
  ["std.volume", volume],
]);
