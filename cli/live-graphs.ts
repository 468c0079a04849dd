import type { Graph } from "../compiler/graph/index.js";
import type { GraphSource } from "../runtime/serve/index.js";
import { exitCodes, Failure } from "./failure.js";
import { loadGraph } from "./graphs.js";

/** The text that a live strategy was made from, compiled as it is now. @throws Failure where it cannot be */
export const graphOfLive: GraphSource = async ({ name, path, portfolio }): Promise<Graph> => {
  if (path !== null && portfolio === null) return loadGraph(path, name, true);
  if (path !== null && portfolio !== null) {
    const { loadPortfolio } = await import("./portfolio-run.js");
    const { members } = await loadPortfolio(path, portfolio, true);
    const found = members.find(({ member }) => member.label === name);
    if (found !== undefined) return found.graph;
  }
  throw new Failure(
    exitCodes.problems,
    "SAGE9506",
    `the text of ${name} is not known`,
    "sage live FILE writes down where it lies",
  );
};
