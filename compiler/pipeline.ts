import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import { sortDiagnostics } from "../lang/diagnostics/order.js";
import type { Source } from "../lang/source.js";
import type { File, Strategy } from "../lang/tree.js";
import { catalogue, type Catalogue } from "./catalogue.js";
import type { CheckedStrategy } from "./checked.js";
import { internalError } from "./diagnostics/sage9001-internal.js";
import { applyAllowances } from "./passes/allowances.js";
import { collectFacts, summariseWarmUp, type Everything } from "./passes/assemble.js";
import { checkConditions } from "./passes/conditions.js";
import { cutCircles } from "./passes/cycles.js";
import { readFileScope } from "./passes/file-scope.js";
import { checkFixed } from "./passes/fixed.js";
import { convertLengths } from "./passes/lengths.js";
import { resolveLibrary, resolveNames } from "./passes/names.js";
import { checkOrders } from "./passes/orders.js";
import { outline, outlineFile } from "./passes/outline.js";
import { fixParameters, readParameters } from "./passes/parameters.js";
import type { Pass } from "./passes/pass.js";
import type { Program } from "./passes/program.js";
import { findRanges } from "./passes/ranges.js";
import { checkRecurrences } from "./passes/recurrences.js";
import type { FileScope } from "./passes/scope.js";
import { readMarket } from "./passes/settings.js";
import { checkSides } from "./passes/sides.js";
import { countSpace } from "./passes/space.js";
import { findStages } from "./passes/stages.js";
import { findTypes } from "./passes/types.js";
import { findUnits } from "./passes/units.js";
import { findUnused, findUnusedDeclarations } from "./passes/unused.js";
import { oneCause } from "./passes/one-cause.js";
import { findWarmUp } from "./passes/warm-up.js";
import { findWhen } from "./passes/when.js";
import type { CheckAgain, CheckedTest } from "./studies/checked.js";
import { checkTests } from "./studies/tests.js";

/** What the passes need to know besides the file. */
export interface Environment {
  readonly catalogue: Catalogue;
}

export interface CheckedFile {
  readonly diagnostics: readonly Diagnostic[];
  readonly strategies: readonly CheckedStrategy[];
  /** Every `test` of the file, sound or not. */
  readonly tests: readonly CheckedTest[];
}

/**
 * The table of contents of the checker. Every pass is a function of what the passes before it found; none changes its
 * input. `read` are the diagnostics of the parser. Never throws: a fault of ours becomes SAGE9001.
 */
export function checkFile(
  file: File,
  source: Source,
  read: readonly Diagnostic[],
  environment: Environment = { catalogue },
): CheckedFile {
  const found: Diagnostic[] = [...read];
  const used = new Set<object>();
  const take = collector(found);
  take(outlineFile(file));
  const scope = take(readFileScope(file, source, environment.catalogue, read));
  const inFile = found.some((each) => each.severity === "error" && !isInStrategy(each, file));
  const strategies: CheckedStrategy[] = [];
  for (const declaration of file.declarations) {
    if (declaration.kind !== "strategy") continue;
    const own: Diagnostic[] = found.filter((each) => isInside(each, declaration));
    const before = own.length;
    const checked = guarded(declaration, own, () =>
      checkStrategy(declaration, source, scope, environment, own, used),
    );
    found.push(...own.slice(before));
    const sound = !inFile && !own.some((each) => each.severity === "error");
    if (checked) strategies.push({ ...checked, sound });
  }
  const library: Diagnostic[] = [];
  guarded(file, library, () =>
    checkLibrary(file, source, scope, environment, library, used, strategies.length > 0),
  );
  const again: CheckAgain = ({ declaration }, values) => {
    const errors: Diagnostic[] = [];
    const strategy = guarded(declaration, errors, () =>
      checkStrategy(declaration, source, scope, environment, errors, new Set(), values),
    );
    const found = errors.filter((each) => each.severity === "error");
    return { strategy: strategy && { ...strategy, sound: found.length === 0 }, errors: found };
  };
  const tests = guarded(file, found, () => take(checkTests(file, source, strategies, again))) ?? [];
  const told = oneCause(file, source, found, [...read, ...library], strategies);
  const { out, diagnostics } = applyAllowances(file, told);
  return { diagnostics: sortDiagnostics([...out, ...diagnostics]), strategies, tests };
}

