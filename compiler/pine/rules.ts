import { numberText } from "./inputs.js";
import { NotTranslated } from "./notes.js";
import {
  conjuncts,
  positionGuard,
  sideOf,
  textOf,
  type OrderBook,
  type OrderCall,
  type PathCondition,
  type Side,
} from "./orders.js";
import type { Scope } from "./scope.js";
import { tightness, placed } from "./text.js";
import type { PineExpression } from "./tree.js";

/** The rules of a strategy as statements of the language. */
export interface Rules {
  readonly statements: readonly string[];
  /** A size that every entry of the script gives itself; undefined where the head of the script decides. */
  readonly size: string | undefined;
  /** Every entry asks for a flat position first: an entry against an open one does nothing. */
  readonly ignoresOpposite: boolean;
}

/** Puts together what a script orders: each exit belongs to the entries that it names. */
export function writeRules(book: OrderBook, scope: Scope): Rules {
  const sides = new Map<OrderCall, Side>();
  for (const entry of book.entries) attempt(scope, entry, () => sides.set(entry, sideOf(entry)));
  const entries = book.entries.filter((entry) => sides.has(entry));
  const used = new Set<OrderCall>();
  const statements: string[] = [];
  for (const entry of entries) {
    const side = sides.get(entry) ?? "long";
    attempt(scope, entry, () => statements.push(writeEntry(entry, side, book.exits, used, scope)));
  }
  for (const exit of book.exits.filter((each) => !used.has(each)))
    scope.note(exit.line, "not translated", "`strategy.exit`", "no entry that was translated belongs to it");
  for (const close of book.closes) {
    attempt(scope, close, () => statements.push(...writeClose(close, entries, sides, scope)));
  }
  const guarded = entries.filter((entry) =>
    conjuncts(entry.path).some((each) => positionGuard(each) === "flat"),
  );
  const bothSides = new Set(sides.values()).size === 2;
  if (bothSides && guarded.length > 0 && guarded.length < entries.length)
    for (const entry of guarded)
      scope.note(
        entry.line,
        "differs",
        "`strategy.position_size == 0`",
        "this entry also reverses an open position of the other side",
      );
  return {
    statements,
    size: sizeOfEntries(entries, scope),
    ignoresOpposite: bothSides && guarded.length > 0 && guarded.length === entries.length,
  };
}

function attempt(scope: Scope, { line }: OrderCall, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof NotTranslated)) throw error;
    scope.note(error.line === 0 ? line : error.line, "not translated", error.what, error.reason);
  }
}

/** Conditions without those that hold by themselves: entries are taken when flat, exits when there is something to leave. */
function conditionOf(call: OrderCall, own: (guard: "flat" | Side) => boolean, scope: Scope): string {
  const kept: PathCondition[] = [];
  for (const each of conjuncts(call.path)) {
    const guard = positionGuard(each);
    if (guard === undefined) kept.push(each);
    else if (!own(guard))
      throw new NotTranslated(
        call.line,
        "a rule that asks for the position",
        "it would act against an open position only",
      );
  }
  return scope.conditions(kept).text;
}

function writeEntry(
  entry: OrderCall,
  side: Side,
  exits: readonly OrderCall[],
  used: Set<OrderCall>,
  scope: Scope,
): string {
  const condition = conditionOf(entry, (guard) => guard === "flat" || guard !== side, scope);
  const id = textOf(entry.given.get("id"));
  const protections: string[] = [];
  for (const exit of exits) {
    const from = exit.given.get("from_entry");
    if (from !== undefined && textOf(from) !== id) continue;
    used.add(exit);
    attempt(scope, exit, () => protections.push(...writeExit(exit, entry, side, scope)));
  }
  const price = (name: "limit" | "stop") => {
    const value = entry.given.get(name);
    return value === undefined || value.kind === "missing" ? undefined : scope.write(value).text;
  };
  const [limit, stop] = [price("limit"), price("stop")];
  if (limit !== undefined && stop !== undefined)
    throw new NotTranslated(entry.line, "a stop-limit entry", "an entry has one price");
  const order = limit !== undefined ? ` limit at ${limit}` : stop !== undefined ? ` stop at ${stop}` : "";
  if (order !== "")
    scope.differs(
      entry.line,
      "a resting entry",
      "it waits until it fills or a newer signal replaces it; here an `exit` withdraws it too, and `for 10 bars` ends it",
    );
  const block = protections.length === 0 ? "" : ` {\n${protections.join("\n")}\n}`;
  return `enter ${side} when ${condition}${order}${block}`;
}

