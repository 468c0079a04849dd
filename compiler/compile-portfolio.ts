import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import type { Source } from "../lang/source.js";
import { check, type CheckResult } from "./check.js";
import { compileChecked } from "./compile.js";
import type { PortfolioMember, PortfolioPlan } from "./graph/portfolio.js";
import type { Graph } from "./graph/schema.js";

export interface CompilePortfolioResult {
  /** Null after an error, or where no portfolio is chosen. */
  readonly plan: PortfolioPlan | null;
  /** The members of the plan in its order, each with its strategy compiled for its own market. */
  readonly members: readonly { readonly member: PortfolioMember; readonly graph: Graph }[];
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the file's portfolios, to choose from. */
  readonly portfolios: readonly string[];
}

/** A `portfolio` of a file with its strategies, ready to be run. `name` is needed where the file has several. */
export function compilePortfolio(
  source: Source,
  name?: string,
  checked: CheckResult = check(source),
): CompilePortfolioResult {
  const portfolios = checked.portfolios.map((each) => each.name);
  const chosen =
    name === undefined && checked.portfolios.length === 1
      ? checked.portfolios[0]
      : checked.portfolios.find((each) => each.name === name);
  const diagnostics = [...checked.diagnostics];
  const plan = chosen?.plan;
  if (chosen === undefined || plan === undefined) return { plan: null, members: [], diagnostics, portfolios };
  const members = plan.members.flatMap((member) => {
    const strategy = chosen.members.find(({ label }) => label === member.label)?.strategy;
    if (strategy === undefined) return [];
    const { symbol, exchange } = member;
    const own = { ...strategy, market: { ...strategy.market, symbol, exchange } };
    const { graph, fault } = compileChecked(own, source);
    if (fault !== undefined) diagnostics.push(fault);
    return graph === null ? [] : [{ member, graph }];
  });
  const isWhole = members.length === plan.members.length;
  return { plan: isWhole ? plan : null, members: isWhole ? members : [], diagnostics, portfolios };
}
