import {
  explainMemberBar,
  explainMemberSignal,
  explainMemberTrade,
  tradeOfWhole,
  type BarExplanation,
  type MemberExplanation,
  type PortfolioContext,
  type SignalExplanation,
  type TradeExplanation,
} from "../runtime/index.js";
import { barOf } from "./bar-of.js";
import { bold, showExplanation, showLimits } from "./explanation.js";
import { exitCodes, Failure } from "./failure.js";
import { noSuch } from "./no-such.js";
import { rerunPortfolio } from "./portfolio-run.js";

type Explained = MemberExplanation<BarExplanation | TradeExplanation | SignalExplanation>;

/** One decision of a member, or of a time every member's. */
export interface PortfolioWhy {
  readonly schema: "sage.why-portfolio/1";
  readonly members: readonly Explained[];
}

/**
 * Explains a trade, signal or bar of a stored portfolio run. Without a member a trade is the one that the report calls by
 * this number, and a time is the bar of every member that has one there.
 */
export async function whyOfPortfolio(
  run: string,
  what: string,
  which: string,
  label: string | undefined,
): Promise<PortfolioWhy> {
  const { stored, result, parts } = await rerunPortfolio(run);
  const context = { portfolio: result, parts };
  const labels = stored.plan.members.map((member) => member.label);
  const member = label === undefined ? undefined : placeOf(labels, label);
  const members =
    what === "trade"
      ? [whyTrade(context, which, member)]
      : what === "signal"
        ? [whySignal(context, which, member ?? onlyMember(labels, what, which))]
        : whyBar(context, which, member, labels);
  return { schema: "sage.why-portfolio/1", members };
}

function whyTrade(context: PortfolioContext, which: string, member: number | undefined): Explained {
  const { run, members } = context.portfolio;
  if (member === undefined) {
    const origin = tradeOfWhole(context.portfolio, Number(which));
    if (origin !== undefined) return explainMemberTrade(context, origin);
    const count = members.reduce((sum, { result }) => sum + result.trades.length, 0);
    throw noSuch(run.id, "trade", which, count);
  }
  const trades = members[member]?.result.trades ?? [];
  const trade = trades.find(({ id }) => String(id) === which);
  if (trade !== undefined) return explainMemberTrade(context, { member, trade });
  throw noSuch(`${run.id} of ${members[member]?.label ?? ""}`, "trade", which, trades.length);
}

function whySignal(context: PortfolioContext, which: string, member: number): Explained {
  const { run, members } = context.portfolio;
  const { label = "", result } = members[member] ?? {};
  const id = Number(which);
  if (result?.signals[id - 1] !== undefined) return explainMemberSignal(context, member, id);
  throw noSuch(`${run.id} of ${label}`, "signal", which, result?.signals.length ?? 0);
}

function whyBar(
  context: PortfolioContext,
  which: string,
  member: number | undefined,
  labels: readonly string[],
): readonly Explained[] {
  const barOfMember = (place: number): number => {
    const { parts } = context;
    const part = parts[place];
    if (part === undefined) throw new RangeError(`there is no member ${place}`);
    return barOf(part.feed, which, part.graph.gaps);
  };
  if (member !== undefined) return [explainMemberBar(context, member, barOfMember(member))];
  // A number is another time in the data of each.
  if (/^\d{1,11}$/.test(which)) {
    const only = onlyMember(labels, "bar", which);
    return [explainMemberBar(context, only, barOfMember(only))];
  }
  const found: Explained[] = [];
  let missing: Failure | null = null;
  for (const place of labels.keys()) {
    try {
      found.push(explainMemberBar(context, place, barOfMember(place)));
    } catch (error) {
      // A market that had no bar at that time decided nothing.
      if (!(error instanceof Failure) || error.code !== "SAGE9511") throw error;
      missing = error;
    }
  }
  if (found.length === 0 && missing !== null) throw missing;
  return found;
}

function placeOf(labels: readonly string[], label: string): number {
  const place = labels.indexOf(label);
  if (place !== -1) return place;
  throw new Failure(
    exitCodes.usage,
    "SAGE9502",
    `the portfolio has no member \`${label}\``,
    `it has: ${labels.join(", ")}`,
  );
}

function onlyMember(labels: readonly string[], what: string, which: string): number {
  if (labels.length === 1) return 0;
  throw new Failure(
    exitCodes.usage,
    "SAGE9502",
    `each member of the portfolio has a ${what} ${which} of its own`,
    `name one: --member ${labels.join(", --member ")}`,
  );
}

/** As lines for a terminal. */
export function showPortfolioWhy({ members }: PortfolioWhy): string {
  const strong = bold();
  return members
    .map((found) => {
      const { member, number, explanation } = found;
      const known = number === null ? "" : `, trade ${number} of the portfolio`;
      return [strong(`${member}${known}`), showExplanation(explanation, strong), ...showLimits(found)].join(
        "\n",
      );
    })
    .join("\n\n");
}
