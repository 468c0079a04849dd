export { strategyCards, type ModelCard, type NameCard, type StrategyCard } from "./cards.js";
export { check, checkRead, type CheckOptions, type CheckResult } from "./check.js";
export type * from "./checked.js";
export { compile, compileChecked, type CompileOptions, type CompileResult } from "./compile.js";
export { compilerCodes } from "./diagnostics/index.js";
export { emit, emitFormats, type EmitFormat } from "./emit/index.js";
export {
  compileExpressions,
  type ExpressionInput,
  type ExpressionReport,
  type ExpressionSettings,
  type ExpressionsResult,
} from "./expressions.js";
export * from "./graph/index.js";
export { memoryHost, type ModuleFile, type ModuleHost } from "./modules/host.js";
export type { Imported, Module } from "./modules/module.js";
export { joinPath, relativePath } from "./modules/paths.js";
export { standardFunctions, standardModule, standardNames } from "./modules/standard.js";
export type { Declared, DeclaredKind, Reference } from "./references/reference.js";
export { describeOption, fallbackOf, type ModelOption } from "./models/option.js";
export { labelNames, labels, type Label } from "./models/labels.js";
export { findLearner, learnerNames, learners, type Learner } from "./models/learners.js";
export { trainOptions } from "./models/training.js";
export { mend } from "./mend.js";
export { semanticHash } from "./hash.js";
export { compileConstraint, compileObjective } from "./compile-objective.js";
export { compileExperiment, type CompileExperimentResult } from "./compile-experiment.js";
export { compilePortfolio, type CompilePortfolioResult } from "./compile-portfolio.js";
export { compileTests, type CompileTestsResult } from "./compile-tests.js";
export type { CheckedExperiment, CheckedPortfolio, CheckedTest } from "./studies/checked.js";
export type { PassStatistics } from "./statistics.js";