type Take = <Out>(pass: Pass<Out>) => Out;

const collector =
  (into: Diagnostic[]): Take =>
  ({ out, diagnostics }) => {
    into.push(...diagnostics);
    return out;
  };

const isInside = ({ span }: Diagnostic, { span: outer }: Strategy): boolean =>
  outer.start <= span.start && span.start <= outer.end;

const isInStrategy = (diagnostic: Diagnostic, file: File): boolean =>
  file.declarations.some((each) => each.kind === "strategy" && isInside(diagnostic, each));

function guarded<Out>(place: Strategy | File, into: Diagnostic[], work: () => Out): Out | undefined {
  try {
    return work();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const span =
      place.kind === "strategy" ? place.name.span : { start: place.span.start, end: place.span.start };
    into.push(internalError({ span, holes: { detail } }));
    return undefined;
  }
}

function checkStrategy(
  declaration: Strategy,
  source: Source,
  file: FileScope,
  environment: Environment,
  into: Diagnostic[],
  used: Set<object>,
  values?: ReadonlyMap<string, number>,
): CheckedStrategy {
  const take = collector(into);
  const members = take(outline(declaration, !into.some((each) => each.severity === "error")));
  const market = take(readMarket(members, source));
  const parameters = fixParameters(take(readParameters(members.parameters)), values);
  const input = { outline: members, source, file, market, parameters, catalogue: environment.catalogue };
  const named = take(resolveNames(input));
  for (const each of named.used) used.add(each);
  take(findUnused(members, named.used));
  const { known, rules } = findOut(named.program, named.rules, take);
  const { program, ranges } = known;
  take(checkFixed(known));
  take(checkRecurrences(program, ranges));
  take(checkSides(program, rules.entries, ranges));
  take(checkConditions(rules.entries, rules.exits, known));
  take(checkOrders(rules, market, known));
  const searchSpace = take(countSpace(rules.requirements, known));
  const warmup = take(summariseWarmUp(rules, known));
  return {
    name: declaration.name.text,
    documentation: declaration.documentation,
    declaration,
    sound: true,
    market,
    parameters,
    searchSpace,
    lets: program.lets,
    states: program.states,
    ...rules,
    unsupported: members.unsupported,
    facts: collectFacts(known),
    resolution: program.resolution,
    warmup,
  };
}

/** The facts, one after the other: what kind of value, in which unit and range, fixed when, known when, after how long. */
function findOut<Rules extends Parameters<typeof convertLengths>[1]>(
  named: Program,
  written: Rules,
  take: Take,
) {
  const acyclic = take(cutCircles(named));
  const types = take(findTypes(acyclic));
  const units = take(findUnits(acyclic, types));
  const { program, rules } = take(convertLengths(acyclic, written, units));
  const ranges = take(findRanges(program, types));
  const stages = take(findStages(program));
  const whens = take(findWhen(program, ranges));
  const warms = take(findWarmUp(program, ranges));
  const known: Everything = { program, types, units, ranges, stages, whens, warms };
  return { known, rules };
}

/** Functions and constants are checked on their own as well, so that what no strategy uses is not left unread. */
function checkLibrary(
  file: File,
  source: Source,
  scope: FileScope,
  environment: Environment,
  found: Diagnostic[],
  used: ReadonlySet<object>,
  hasStrategies: boolean,
): void {
  const declarations = [...scope.functions.values(), ...scope.constants.values()];
  if (declarations.length === 0) return;
  const take = collector(found);
  const {
    program,
    rules,
    used: usedInside,
  } = take(resolveLibrary({ source, file: scope, catalogue: environment.catalogue }));
  const { known } = findOut(program, rules, take);
  take(checkFixed(known));
  if (hasStrategies && file.uses.length === 0) {
    take(findUnusedDeclarations(declarations, new Set([...used, ...usedInside])));
  }
}
