import { join } from "node:path";
import { writeFile } from "../data/atomic-file.js";
import { runsFolder } from "./home.js";
import type { Graph, PortfolioPlan } from "../../compiler/graph/index.js";
import type { summarizePortfolio } from "../modes/portfolio-summary.js";
import type { PortfolioRequest } from "./portfolio-runs.js";
import type { StoredRun } from "./runs.js";

/** Keeps a run; a run with the same identity replaces it, since it is the same run. */
export function saveRun(run: Omit<StoredRun, "schema" | "created">, created: Date): string {
  const { graph, request, summary } = run;
  const folder = join(runsFolder(), summary.run.id);
  writeFile(join(folder, "graph.sagec"), JSON.stringify(graph));
  const stored = { schema: "sage.stored-run/1", created: created.toISOString(), request, summary };
  writeFile(join(folder, "run.json"), `${JSON.stringify(stored, null, 2)}\n`);
  return folder;
}

/** As `saveRun`, of a portfolio. */
export function savePortfolioRun(
  run: {
    readonly plan: PortfolioPlan;
    readonly graphs: readonly Graph[];
    readonly request: PortfolioRequest;
    readonly summary: ReturnType<typeof summarizePortfolio>;
  },
  created: Date,
): string {
  const { plan, graphs, request, summary } = run;
  const folder = join(runsFolder(), summary.run.id);
  writeFile(join(folder, "graphs.sagec"), JSON.stringify(graphs));
  const schema = "sage.stored-portfolio/1";
  const stored = { schema, created: created.toISOString(), request, plan, summary };
  writeFile(join(folder, "run.json"), `${JSON.stringify(stored, null, 2)}\n`);
  return folder;
}
