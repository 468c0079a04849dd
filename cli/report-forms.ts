import type { ExplainContext, Trials } from "../runtime/index.js";

/** A run's report as a page: bars, plots, and the decisions behind its trades. */
export async function htmlReport(context: ExplainContext, trials: Trials): Promise<string> {
  const { renderReport } = await import("../runtime/report/page.js");
  const { decisionsForReport } = await import("../runtime/why/for-report.js");
  const { result, feed, graph } = context;
  return renderReport(result, {
    bars: feed,
    graph,
    decisions: decisionsForReport(context),
    trials,
    created: Date.now(),
  });
}
