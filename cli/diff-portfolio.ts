import type { LiveSide, RunSide } from "../runtime/live/compare/index.js";
import type { SqlStore, StoredStrategy } from "../runtime/live/store/index.js";
import type { PortfolioPart } from "../runtime/index.js";
import { barsFor, otherFeeds, type RepeatFlags } from "./diff-run.js";
import { loadPortfolio } from "./portfolio-run.js";

/** A member of a live portfolio with its ledger. */
export interface LiveMember {
  readonly strategy: StoredStrategy;
  readonly live: LiveSide;
}

/**
 * Runs the portfolio that the members' ledgers should be equal to, over the bars that they saw: what one of them does
 * depends on the others.
 * @throws CompareError SAGE8603 where its text is not the one any more, SAGE8604 where it cannot be run as it traded
 */
export async function sidesOfPortfolio(
  store: SqlStore,
  given: readonly LiveMember[],
  flags: RepeatFlags,
): Promise<readonly RunSide[]> {
  const { CompareError, runSideOf } = await import("../runtime/live/compare/index.js");
  const { plan, members } = await textOf(given, flags);
  const { name } = plan;
  const parts = await partsOf(store, given, members, { ...flags, portfolio: name });
  const begins = given.map(({ strategy }) => strategy.tradedFrom ?? Infinity);
  const from = Math.min(...begins);
  if (!Number.isFinite(from))
    throw new CompareError("SAGE8602", `${name} has traded no bar yet.`, "Compare it when it has.");
  const [first] = members;
  const share = first?.member.share ?? 1;
  const capital =
    (given.find(({ strategy }) => strategy.name === first?.member.label)?.strategy.capital ?? 0) / share;
  const { runPortfolio } = await import("../runtime/modes/portfolio.js");
  const { members: results } = runPortfolio(plan, parts, { from, capital, endOfData: "mark" });
  return given.map(({ strategy }) => {
    const place = members.findIndex(({ member }) => member.label === strategy.name);
    const [part, result] = [parts[place], results[place]];
    if (part === undefined || result === undefined)
      throw new CompareError(
        "SAGE8603",
        `The portfolio ${name} has no member ${strategy.name} any more.`,
        changed,
      );
    const side = runSideOf(part.graph, part.feed, result.result, {
      to: null,
      models: [],
      isShared: plan.account === "shared",
      onlyValues: true,
    });
    // A member has a name of its own, which its text need not have.
    return { ...side, configured: { ...side.configured, strategy: strategy.name } };
  });
}

/** What each member of the text runs on: the bars that it saw, and when it was stopped. */
async function partsOf(
  store: SqlStore,
  given: readonly LiveMember[],
  members: Awaited<ReturnType<typeof loadPortfolio>>["members"],
  { portfolio: name, ...flags }: RepeatFlags & { readonly portfolio: string },
): Promise<readonly PortfolioPart[]> {
  const { CompareError } = await import("../runtime/live/compare/index.js");
  const parts: PortfolioPart[] = [];
  for (const { member, graph } of members) {
    const own = given.find(({ strategy }) => strategy.name === member.label);
    if (own === undefined)
      throw new CompareError(
        "SAGE8603",
        `The portfolio ${name} has a member ${member.label} now, which has not traded.`,
        changed,
      );
    const { strategy, live } = own;
    if (graph.hash !== strategy.graphHash)
      throw new CompareError(
        "SAGE8603",
        `${member.label} has changed since the portfolio ${name} began to trade: it does something else now.`,
        changed,
      );
    if (graph.models.length > 0)
      throw new CompareError(
        "SAGE8604",
        `${member.label} asks a model, and the backtest of a portfolio asks none.`,
        "Compare portfolios of rules.",
      );
    parts.push({
      graph,
      feed: await barsFor(store, strategy, live, flags.data, graph),
      feeds: await otherFeeds(store, strategy, graph, flags),
      switches: live.switches.map(({ time, stops }) => ({ time, stops })),
    });
  }
  return parts;
}

const changed = "Its old text would show whether the ledger is right.";

async function textOf([first]: readonly LiveMember[], { file, quiet }: RepeatFlags) {
  const { CompareError } = await import("../runtime/live/compare/index.js");
  const { path, portfolio } = first?.strategy ?? { path: null, portfolio: null };
  const from = file ?? path;
  if (from === null || from === undefined || portfolio === null)
    throw new CompareError(
      "SAGE8603",
      "The store does not say from which file the portfolio was made.",
      "Name it: `sage diff FILE.sage PORTFOLIO`.",
    );
  return loadPortfolio(from, portfolio, quiet);
}
