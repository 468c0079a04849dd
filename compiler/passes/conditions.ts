import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { CheckedEntry, CheckedExit } from "../checked.js";
import { constantCondition } from "../diagnostics/sage4010-constant-condition.js";
import { neverEnters } from "../diagnostics/sage4001-never-enters.js";
import { rulesOverlap } from "../diagnostics/sage4009-rules-overlap.js";
import { atomsOf, excludeEachOther, implies } from "./atoms.js";
import type { Known } from "./fixed.js";
import type { Pass, Reporter } from "./pass.js";

/** Rules that never fire, always fire, or fire together with one that wants the opposite. */
export function checkConditions(
  entries: readonly CheckedEntry[],
  exits: readonly CheckedExit[],
  known: Known,
): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const { program, ranges } = known;
  for (const rule of [...entries, ...exits]) {
    if (known.types.single(rule.condition) !== "truth") continue;
    const isEntry = rule.declaration.kind === "enter";
    const { span } = rule.condition;
    const range = ranges.single(rule.condition);
    const isFixed = known.stages.single(rule.condition) !== "series";
    if (isFixed && range.low === range.high) {
      const always = range.low === 1;
      if (isEntry && !always) report(neverEnters({ span, holes: { reason: "never true", rule: true } }));
      else report(constantCondition({ span, holes: { always, rule: isEntry ? "enter" : "exit" } }));
    } else if (excludeEachOther(atomsOf(rule.condition, program, ranges))) {
      const reason = "its parts exclude each other";
      if (isEntry) report(neverEnters({ span, holes: { reason, rule: true } }));
      else report(constantCondition({ span, holes: { always: false, rule: "exit" } }));
    }
  }
  if (program.outline.understood) checkOverlap(entries, known, report);
  return { out: undefined, diagnostics };
}

function checkOverlap(entries: readonly CheckedEntry[], known: Known, report: Reporter): void {
  const { program, ranges } = known;
  entries.forEach((second, index) => {
    const first = entries
      .slice(0, index)
      .find((each) => each.side !== second.side && overlap(each, second, program, ranges));
    if (first === undefined) return;
    report(
      rulesOverlap({
        span: second.condition.span,
        holes: { first: `enter ${first.side}`, second: `enter ${second.side}` },
        related: [{ span: first.condition.span, message: "wins" }],
      }),
    );
  });
}

function overlap(
  first: CheckedEntry,
  second: CheckedEntry,
  program: Known["program"],
  ranges: Known["ranges"],
): boolean {
  const a = atomsOf(first.condition, program, ranges);
  const b = atomsOf(second.condition, program, ranges);
  if (excludeEachOther(a) || excludeEachOther(b)) return false;
  return implies(a, b) || implies(b, a);
}
