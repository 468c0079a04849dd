import type { CheckedMarket } from "../checked.js";
import { thinMargin } from "../diagnostics/sage4041-thin-margin.js";
import { nothingBorrowed } from "../diagnostics/sage4042-nothing-borrowed.js";
import { notFiner } from "../diagnostics/sage4043-not-finer.js";
import { noFunding } from "../diagnostics/sage4044-no-funding.js";
import { usualMaintenance } from "../margin.js";
import type { Known } from "./fixed.js";
import { formatDuration, formatNumber } from "./format.js";
import type { Reporter } from "./pass.js";
import type { Rules } from "./rules.js";

/** Checks that margin, funding, interest and finer bars are possible on the market. */
export function checkMoney(rules: Rules, market: CheckedMarket, known: Known, report: Reporter): void {
  checkMargin(rules, known, report);
  const { funding, borrow } = rules.costs;
  const { type } = market;
  if (funding !== undefined && type !== "perpetual")
    report(noFunding({ span: funding.setting.name.span, holes: { type } }));
  if (borrow !== undefined && type !== "spot")
    report(nothingBorrowed({ span: borrow.setting.name.span, holes: { type } }));
  const { magnify } = rules.fills;
  if (magnify === undefined) return;
  const { timeframe } = market;
  const { interval, setting } = magnify;
  if (interval < timeframe && timeframe % interval === 0) return;
  const holes = { finer: formatDuration(interval), timeframe: formatDuration(timeframe) };
  report(notFiner({ span: setting.value.span, holes }));
}

/** A margin of 1/leverage has to be above what has to stay. */
function checkMargin({ fills }: Rules, known: Known, report: Reporter): void {
  const { leverage, maintenance } = fills;
  if (leverage === undefined) return;
  const highest = known.ranges.single(leverage).high;
  const kept = maintenance === undefined ? usualMaintenance : known.ranges.single(maintenance).high;
  if (!Number.isFinite(highest) || !(kept < 1) || 1 / highest > kept) return;
  const percent = (value: number) => `${formatNumber(value * 100)}%`;
  report(
    thinMargin({
      span: leverage.span,
      holes: {
        leverage: formatNumber(highest),
        margin: percent(1 / highest),
        maintenance: percent(kept),
        most: String(Math.max(1, Math.floor(0.5 / kept))),
      },
    }),
  );
}
