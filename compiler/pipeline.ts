import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import { sortDiagnostics } from "../lang/diagnostics/order.js";
import type { Source } from "../lang/source.js";
import type { File, Strategy } from "../lang/tree.js";
import type { Catalogue } from "./catalogue.js";
import type { CheckedStrategy } from "./checked.js";
import { internalError } from "./diagnostics/sage9001-internal.js";
import type { ModuleHost } from "./modules/host.js";
import { loadImports, type Examine } from "./modules/load.js";
import type { Imported, Imports } from "./modules/module.js";
import { joinPath } from "./modules/paths.js";
import { applyAllowances } from "./passes/allowances.js";
import { collectFacts, summariseWarmUp, type Everything } from "./passes/assemble.js";
import { checkConditions } from "./passes/conditions.js";
import { cutCircles } from "./passes/cycles.js";
import { findClocks } from "./passes/clocks.js";
import { readFileScope } from "./passes/file-scope.js";
import { checkFixed } from "./passes/fixed.js";
import { convertLengths } from "./passes/lengths.js";
import { readFeeds } from "./passes/feeds.js";
import { readFrames } from "./passes/frames.js";
import { resolveLibrary, resolveNames } from "./passes/names.js";
import { checkOrders } from "./passes/orders.js";
import { outline } from "./passes/outline.js";
import { checkModels } from "./passes/models/check.js";
import { checkDecisions } from "./passes/models/decisions.js";
import { constantsOf, fixParameters, readParameters } from "./passes/parameters.js";
import type { Pass } from "./passes/pass.js";
import { brought, openSource, type OpenSource } from "./passes/places.js";
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
import { findUnused, findUnusedDeclarations, findUnusedModules } from "./passes/unused.js";
import { oneCause } from "./passes/one-cause.js";
import { findWarmUp } from "./passes/warm-up.js";
import { findWhen } from "./passes/when.js";
import { collectReferences } from "./references/collect.js";
import type { Reference } from "./references/reference.js";
import type { CheckAgain } from "./studies/checked.js";
import { checkStudies, noStudies, type Studies } from "./studies/index.js";

/** What the passes need to know besides the file. */
export interface Environment {
  readonly catalogue: Catalogue;
  /** Reads other files; without it only the standard library can be used. */
  readonly modules?: ModuleHost | undefined;
}

export interface CheckedFile extends Studies {
  readonly file: File;
  readonly diagnostics: readonly Diagnostic[];
  readonly strategies: readonly CheckedStrategy[];
  /** What the file uses, in source order. */
  readonly modules: readonly Imported[];
  /** Every occurrence of a name, in source order; gathered when it is asked for. */
  readonly references: readonly Reference[];
}

/**
 * The table of contents of the checker. Every pass is a function of what the passes before it found; none changes its
 * input. `read` are the diagnostics of the parser. Never throws: a fault of ours becomes SAGE9001.
 */
export function checkFile(
  file: File,
  source: Source,
  read: readonly Diagnostic[],
  environment: Environment,
): CheckedFile {
  const found: Diagnostic[] = [...read];
  const used = new Set<object>();
  const take = collector(found);
  const imports = take(loadModules(file, source, environment));
  const scope = take(readFileScope(file, source, environment.catalogue, read, imports.modules));
  const passed = new Set<Diagnostic>();
  const inFile = found.some((each) => each.severity === "error" && !isInStrategy(each, file));
  const strategies: CheckedStrategy[] = [];
  for (const declaration of file.declarations) {
    if (declaration.kind !== "strategy") continue;
    const own: Diagnostic[] = found.filter((each) => isInside(each, declaration));
    const before = own.length;
    const checked = guarded(declaration, own, () =>
      checkStrategy(declaration, openSource(source), scope, environment, { found: own, used, passed }),
    );
    found.push(...own.slice(before));
    const sound = !inFile && !own.some((each) => each.severity === "error");
    if (checked) strategies.push({ ...checked, sound });
  }
  const library: Diagnostic[] = [];
  guarded(file, library, () =>
    checkLibrary(openSource(source), scope, environment, { found: library, used, passed }),
  );
  const again = checkAgain(source, scope, environment);
  const studies =
    guarded(file, found, () => take(checkStudies(file, source, strategies, again))) ?? noStudies;
  take(findUnusedHere(file, source, { scope, used, read, hasStrategies: strategies.length > 0 }));
  let references: readonly Reference[] | undefined;
  const told = oneCause(file, source, { found, library: [...read, ...library], passed, strategies });
  const { out, diagnostics } = applyAllowances(file, told);
  return {
    file,
    diagnostics: sortDiagnostics([...out, ...diagnostics]),
    strategies,
    ...studies,
    modules: imports.modules,
    get references() {
      references ??= collectReferences(file, source, scope, environment.catalogue);
      return references;
    },
  };
}

/** What the file declares or takes from elsewhere and nothing reads. */
function findUnusedHere(
  { uses }: File,
  source: Source,
  about: {
    readonly scope: FileScope;
    readonly used: ReadonlySet<object>;
    readonly read: readonly Diagnostic[];
    readonly hasStrategies: boolean;
  },
): Pass<undefined> {
  const { scope, used, read, hasStrategies } = about;
  const diagnostics: Diagnostic[] = [];
  const take = collector(diagnostics);
  // A file without strategies is there for others.
  const declarations = [...scope.functions.values(), ...scope.constants.values()];
  if (hasStrategies) take(findUnusedDeclarations(declarations, used));
  if (!read.some((each) => each.severity === "error")) {
    const modules = new Map([...scope.modules.values()].map(({ use, module }) => [use, module]));
    const usable = uses.filter((use) => modules.get(use) !== undefined);
    take(findUnusedModules(usable, source, used));
  }
  return { out: undefined, diagnostics };
}

