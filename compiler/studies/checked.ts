import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type * as tree from "../../lang/tree.js";
import type { CheckedStrategy } from "../checked.js";
import type { ExperimentPlan } from "../graph/experiment.js";
import type { PortfolioPlan } from "../graph/portfolio.js";
import type { TestBars, TestBeside, TestExpectation } from "../graph/test.js";

/** A `test` whose names, rows and expectations are checked. */
export interface CheckedTest {
  readonly title: string;
  readonly declaration: tree.Test;
  /** Neither the test nor its strategy has an error: only then is there anything to run. */
  readonly sound: boolean;
  /** The strategy, checked again with the values of the test; undefined where there is none or they cannot be. */
  readonly strategy: CheckedStrategy | undefined;
  /** What `with` says, by parameter. */
  readonly values: ReadonlyMap<string, number>;
  /** Open time of the first bar, epoch milliseconds UTC. */
  readonly start: number;
  readonly bars: TestBars;
  readonly beside: TestBeside;
  readonly expectations: readonly TestExpectation[];
}

/** Checks a strategy again with some of its parameters fixed to these values; only its errors are of interest. */
export type CheckAgain = (
  strategy: CheckedStrategy,
  values: ReadonlyMap<string, number>,
) => { readonly strategy: CheckedStrategy | undefined; readonly errors: readonly Diagnostic[] };

/** An `experiment` whose settings are checked. */
export interface CheckedExperiment {
  readonly name: string;
  readonly declaration: tree.Experiment;
  readonly strategy: CheckedStrategy | undefined;
  /** Undefined after an error. */
  readonly plan: ExperimentPlan | undefined;
}

/** A `portfolio` whose members and limits are checked. */
export interface CheckedPortfolio {
  readonly name: string;
  readonly declaration: tree.Portfolio;
  /** Undefined after an error in it or in one of its strategies. */
  readonly plan: PortfolioPlan | undefined;
  readonly members: readonly { readonly label: string; readonly strategy: CheckedStrategy }[];
}
