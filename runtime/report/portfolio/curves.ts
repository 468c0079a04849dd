import type { PortfolioResult } from "../../modes/portfolio.js";
import type { EquityCurve } from "../../record.js";
import { ticksOf, timeTicksOf } from "../axis.js";
import { percent, signed } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import { card } from "../views/card.js";
import { percentPlot } from "../views/percent-plot.js";

/** Points that a drawing of this width can show. */
const pointLimit = 700;
/** As many as there are colours that can be told from each other and from the whole's. */
const memberLimit = 5;

export interface MemberCurve {
  readonly label: string;
  readonly tone: string;
  readonly time: readonly number[];
  /** Profit so far, as a part of the money at the start of the whole. */
  readonly made: readonly number[];
}

/** The lines of the members that moved the whole most, and last of all together. */
export function curvesOf({ members, account, equity }: PortfolioResult): readonly MemberCurve[] {
  if (equity === null || members.length < 2) return [];
  const chosen = members
    .toSorted((one, other) => Math.abs(other.profit) - Math.abs(one.profit))
    .slice(0, memberLimit);
  const lines = members
    .filter((member) => chosen.includes(member))
    .flatMap(({ label, result }, k) =>
      result.equity === null
        ? []
        : [drawn(label, `plot-${k + 2}`, result.equity, result.account.start, account.start)],
    );
  return [...lines, drawn("together", "accent", equity, account.start, account.start)];
}

/** What each member has made so far, and all together: the members' lines add up to the whole's. */
export function memberCurves(portfolio: PortfolioResult): Markup | null {
  const all = curvesOf(portfolio);
  if (all.length === 0) return null;
  const legend = all
    .toReversed()
    .map(
      ({ label, tone, made }) =>
        html`<span class="key ${tone}">${label} ${signed(percent(made.at(-1) ?? 0, 1))}</span>`,
    );
  const drawnMembers = all.length - 1;
  const rest = portfolio.members.length - drawnMembers;
  const cut = rest > 0 ? ` The ${drawnMembers} members that moved it most are drawn, ${rest} are not.` : "";
  return card(
    "member-curves",
    "What each member made",
    html`<p class="legend">${legend}</p>
      <div class="tall-plot">${draw(all)}</div>
      <p class="caption">
        Profit so far as a part of the money at the start of the whole; the members add up to all
        together.${cut}
      </p>`,
  );
}

function drawn(label: string, tone: string, curve: EquityCurve, from: number, whole: number): MemberCurve {
  const step = Math.max(1, Math.ceil(curve.time.length / pointLimit));
  const rows = Array.from(curve.time.keys()).filter(
    (row) => row % step === 0 || row === curve.time.length - 1,
  );
  return {
    label,
    tone,
    time: rows.map((row) => curve.time[row] ?? 0),
    made: rows.map((row) => ((curve.equity[row] ?? from) - from) / whole),
  };
}

function draw(all: readonly MemberCurve[]): Markup {
  let [from, to, low, high] = [Infinity, -Infinity, 0, 0];
  for (const { time, made } of all) {
    from = Math.min(from, time[0] ?? from);
    to = Math.max(to, time.at(-1) ?? to);
    for (const value of made) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const reach = Math.max(1e-12, high - low);
  const x = (at: number): number => (to > from ? (at - from) / (to - from) : 0);
  const y = (value: number): number => (value - low) / reach;
  const ticks = ticksOf(low, high, 6);
  const digits = reach < 0.06 ? 1 : 0;
  return percentPlot({
    said: `Profit of ${all.length - 1} members and together, between ${percent(low, 1)} and ${percent(high, 1)} of the money at the start.`,
    lines: all.map(({ time, made, tone }) => ({ x: time.map(x), y: made.map(y), tone })),
    xTicks: timeTicksOf(from, to, 8).map((tick) => ({ at: x(tick.time), label: tick.label })),
    yTicks: ticks.map((value) => ({ at: y(value), label: percent(value, digits) })),
    band: null,
  });
}
