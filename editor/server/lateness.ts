import type { CheckedStrategy } from "../../compiler/index.js";
import { children } from "../../compiler/passes/children.js";
import { formatDuration } from "../../compiler/passes/format.js";
import { textAt } from "../../compiler/passes/places.js";
import type { Expression, Span } from "../../lang/index.js";

/** One name on the way from a value to what makes it late. */
export interface Step {
  readonly span: Span;
  /** As written: `h4.trend`. */
  readonly text: string;
  /** Why the last step is late; empty of those before it. */
  readonly because: string;
}

const deepest = 50;

/**
 * The names between a value and what makes it known late: a value of a slower bar or of another market, a look ahead, or
 * the price of a fill. Empty where it is known at the bar's close like everything else.
 */
export function whyLate(value: Expression, strategy: CheckedStrategy): readonly Step[] {
  return follow(value, strategy, new Set(), 0) ?? [];
}

function follow(
  value: Expression,
  strategy: CheckedStrategy,
  seen: Set<Expression>,
  depth: number,
): readonly Step[] | undefined {
  if (seen.has(value) || depth > deepest) return undefined;
  seen.add(value);
  const step = (because: string): Step => ({
    span: value.span,
    text: textAt(strategy.source, value.span).replaceAll(/\s+/g, " "),
    because,
  });
  const because = causeOf(value, strategy);
  if (because !== undefined) return [step(because)];
  const symbol = strategy.resolution.get(value);
  const behind =
    symbol?.kind === "value"
      ? symbol.value
      : symbol?.kind === "state"
        ? symbol.state.value
        : symbol?.kind === "inlined"
          ? symbol.call.body
          : undefined;
  if (behind !== undefined) {
    const rest = follow(behind, strategy, seen, depth + 1);
    if (rest !== undefined) return [step(""), ...rest];
  }
  for (const inner of children(value)) {
    const rest = follow(inner, strategy, seen, depth + 1);
    if (rest !== undefined) return rest;
  }
  return undefined;
}

/** Why a value by itself is late. */
function causeOf(value: Expression, strategy: CheckedStrategy): string | undefined {
  const symbol = strategy.resolution.get(value);
  switch (symbol?.kind) {
    case "held":
      return `changes only when a bar of ${formatDuration(symbol.clock.interval)} is finished`;
    case "fed":
      return symbol.feed.file === null
        ? `is what the last finished bar of \`${symbol.feed.name}\` said`
        : `is read ${formatDuration(symbol.feed.file.known)} after the time of its row`;
    case "ahead":
      return "looks ahead: it is known only when those bars are over";
    case "provided":
      return symbol.name === "entry" ? "is known only after the fill" : undefined;
    default:
      return undefined;
  }
}
