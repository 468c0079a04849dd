import { marketSeries } from "../../../../kernels/catalog/series.js";
import { synthesize } from "../../../index.js";
import type { LiveBar } from "../../bar.js";
import { barsOf } from "../../feeds/recorded.js";
import { LiveSession, type SessionPlan } from "../../session/session.js";
import type { Standing } from "../../store/live-store.js";
import { graphOf, textOf } from "./seeded.js";

export const hour = 3_600_000;
export const count = 1000;

export const bars: readonly LiveBar[] = [...barsOf(synthesize({ bars: count, interval: hour, seed: 3 }))];
/** With funding and the like beside them. */
export const richBars: readonly LiveBar[] = [
  ...barsOf(synthesize({ bars: count, interval: hour, seed: 8, with: marketSeries })),
];

export const at = (list: readonly LiveBar[], index: number): LiveBar => {
  const bar = list[index];
  if (bar === undefined) throw new RangeError(`there is no bar ${index}`);
  return bar;
};

/** The bars with one of them changed, or left out. */
export const changed = (
  list: readonly LiveBar[],
  index: number,
  change: Partial<LiveBar>,
): readonly LiveBar[] => list.map((bar, k) => (k === index ? { ...bar, ...change } : bar));

export const without = (list: readonly LiveBar[], ...indices: readonly number[]): readonly LiveBar[] =>
  list.filter((_, k) => !indices.includes(k));

export const moved = (list: readonly LiveBar[], by: number): readonly LiveBar[] =>
  list.map((bar) => ({ ...bar, time: bar.time + by }));

const strategy = (name: string, body: string, more = ""): string => `sage 1
strategy ${name} {
  market { symbol: BTCUSDT  timeframe: 1h  type: spot }
${body}${more}}
`;

/** Holds above a short average, half of the account; nothing is plotted. */
export const shortText = (costs = "fee: 0.1%", rest = ""): string =>
  strategy(
    "short_average",
    `  ${rest}
  param length = 8 bars in 4..40
  enter long when close crosses above sma(close, length)
  exit long when close crosses below sma(close, length)
  size 50% of equity
  costs { ${costs} }
`,
  );

/** Both sides, with stop and target. */
const breakoutText = strategy(
  "breakout",
  `  param length = 20 bars in 5..60
  let reach = atr(14)
  enter long when close > highest(high, length)[1] {
    stop  entry - 2 * reach
    take  entry + 4 * reach
  }
  enter short when close < lowest(low, length)[1] {
    stop  entry + 2 * reach
    take  entry - 4 * reach
  }
  size risk 1% of equity max 100% of equity
  costs { fee: 0.05%  slippage: 0.01% }
`,
);

export const graphs = {
  cross: graphOf(textOf("strategies/ema_cross.sage")),
  reversion: graphOf(textOf("strategies/rsi_reversion.sage")),
  squeeze: graphOf(textOf("strategies/bollinger_squeeze.sage")),
  limit: graphOf(textOf("examples/16_limit_entry.sage")),
  funded: graphOf(textOf("examples/24_funding.sage")),
  model: graphOf(textOf("examples/23_model.sage")),
  short: graphOf(shortText()),
  filling: graphOf(shortText("fee: 0.1%", "gaps fill")),
  breakout: graphOf(breakoutText),
};

/** A session that has seen as many bars and traded none: what is left where a state was lost. */
export async function forgetful(
  found: Standing,
  plan: SessionPlan,
  list: readonly LiveBar[],
): Promise<Standing> {
  const session = new LiveSession(plan);
  const [member] = plan.members;
  if (member === undefined) throw new Error("it has no member");
  for (const bar of list.slice(0, found.number + 1)) {
    session.offer(member.market, { bar, received: bar.time + hour, late: false });
    await session.step(false);
  }
  return { ...found, state: session.save() };
}
