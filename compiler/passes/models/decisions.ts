import type { Diagnostic } from "../../../lang/diagnostics/diagnostic.js";
import type { Expression } from "../../../lang/tree.js";
import { futureValue } from "../../diagnostics/sage3001-future-value.js";
import type { Everything } from "../assemble.js";
import type { Pass } from "../pass.js";
import { textAt } from "../program.js";
import type { Rules } from "../rules.js";
import { futureFinder } from "./future.js";

/** Nothing that decides, is shown or is remembered looks ahead; only targets do. */
export function checkDecisions(rules: Rules, known: Everything): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  const { program, ranges } = known;
  const futureOf = futureFinder(program, ranges);
  const told = new Set<Expression>();
  for (const root of rootsOf(rules, known)) {
    const future = futureOf(root);
    if (future === undefined || told.has(future.call)) continue;
    told.add(future.call);
    const { at, call, bars, via, past } = future;
    diagnostics.push(
      futureValue({
        span: at.span,
        holes: { text: textAt(program.source, at.span), bars, via, past },
        related: via.length === 1 ? [{ span: call.span, message: "looks ahead" }] : [],
        fixes:
          past === undefined
            ? []
            : [{ title: "Use what has happened", edits: [{ span: at.span, text: past }] }],
      }),
    );
  }
  return { out: undefined, diagnostics };
}

/** What slower bars hold and states remember, then what decides about orders and what is shown: each cause once. */
function rootsOf(rules: Rules, { program }: Everything): readonly Expression[] {
  return [
    ...program.frames.flatMap(({ lets }) => lets.map(({ value }) => value)),
    ...program.allStates.flatMap(({ start, value }) => [start, value]),
    ...program.demands.filter(({ decides }) => decides).map(({ expression }) => expression),
    ...rules.plots.map(({ value }) => value),
    ...rules.alerts.map(({ condition }) => condition),
  ];
}
