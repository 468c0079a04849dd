import { NotTranslated } from "./notes.js";
import type { PineArgument, PineExpression } from "./tree.js";

export type Side = "long" | "short";

/** A condition on the way to a statement: one of an `if`, or its contrary. */
export interface PathCondition {
  readonly condition: PineExpression;
  readonly holds: boolean;
}

/** One `strategy.entry`, `.close`, `.exit` as it stands in the script. */
export interface OrderCall {
  readonly line: number;
  /** The `if`s around it, outermost first. */
  readonly path: readonly PathCondition[];
  /** The very `if` branch it stands in: calls of one branch happen on the same bars. */
  readonly branch: object;
  readonly given: ReadonlyMap<string, PineExpression>;
}

/** Everything a script orders, still as Pine says it. */
export interface OrderBook {
  readonly entries: OrderCall[];
  readonly closes: OrderCall[];
  readonly exits: OrderCall[];
}

const positions: Readonly<Record<string, readonly string[]>> = {
  "strategy.entry": ["id", "direction", "qty", "limit", "stop"],
  "strategy.close": ["id"],
  "strategy.close_all": [],
  "strategy.exit": ["id", "from_entry", "qty", "qty_percent", "profit", "limit", "loss", "stop"],
};

/** Why an order of a script has no counterpart, where there is more to say. */
const withoutCounterpart: Readonly<Record<string, string>> = {
  "strategy.order": "an order beside the rules; `strategy.entry` and `strategy.close` have counterparts",
  "strategy.cancel": "an entry that waits is withdrawn by an `exit` rule, or expires by `for 3 bars`",
  "strategy.cancel_all": "an entry that waits is withdrawn by an `exit` rule, or expires by `for 3 bars`",
};

function reasonAgainst(callee: string): string {
  if (callee.startsWith("strategy.risk."))
    return "limits are said as `size … max …`, `halt when drawdown > 15%` or `halt when daily_loss > 3%`";
  return Object.hasOwn(withoutCounterpart, callee)
    ? (withoutCounterpart[callee] ?? "")
    : "it has no counterpart";
}

/** Takes a call into the book; false when it is no order. @throws NotTranslated */
export function takeOrder(
  book: OrderBook,
  callee: string,
  given: readonly PineArgument[],
  place: Pick<OrderCall, "line" | "path" | "branch">,
): boolean {
  if (!callee.startsWith("strategy.")) return false;
  const names = Object.hasOwn(positions, callee) ? positions[callee] : undefined;
  if (names === undefined) {
    throw new NotTranslated(place.line, `\`${callee}\``, reasonAgainst(callee));
  }
  const known = argumentsByName(given, names);
  const when = known.get("when");
  const path = when === undefined ? place.path : [...place.path, { condition: when, holds: true } as const];
  const call: OrderCall = { ...place, path, given: known };
  if (callee === "strategy.entry") book.entries.push(call);
  else if (callee === "strategy.exit") book.exits.push(call);
  else book.closes.push(call);
  return true;
}

export function argumentsByName(
  given: readonly PineArgument[],
  names: readonly string[],
): ReadonlyMap<string, PineExpression> {
  let position = 0;
  return new Map(given.map(({ name, value }) => [name ?? names[position++] ?? "", value]));
}

/** The text of an argument that is one. */
export const textOf = (value: PineExpression | undefined): string | undefined =>
  value?.kind === "text" ? value.value : undefined;

/** Long for `strategy.long` and, as version 4 writes, `true`. */
export function sideOf({ given, line }: OrderCall): Side {
  const direction = given.get("direction");
  if (direction?.kind === "name" && direction.name === "strategy.long") return "long";
  if (direction?.kind === "name" && direction.name === "strategy.short") return "short";
  if (direction?.kind === "truth") return direction.value ? "long" : "short";
  throw new NotTranslated(line, "`strategy.entry`", "its direction is not fixed in the script");
}

/** The conditions of a path, each `and` taken apart. */
export function conjuncts(path: readonly PathCondition[]): readonly PathCondition[] {
  return path.flatMap(({ condition, holds }) =>
    holds && condition.kind === "binary" && condition.operator === "and"
      ? conjuncts([
          { condition: condition.left, holds },
          { condition: condition.right, holds },
        ])
      : [{ condition, holds }],
  );
}

/** What a condition asks of the position: `strategy.position_size == 0`; undefined for all others. */
export function positionGuard({ condition, holds }: PathCondition): "flat" | Side | undefined {
  if (!holds || condition.kind !== "binary") return undefined;
  const { left, operator, right } = condition;
  const asks =
    left.kind === "name" && (left.name === "strategy.position_size" || left.name === "strategy.opentrades");
  if (!asks || right.kind !== "number" || Number(right.text) !== 0) return undefined;
  if (operator === "==") return "flat";
  if (operator === ">" || operator === "!=") return left.name === "strategy.opentrades" ? undefined : "long";
  return operator === "<" ? "short" : undefined;
}
