import { summarizeRun } from "../result.js";
import type { PortfolioResult } from "./portfolio.js";

/** The machine-readable summary of a portfolio's run; every number in it is finite or `null`. */
export function summarizePortfolio(result: PortfolioResult) {
  const { plan, account } = result;
  return {
    schema: "sage.portfolio-run/1",
    portfolio: plan.name,
    run: { ...result.run },
    account: { ...account, kind: plan.account },
    metrics: { ...result.metrics },
    samples: { ...result.samples },
    uncertainty: { ...result.uncertainty },
    members: result.members.map(({ label, result: own, profit, contribution }, index) => ({
      label,
      share: plan.members[index]?.share ?? null,
      profit,
      contribution,
      ...summarizeRun(own),
    })),
    correlation: result.correlation,
    halts: result.halts,
    warnings: result.warnings.map((warning) => ({ ...warning })),
    elapsedMs: result.elapsedMs,
  };
}
