import { ratio } from "../../kernels/catalog/unit.js";
import { anywhere } from "../../kernels/catalog/range.js";
import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../lang/tree.js";
import type { WarmUp } from "../checked.js";
import type { Clock } from "../clock.js";
import { longWarmUp } from "../diagnostics/sage3202-long-warm-up.js";
import { tooMuchHistory } from "../diagnostics/sage3204-too-much-history.js";
import { Fields, type Value } from "./analysis.js";
import { children } from "./children.js";
import type { Facts, KnownAt, Stage } from "./facts.js";
import type { Known } from "./fixed.js";
import { levelsOf } from "./distances.js";
import type { Pass } from "./pass.js";
import { textAt } from "./program.js";
import type { Rules } from "./rules.js";
import type { Type } from "./types.js";
import type { Warm, Warms } from "./warm-up.js";
import type { Clocks } from "./clocks.js";
import type { When, Whens } from "./when.js";

export interface Everything extends Known {
  readonly clocks: Clocks;
  readonly whens: Whens;
  readonly warms: Warms;
}

/** Puts together what the passes found out about each expression. */
export function collectFacts(known: Everything): ReadonlyMap<Expression, Facts> {
  const facts = new Map<Expression, Facts>();
  for (const [expression, type] of known.types.facts) {
    facts.set(
      expression,
      factsOf(
        type,
        known.units.facts.get(expression),
        known.ranges.facts.get(expression),
        known.stages.facts.get(expression),
        known.clocks.facts.get(expression),
        known.whens.facts.get(expression),
        known.warms.facts.get(expression),
      ),
    );
  }
  return facts;
}

const part = <Fact>(value: Value<Fact> | undefined, name: string): Value<Fact> | undefined =>
  value instanceof Fields ? value.of.get(name) : value;

const one = <Fact>(value: Value<Fact> | undefined): Fact | undefined =>
  value instanceof Fields ? undefined : value;

function factsOf(
  type: Value<Type>,
  unit: Value<Facts["unit"]> | undefined,
  range: Value<Facts["range"]> | undefined,
  stage: Value<Stage> | undefined,
  clock: Value<Clock | undefined> | undefined,
  when: Value<When> | undefined,
  warm: Value<Warm> | undefined,
): Facts {
  if (type instanceof Fields) {
    const fields = new Map<string, Facts>();
    for (const [name, of] of type.of) {
      const inner = factsOf(
        of,
        part(unit, name),
        part(range, name),
        part(stage, name),
        part(clock, name),
        part(when, name),
        part(warm, name),
      );
      fields.set(name, inner);
    }
    return recordFacts(fields);
  }
  return {
    type: type === "missing" ? "number" : type,
    unit: type === "number" || type === "missing" || type === "unknown" ? (one(unit) ?? "any") : ratio,
    range: one(range) ?? anywhere,
    stage: one(stage) ?? "series",
    clock: one(clock) ?? "base",
    knownAt: one(when)?.knownAt ?? "close",
    first: one(warm)?.first ?? 0,
    settled: one(warm)?.settled ?? 0,
    reach: one(when)?.reach ?? 0,
    optional: one(when)?.optional ?? false,
    fields: undefined,
  };
}

function recordFacts(fields: ReadonlyMap<string, Facts>): Facts {
  const all = [...fields.values()];
  const knownAt: KnownAt = all.some((each) => each.knownAt === "close") ? "close" : "open";
  const stages = all.map((each) => each.stage);
  const notConstant: Stage = stages.includes("parameter") ? "parameter" : "constant";
  return {
    type: "record",
    unit: ratio,
    range: anywhere,
    stage: stages.includes("series") ? "series" : notConstant,
    clock: all.find((each) => each.clock !== "base")?.clock ?? "base",
    knownAt,
    first: Math.max(0, ...all.map((each) => each.first)),
    settled: Math.max(0, ...all.map((each) => each.settled)),
    reach: Math.max(0, ...all.map((each) => each.reach)),
    optional: all.some((each) => each.optional),
    fields,
  };
}

/** Longest `first` of a strategy. */
const historyLimit = 100_000;
/** Shorter warm-ups go without saying. */
const longLimit = 5_000;

/** How much history the decisions of a strategy need, and which name asks for most of it. */
export function summariseWarmUp(rules: Rules, known: Everything): Pass<WarmUp> {
  const { program, warms } = known;
  const diagnostics: Diagnostic[] = [];
  const roots = decisive(rules);
  const longest = largest(roots, (root) => warms.single(root).first);
  const slowest = largest(roots, (root) => warms.single(root).settled);
  const first = longest ? warms.single(longest).first : 0;
  const settled = slowest ? warms.single(slowest).settled : 0;
  const cause = slowest && settled > 0 ? descend(slowest, (each) => warms.single(each).settled) : undefined;
  const dominatedBy = cause ? textAt(program.source, cause.span) : null;
  if (longest && first > historyLimit) {
    const { span } = descend(longest, (each) => warms.single(each).first);
    diagnostics.push(tooMuchHistory({ span, holes: { bars: grouped(first), limit: grouped(historyLimit) } }));
  } else if (cause && settled > longLimit && Number.isFinite(settled)) {
    const days = (settled * program.timeframe) / 86_400_000;
    const after = `${grouped(settled)} bars (${days < 100 ? days.toFixed(1) : grouped(Math.round(days))} days)`;
    const holes = { first: `${grouped(first)} bars`, settled: after, dominatedBy: dominatedBy ?? "" };
    diagnostics.push(longWarmUp({ span: cause.span, holes }));
  }
  return { out: { first, settled, dominatedBy }, diagnostics };
}

const grouped = (value: number): string => value.toLocaleString("en-US");

const optional = (expression: Expression | undefined) => (expression ? [expression] : []);

function decisive(rules: Rules): readonly Expression[] {
  return [
    ...rules.entries.flatMap((entry) => [
      entry.condition,
      ...optional(entry.order?.price),
      ...optional(entry.order?.limit),
      ...levelsOf(entry).flatMap(({ base, slope }) => [base, slope]),
    ]),
    ...rules.exits.map((exit) => exit.condition),
    ...optional(rules.position?.target),
    ...optional(rules.size?.amount),
  ];
}

function largest(
  expressions: readonly Expression[],
  measure: (expression: Expression) => number,
): Expression | undefined {
  let best: Expression | undefined;
  for (const expression of expressions) {
    if (best === undefined || measure(expression) > measure(best)) best = expression;
  }
  return best;
}

/** The named value or call that sets the figure, inside what only combines values. */
function descend(expression: Expression, measure: (expression: Expression) => number): Expression {
  if (["name", "call", "field", "history", "previous"].includes(expression.kind)) return expression;
  const inner = largest(children(expression), measure);
  return inner === undefined || measure(inner) <= 0 ? expression : descend(inner, measure);
}
