import { ticksOf, timeTicksOf } from "../axis.js";
import { decimal } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import type { RollingSharpe } from "../rolling.js";
import { card } from "./card.js";
import { percentPlot } from "./percent-plot.js";

/** Points that a drawing of this width can show. */
const pointLimit = 700;

/** Sharpe ratio over a moving window, with the stripe in which it cannot be told from zero. */
export function rollingChart({ rolling }: ReportModel): Markup | null {
  if (rolling === null) return null;
  const { window, error } = rolling;
  return card(
    "rolling",
    "Rolling Sharpe ratio",
    html`<p class="legend">
        <span class="key accent">account</span><span class="key market">market</span
        ><span class="key band">within two standard errors of 0</span>
      </p>
      ${draw(rolling)}
      <p class="caption">
        Mean over standard deviation of the last ${window} daily returns, scaled to a year. One point rests on
        ${window} numbers only: its standard error is about ± ${decimal(error, 1)}.
      </p>`,
  );
}

function draw({ time, account, market, error, window }: RollingSharpe): Markup {
  const step = Math.max(1, Math.ceil(time.length / pointLimit));
  const places = time.flatMap((_, k) => (k % step === 0 || k === time.length - 1 ? [k] : []));
  const known = [...account, ...market].filter((value) => value !== null);
  const low = 1.06 * Math.min(-2 * error, ...extremes(known));
  const high = 1.06 * Math.max(2 * error, ...extremes(known));
  const [from, to] = [time[0] ?? 0, time.at(-1) ?? 0];
  const y = (value: number): number => (value - low) / (high - low);
  const x = (at: number): number => (to > from ? (at - from) / (to - from) : 0);
  const line = (values: readonly (number | null)[], tone: string) => ({
    x: places.map((k) => x(time[k] ?? 0)),
    y: places.map((k) => {
      const value = values[k] ?? null;
      return value === null ? null : y(value);
    }),
    tone,
  });
  const last = account.at(-1) ?? null;
  return percentPlot({
    said:
      `Sharpe ratio of the account over ${window} days, between ${decimal(low, 1)} and ${decimal(high, 1)}` +
      (last === null ? "." : `, at the end ${decimal(last, 2)}.`),
    lines: [line(market, "market"), line(account, "accent")],
    xTicks: timeTicksOf(from, to, 6).map((tick) => ({ at: x(tick.time), label: tick.label })),
    yTicks: ticksOf(low, high, 5).map((value) => ({ at: y(value), label: decimal(value, 1) })),
    band: [y(-2 * error), y(2 * error)],
  });
}

/** Least and greatest, without spreading a long list over arguments. */
function extremes(values: readonly number[]): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