/** The stop, take and trail of one `strategy.exit`. */
function writeExit(exit: OrderCall, entry: OrderCall, side: Side, scope: Scope): readonly string[] {
  const sameBars = exit.branch === entry.branch;
  const free = conjuncts(exit.path).every((each) => positionGuard(each) === side);
  if (!sameBars && !free)
    throw new NotTranslated(
      exit.line,
      "`strategy.exit` under a condition",
      "protections are placed with the entry",
    );
  const away = side === "long" ? "+" : "-";
  const against = side === "long" ? "-" : "+";
  const portion = numberText(exit.given.get("qty_percent"));
  const share = portion === undefined || Number(portion) >= 100 ? "" : ` for ${portion}%`;
  const level = (name: string) => levelOf(exit, name, sameBars, scope);
  const distance = (name: string) => distanceOf(exit.given.get(name), scope);
  const written: string[] = [];
  const [stop, loss, limit, profit] = [level("stop"), distance("loss"), level("limit"), distance("profit")];
  if (stop !== undefined) written.push(`stop ${stop}`);
  else if (loss !== undefined) written.push(`stop entry ${against} ${loss}`);
  if (limit !== undefined) written.push(`take ${limit}${share}`);
  else if (profit !== undefined) written.push(`take entry ${away} ${profit}${share}`);
  const [points, offset] = [distance("trail_points"), distance("trail_offset")];
  if (offset !== undefined && points !== undefined) written.push(`trail ${offset} after ${points}`);
  else if (offset !== undefined || exit.given.has("trail_price"))
    throw new NotTranslated(
      exit.line,
      "a trailing stop from a price",
      "a trail begins after a distance from the entry",
    );
  if (written.length === 0)
    throw new NotTranslated(exit.line, "`strategy.exit`", "it names neither stop nor limit");
  return written;
}

/** "`stop` and `limit` of `strategy.exit`": those that change from bar to bar. */
function movingLevels(exit: OrderCall, scope: Scope): string {
  const moving = ["stop", "limit"].filter((name) => {
    const value = exit.given.get(name);
    return value !== undefined && value.kind !== "missing" && !scope.isFixed(value);
  });
  return `${moving.map((name) => `\`${name}\``).join(" and ")} of \`strategy.exit\``;
}

function levelOf(exit: OrderCall, name: string, sameBars: boolean, scope: Scope): string | undefined {
  const value = exit.given.get(name);
  if (value === undefined || value.kind === "missing") return undefined;
  if (!sameBars && !scope.isFixed(value))
    throw new NotTranslated(
      value.line,
      movingLevels(exit, scope),
      "in Pine it moves with every bar; here a level is placed once, at the fill. Say it as `trail`, or as an `exit` rule",
    );
  scope.inLevel = true;
  try {
    return scope.write(value).text;
  } finally {
    scope.inLevel = false;
  }
}

/** A distance in ticks. */
function distanceOf(value: PineExpression | undefined, scope: Scope): string | undefined {
  if (value === undefined || value.kind === "missing") return undefined;
  const number = numberText(value);
  if (number !== undefined && /^\d+$/.test(number)) return `${number} ticks`;
  return `${placed(scope.write(value), tightness.multiply)} * 1 tick`;
}

function writeClose(
  close: OrderCall,
  entries: readonly OrderCall[],
  sides: ReadonlyMap<OrderCall, Side>,
  scope: Scope,
): readonly string[] {
  const id = textOf(close.given.get("id"));
  const named = entries.filter((entry) => id !== undefined && textOf(entry.given.get("id")) === id);
  if (close.given.has("id") && named.length === 0)
    throw new NotTranslated(close.line, "`strategy.close`", "it closes an entry that is not there");
  const chosen = new Set((named.length > 0 ? named : entries).map((entry) => sides.get(entry) ?? "long"));
  const [only] = chosen;
  const target = chosen.size === 1 && only !== undefined && named.length > 0 ? only : "all";
  const condition = conditionOf(
    close,
    (guard) => guard !== "flat" && (target === "all" || guard === target),
    scope,
  );
  const side = close.given.has("id") ? target : (guardedSide(close) ?? target);
  return [`exit ${side} when ${condition}`];
}

/** `if strategy.position_size > 0` around a `close_all` closes longs only. */
function guardedSide(close: OrderCall): Side | undefined {
  const guards = conjuncts(close.path).map(positionGuard);
  if (guards.includes("long")) return "long";
  return guards.includes("short") ? "short" : undefined;
}

function sizeOfEntries(entries: readonly OrderCall[], scope: Scope): string | undefined {
  const given = entries.map((entry) => entry.given.get("qty"));
  const quantities = new Set(given.map((value) => numberText(value)));
  const [quantity] = quantities;
  if (given.every((value) => value === undefined)) return undefined;
  if (quantities.size === 1 && quantity !== undefined) return `size fixed ${quantity} of base`;
  for (const entry of entries)
    if (entry.given.has("qty"))
      scope.note(entry.line, "not translated", "`qty`", "a strategy has one size for all its entries");
  return undefined;
}
