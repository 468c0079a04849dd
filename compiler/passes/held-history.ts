import type { Fix } from "../../lang/diagnostics/diagnostic.js";
import type { Expression, FieldAccess, History } from "../../lang/tree.js";
import type { CheckedFrame, Symbol } from "../checked.js";
import { heldHistory } from "../diagnostics/sage3006-held-history.js";
import type { Known } from "./fixed.js";
import { rhythmOf } from "./feeds.js";
import { formatDuration } from "./format.js";
import type { Reporter } from "./pass.js";
import { textAt, type Program } from "./program.js";

/** Whether the history of a value has one meaning; reports where it is held for several bars. */
export function checkHeld(expression: History, { program }: Known, report: Reporter): boolean {
  const held = heldBehind(expression.series, program);
  if (held === undefined) return true;
  const { source, timeframe } = program;
  const frame = held.kind === "held" ? program.frames.find((each) => each.clock === held.clock) : undefined;
  const fix = frame && moveInside(expression, frame, program);
  const bars = held.kind === "held" ? held.clock.ratio : held.feed.ratio;
  report(
    heldHistory({
      span: expression.span,
      holes: {
        text: textAt(source, expression.series.span),
        slow: held.kind === "held" ? `bars of ${formatDuration(held.clock.interval)}` : rhythmOf(held.feed),
        fast: formatDuration(timeframe),
        bars,
        help: fix?.help ?? [helpFor(held)],
      },
      fixes: fix?.fixes ?? [],
    }),
  );
  return false;
}

type Held = Extract<Symbol, { kind: "held" | "fed" }>;

const helpFor = (held: Held): string =>
  held.kind === "held"
    ? `look back inside \`frame ${held.clock.name}\`, where bars are the slower ones`
    : held.feed.series !== null
      ? `an average over bars is clear: \`sma(${held.feed.series}, 24 bars)\`; \`age(${held.feed.series})\` counts the bars since it was told`
      : "look back over a value of every bar: `(close - eth.close)[1]`, or an average: `sma(eth.close, 96)`";

/** The held value that an expression is, through the names and fields that lead to it. */
function heldBehind(expression: Expression, { resolution }: Program): Held | undefined {
  const seen = new Set<Expression>();
  for (let at: Expression | undefined = expression; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const symbol = resolution.get(at);
    if (symbol?.kind === "held") return symbol;
    // A market with bars of the same length or shorter ones has a value of its own on every bar.
    if (symbol?.kind === "fed") return symbol.feed.ratio > 1 && symbol.column !== "age" ? symbol : undefined;
    at = symbol?.kind === "value" ? symbol.value : symbol?.kind === "field" ? symbol.object : undefined;
  }
  return undefined;
}

/** `h4.rising[1]` becomes `h4.rising_1`, with `let rising_1 = rising[1]` inside the frame. */
function moveInside(
  { series, offset, span }: History,
  { name, lets, states, declaration }: CheckedFrame,
  { source, outline }: Program,
): { readonly help: readonly string[]; readonly fixes: readonly Fix[] } | undefined {
  const last = declaration.members.at(-1);
  if (!isDirect(series) || offset.kind !== "number" || !outline.wasRead) return undefined;
  const field = series.field.text;
  const bars = textAt(source, offset.span);
  const taken = new Set([...lets, ...states].map((each) => each.name));
  const inner = `${field}_${offset.value}`;
  const help = [
    `inside \`frame ${name}\` write \`let ${inner} = ${field}[${bars}]\` and use \`${name}.${inner}\``,
  ];
  if (last === undefined || taken.has(inner) || !/^\w+$/.test(inner)) return { help, fixes: [] };
  const line = source.text.slice(0, last.span.start).lastIndexOf("\n") + 1;
  const indent = /^\s*/.exec(source.text.slice(line, last.span.start))?.[0] ?? "";
  const end = last.span.end;
  const edits = [
    { span: { start: end, end }, text: `\n${indent}let ${inner} = ${field}[${bars}]` },
    { span, text: `${name}.${inner}` },
  ];
  return { help, fixes: [{ title: `Look back inside \`${name}\``, edits }] };
}

const isDirect = (expression: Expression): expression is FieldAccess =>
  expression.kind === "field" && expression.object.kind === "name";
