import type { PortfolioResult } from "../../modes/portfolio.js";
import { wholeOf } from "../../modes/portfolio-whole.js";
import { reportModel, type ReportModel } from "../model.js";
import type { PortfolioExtras } from "./page.js";

/** The whole of a portfolio as the report's views draw a run. */
export function portfolioModel(
  portfolio: PortfolioResult,
  { explained, ...extras }: PortfolioExtras,
): ReportModel {
  const { result, memberOf } = wholeOf(portfolio);
  const { documentation } = portfolio.plan;
  return reportModel(result, { ...extras, ...explained, memberOf, documentation });
}
