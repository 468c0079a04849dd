import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source } from "../../lang/source.js";
import type { File } from "../../lang/tree.js";
import type { CheckedStrategy } from "../checked.js";
import type { Pass } from "../passes/pass.js";
import type { CheckAgain, CheckedExperiment, CheckedPortfolio, CheckedTest } from "./checked.js";
import { checkExperiments } from "./experiments.js";
import { checkPortfolios } from "./portfolios.js";
import { checkTests } from "./tests.js";

/** What a file says about its strategies. */
export interface Studies {
  /** Every `test` of the file, sound or not. */
  readonly tests: readonly CheckedTest[];
  readonly experiments: readonly CheckedExperiment[];
  readonly portfolios: readonly CheckedPortfolio[];
}

/** Checks what stands beside the strategies of a file. */
export function checkStudies(
  file: File,
  source: Source,
  strategies: readonly CheckedStrategy[],
  again: CheckAgain,
): Pass<Studies> {
  const diagnostics: Diagnostic[] = [];
  const take = <Out>({ out, diagnostics: found }: Pass<Out>): Out => {
    diagnostics.push(...found);
    return out;
  };
  const out = {
    tests: take(checkTests(file, source, strategies, again)),
    experiments: take(checkExperiments(file, source, strategies, again)),
    portfolios: take(checkPortfolios(file, source, strategies, again)),
  };
  return { out, diagnostics };
}

export const noStudies: Studies = { tests: [], experiments: [], portfolios: [] };
