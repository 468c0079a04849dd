import { applyFixes } from "../lang/diagnostics/fix.js";
import { createSource, type Source } from "../lang/source.js";
import { check, type CheckOptions } from "./check.js";

/** Codes whose fix writes what stands there in the right way: syntax, names, argument names, allowances. */
const misspelling = /^SAGE(1(?!013)\d{3}|200[179])$/;

const mostRounds = 20;

/**
 * The text after the first fix of each misspelling, again and again until none is left. What would change what is
 * traded (a unit, a bar, a stop, a missing rule) stays advice: only its author knows what was meant.
 */
export function mend(source: Source, options: CheckOptions = {}): Source {
  let current = source;
  for (let round = 0; round < mostRounds; round += 1) {
    const fixed = applyFixes(
      current.text,
      check(current, options)
        .diagnostics.filter(({ code }) => misspelling.test(code))
        .flatMap(({ fixes }) => fixes.slice(0, 1)),
    );
    if (fixed === current.text) break;
    current = createSource(source.path, fixed);
  }
  return current;
}