/** Checks a strategy with other values of its parameters. */
function checkAgain(source: Source, scope: FileScope, environment: Environment): CheckAgain {
  // Most tests of a strategy ask for the same values.
  const known = new Map<string, ReturnType<CheckAgain>>();
  const checkOnce: CheckAgain = ({ declaration }, values) => {
    const errors: Diagnostic[] = [];
    const strategy = guarded(declaration, errors, () =>
      checkStrategy(
        declaration,
        openSource(source),
        scope,
        environment,
        { found: errors, used: new Set(), passed: new Set() },
        values,
      ),
    );
    const found = errors.filter((each) => each.severity === "error");
    return { strategy: strategy && { ...strategy, sound: found.length === 0 }, errors: found };
  };
  return (strategy, values) => {
    const key = JSON.stringify([strategy.declaration.span.start, ...values]);
    const found = known.get(key) ?? checkOnce(strategy, values);
    known.set(key, found);
    return found;
  };
}

/** Reads the modules of a file and looks at each on its own; those of the library are known to be sound. */
function loadModules(file: File, source: Source, environment: Environment): Pass<Imports> {
  const examine: Examine = ({ file: other, diagnostics: read }, place, imports, trusted) => {
    const found = [...read, ...imports.diagnostics];
    const take = collector(found);
    const scope = take(readFileScope(other, place, environment.catalogue, read, imports.out.modules));
    if (trusted) return { scope, errors: [] };
    const library: Diagnostic[] = [];
    const passed = new Set<Diagnostic>();
    guarded(other, library, () =>
      checkLibrary(openSource(place), scope, environment, { found: library, used: new Set(), passed }),
    );
    const told = oneCause(other, place, { found, library, passed, strategies: [] });
    const errors = told.filter((each) => each.severity === "error" && !isInStrategy(each, other));
    return { scope, errors: sortDiagnostics(errors) };
  };
  const host = environment.modules;
  return loadImports(file, source, { host, examine, modules: new Map(), stack: [joinPath("", source.path)] });
}

/** What the check of one strategy, or of the functions, adds to. */
interface Findings {
  readonly found: Diagnostic[];
  /** Declarations whose name was read. */
  readonly used: Set<object>;
  /** Errors inside functions of other files that a call here brings about. */
  readonly passed: Set<Diagnostic>;
}

type Take = <Out>(pass: Pass<Out>) => Out;

/** Collects what is found in a text with copies of other files, at its places in the text itself. */
const bringer =
  (source: OpenSource, { found, passed }: Findings): Take =>
  ({ out, diagnostics }) => {
    for (const diagnostic of diagnostics) {
      const told = brought(diagnostic, source);
      if (told === undefined) continue;
      found.push(told);
      if (told.span !== diagnostic.span) passed.add(told);
    }
    return out;
  };

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
  source: OpenSource,
  file: FileScope,
  environment: Environment,
  findings: Findings,
  values?: ReadonlyMap<string, number>,
): CheckedStrategy {
  const take = bringer(source, findings);
  const members = take(outline(declaration, !findings.found.some((each) => each.severity === "error")));
  const market = take(readMarket(members, source));
  const parameters = fixParameters(
    take(
      readParameters(
        members.parameters,
        constantsOf(file, (each) => findings.used.add(each)),
      ),
    ),
    values,
  );
  const frames = take(readFrames(members, market.timeframe));
  const feeds = take(readFeeds(members, market, source));
  const { catalogue } = environment;
  const input = { outline: members, source, file, market, parameters, frames, feeds, catalogue };
  const named = take(resolveNames(input));
  for (const each of named.used) findings.used.add(each);
  take(findUnused(members, source, named.used));
  const { known, rules } = findOut(named.program, named.rules, take);
  const { program, ranges } = known;
  take(checkFixed(known));
  take(checkRecurrences(program, ranges));
  take(checkSides(program, rules.entries, ranges));
  take(checkConditions(rules.entries, rules.exits, known));
  take(checkOrders(rules, market, known));
  const searchSpace = take(countSpace(rules.requirements, known));
  take(checkDecisions(rules, known));
  const cells = searchSpace.valid ?? searchSpace.cells;
  const surroundings = { costs: rules.costs, requirements: rules.requirements, cells };
  const models = take(checkModels(known, surroundings));
  const warmup = take(summariseWarmUp(rules, known));
  return {
    name: declaration.name.text,
    documentation: declaration.documentation,
    declaration,
    sound: true,
    market,
    parameters,
    searchSpace,
    lets: program.lets.filter((each) => !program.frames.some((frame) => frame.lets.includes(each))),
    states: program.states,
    frames: program.frames,
    models,
    feeds: [...feeds.values()],
    ...rules,
    facts: collectFacts(known),
    resolution: program.resolution,
    warmup,
    source,
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
  const clocks = take(findClocks(program));
  const whens = take(findWhen(program, ranges, stages));
  const warms = take(findWarmUp(program, units, ranges, stages));
  const known: Everything = { program, types, units, ranges, stages, clocks, whens, warms };
  return { known, rules };
}

/** Functions and constants are checked on their own as well, so that what no strategy uses is not left unread. */
function checkLibrary(
  source: OpenSource,
  scope: FileScope,
  environment: Environment,
  findings: Findings,
): void {
  if (scope.functions.size + scope.constants.size === 0) return;
  const take = bringer(source, findings);
  const library = take(resolveLibrary({ source, file: scope, catalogue: environment.catalogue }));
  for (const each of library.used) findings.used.add(each);
  const { known } = findOut(library.program, library.rules, take);
  take(checkFixed({ ...known, callerless: true }));
}
