import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import { positionAt, type Source, type Span } from "../../lang/source.js";
import type { File, FunctionDeclaration } from "../../lang/tree.js";
import type { CheckedStrategy } from "../checked.js";
import { isWithin } from "./places.js";
import { statementAt, statementsOf } from "./statements.js";

/** Everything that was found in a file. */
export interface Found {
  /** From the strategies. */
  readonly found: readonly Diagnostic[];
  /** From reading the functions on their own. */
  readonly library: readonly Diagnostic[];
  /** Those that a call brings about inside a function of another file. */
  readonly passed: ReadonlySet<Diagnostic>;
  readonly strategies: readonly CheckedStrategy[];
}

/**
 * One cause, one diagnostic.
 * - What is found again in another copy of a function is told once.
 * - An error inside a function that only a call brings about waits until the arguments of its calls are right.
 * - Warnings inside functions come from what one caller passes, and are left out, but for those about the function itself.
 * - What else is wrong with a statement that could not be read waits until it can.
 * - A condition that is constant because a comparison in it is, is told at the comparison.
 * - How long a warm-up is can be said when the frames and feeds it comes from are right.
 * - Whether a target looks ahead is asked when nothing else is wrong with it.
 * - A warning about a place where something is wrong anyway waits until that is mended.
 */
export function oneCause(
  file: File,
  source: Source,
  { found, library, passed, strategies }: Found,
): readonly Diagnostic[] {
  const functions = file.declarations.filter((each) => each.kind === "function");
  const all = [...library, ...found];
  const errors = all.filter((each) => each.severity === "error");
  const isOwn = new Set(library.map(keyOf));
  const misused = misusedFunctions(strategies, errors);
  const own = errors.filter((each) => !passed.has(each));
  const isUnread = unreadPlaces(file, source, all.filter(isOfParser));
  const told = new Set<string>();
  return all.filter((each) => {
    const key = keyOf(each);
    if (told.has(key)) return false;
    told.add(key);
    if (!isOfParser(each) && isUnread(each.span)) return false;
    if (passed.has(each) && own.some(({ span }) => isWithin(span, each.span))) return false;
    if (each.code === "SAGE5002" && errors.some((error) => error !== each && isWithin(error.span, each.span)))
      return false;
    const body = functions.find(
      ({ name, span }) => isWithin(each.span, span) && each.span.start > name.span.end,
    );
    if (each.severity === "error") return body === undefined || isOwn.has(key) || !misused.has(body);
    const fromCaller = body !== undefined && !each.code.startsWith("SAGE1") && !ofFunctions.has(each.code);
    if (each.code === "SAGE3202" && errors.some(({ code }) => code.startsWith("SAGE31"))) return false;
    const rule = each.code === "SAGE4010" || each.code === "SAGE4001";
    if (rule && all.some(({ code, span }) => code === "SAGE2107" && isWithin(span, each.span))) return false;
    return !fromCaller && !errors.some((error) => touch(error.span, each.span));
  });
}

/** Warnings that are about the function itself: a name that nothing reads, a state that never forgets. */
const ofFunctions: ReadonlySet<string> = new Set(["SAGE2004", "SAGE3203"]);

/** What the parser found; it comes first and hides what follows from it. */
const isOfParser = ({ code, severity }: Diagnostic): boolean =>
  severity === "error" && /^SAGE1(?!013)/.test(code);

/** Whether a place lies in a statement, or begins on a line, that could not be read. */
function unreadPlaces(file: File, source: Source, mistakes: readonly Diagnostic[]): (span: Span) => boolean {
  if (mistakes.length === 0) return () => false;
  const statements = statementsOf(file);
  const lines = new Set(mistakes.map(({ span }) => positionAt(source, span.start).line));
  const unread = new Set(mistakes.map(({ span }) => statementAt(statements, span.start)));
  return ({ start }) => {
    if (lines.has(positionAt(source, start).line)) return true;
    const statement = statementAt(statements, start);
    return statement !== undefined && unread.has(statement);
  };
}

/** Of several errors at one place the first is told. */
const keyOf = ({ code, severity, span }: Diagnostic): string =>
  `${severity === "error" ? "error" : code} ${span.start} ${span.end}`;

/** Functions with a call in which something is wrong already. */
function misusedFunctions(
  strategies: readonly CheckedStrategy[],
  errors: readonly Diagnostic[],
): ReadonlySet<FunctionDeclaration> {
  const misused = new Set<FunctionDeclaration>();
  if (errors.length === 0) return misused;
  for (const { resolution } of strategies) {
    for (const symbol of resolution.values()) {
      if (symbol.kind !== "inlined" || misused.has(symbol.call.declaration)) continue;
      const { call, declaration } = symbol.call;
      if (errors.some((error) => isWithin(error.span, call.span))) misused.add(declaration);
    }
  }
  return misused;
}

const touch = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
