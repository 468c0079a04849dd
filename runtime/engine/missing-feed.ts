import type { Graph } from "../../compiler/graph/index.js";
import { RunError } from "./error.js";

type GraphFeed = NonNullable<Graph["feeds"]>[number];

/** What a run without one of its feeds is told. */
export function missingFeed({ name, market, file }: GraphFeed): RunError {
  const what = file === null ? (market?.symbol ?? "another market") : `the file ${file.path}`;
  return new RunError(
    "SAGE8005",
    `The strategy reads ${what} as \`${name}\`, and no data was given for it.`,
    `On the command line: \`--feed ${name}=FILE\`; in the library: \`feeds: { ${name}: … }\`.`,
  );
}
