import { price, ratio } from "../../kernels/catalog/unit.js";
import { givenTwice } from "../../lang/diagnostics/codes/sage1012-given-twice.js";
import type { Span } from "../../lang/source.js";
import type { Enter, Expression, Halt, TargetPosition } from "../../lang/tree.js";
import type {
  CheckedAlert,
  CheckedCooldown,
  CheckedCosts,
  CheckedEntry,
  CheckedExit,
  CheckedFills,
  CheckedHalt,
  CheckedLength,
  CheckedLevel,
  CheckedMove,
  CheckedPlot,
  CheckedPosition,
  CheckedRequirement,
  CheckedSize,
  Symbol,
} from "../checked.js";
import { notAffine } from "../diagnostics/sage4005-not-affine.js";
import { haltCondition } from "../diagnostics/sage4018-halt-condition.js";
import { readAlert } from "./alerts.js";
import { expressionOf, readCosts, readFills } from "./costs.js";
import { distanceReader, fromEntry, riskOf } from "./distances.js";
import { splitLevel } from "./levels.js";
import type { Outline } from "./outline.js";
import { textAt, type Demand } from "./program.js";
import type { Context, Resolving } from "./resolving.js";
import { settingNames } from "../sections.js";
import { readSize } from "./sizes.js";
import { readSettings } from "./settings.js";
import { oneOf } from "./words.js";

/** Everything that acts: orders, their size and cost, and what is shown. */
export interface Rules {
  readonly requirements: readonly CheckedRequirement[];
  readonly entries: readonly CheckedEntry[];
  readonly exits: readonly CheckedExit[];
  readonly position: CheckedPosition | undefined;
  readonly size: CheckedSize | undefined;
  readonly costs: CheckedCosts;
  readonly cooldown: CheckedCooldown | undefined;
  readonly halts: readonly CheckedHalt[];
  readonly fills: CheckedFills;
  readonly gaps: "hold" | "fill" | "stop";
  readonly plots: readonly CheckedPlot[];
  readonly alerts: readonly CheckedAlert[];
}

/** Resolves a place's expression and notes what the place asks of it. */
export type Ask = (
  expression: Expression,
  demand: Wanted | ((meaning: Symbol | undefined) => Wanted),
) => Expression;

type Wanted = Partial<Demand> & { readonly what: string };

/** Reads the members that act; part of the pass `names`. */
export function readRules(outline: Outline, context: Context, resolving: Resolving): Rules {
  const ask = asking(context, resolving);
  const { source } = resolving;
  const truth = { type: "truth", unit: "any", decides: true } as const;
  return {
    requirements: outline.requirements.map((declaration) => ({
      condition: ask(declaration.condition, { what: "`require`", ...truth, stage: "parameter" }),
      text: textAt(source, declaration.condition.span),
      declaration,
    })),
    entries: outline.enters.flatMap((declaration) => readEntry(declaration, context, resolving)),
    exits: outline.exits.map((declaration) => ({
      side: declaration.side,
      condition: ask(declaration.condition, { what: "the condition", ...truth }),
      text: textAt(source, declaration.span),
      declaration,
    })),
    position: outline.position && readPosition(outline.position, ask, resolving),
    size: outline.size && readSize(outline.size, ask, resolving),
    costs: readCosts(outline.costs, ask, resolving),
    cooldown: outline.cooldown && {
      length: askLength(outline.cooldown.length, "the cooldown", 0, ask),
      after: oneOf(outline.cooldown.after, ["any", "loss", "win"] as const, "any", resolving.report),
    },
    halts: outline.halts.flatMap((declaration) =>
      readHalt(declaration, declaration.condition, ask, resolving),
    ),
    fills: readFills(outline.fills, ask, resolving),
    gaps: oneOf(outline.gaps?.policy, ["hold", "fill", "stop"] as const, "hold", resolving.report),
    plots: outline.plots.map((declaration) => ({
      label: declaration.label?.value ?? textAt(source, declaration.value.span),
      value: ask(declaration.value, { what: "a `plot`", type: "any", unit: "any", optional: true }),
      declaration,
    })),
    alerts: outline.alerts.map((declaration) => readAlert(declaration, ask, resolving)),
  };
}

export function asking(context: Context, resolving: Resolving): Ask {
  return (expression, demand) => {
    resolving.resolve(expression, context);
    resolving.demands.push({
      expression,
      type: "number",
      unit: ratio,
      stage: "series",
      optional: false,
      decides: false,
      ...(typeof demand === "function" ? demand(resolving.resolution.get(expression)) : demand),
    });
    return expression;
  };
}

/** A number of bars, given as bars, a whole number or a duration. */
export function askLength(expression: Expression, what: string, low: number, ask: Ask): CheckedLength {
  ask(expression, { what, unit: "length", stage: "parameter", low });
  return { expression, divisor: 1 };
}

function readEntry(declaration: Enter, context: Context, resolving: Resolving): CheckedEntry[] {
  const ask = asking(context, resolving);
  const decides = true;
  const condition = ask(declaration.condition, {
    what: "the condition",
    type: "truth",
    unit: "any",
    decides,
  });
  const risk = riskOf(declaration, (stop) => (first ??= level(stop, "the stop")), resolving);
  const askInside = asking({ ...context, level: true, risk }, resolving);
  let first: CheckedLevel | undefined;
  const level = (expression: Expression, what: string): CheckedLevel => {
    const sign = (what === "the stop") === (declaration.side === "long") ? "-" : "+";
    askInside(expression, { what, unit: price, decides, example: `entry * (1 ${sign} 2%)` });
    const parts = splitLevel(expression, resolving.resolution);
    if (parts !== undefined) return parts;
    resolving.report(notAffine({ span: expression.span, holes: { what } }));
    return { base: expression, slope: expression, expression };
  };
  const distance = distanceReader(asking({ ...context, distance: true, risk }, resolving), resolving);
  const order = declaration.order && readOrder(declaration.order, ask);
  reportTwice(declaration, resolving);
  let stop: CheckedEntry["stop"];
  const moves: CheckedMove[] = [];
  let trail: CheckedEntry["trail"];
  let expire: CheckedEntry["expire"];
  const takes: CheckedEntry["takes"][number][] = [];
  for (const protection of declaration.protections) {
    if (protection.kind === "stop" && protection.after !== undefined) {
      const after = fromEntry(distance(protection.after, "what moves the stop"));
      moves.push({ level: level(protection.price, "the stop"), after });
    } else if (protection.kind === "stop") stop ??= first ??= level(protection.price, "the stop");
    if (protection.kind === "expire") expire ??= askLength(protection.after, "`expire`", 0, ask);
    if (protection.kind === "take") {
      const what = "the part taken";
      const portion = protection.portion && ask(protection.portion, portionDemand(what));
      takes.push({ level: level(protection.price, "the target"), portion });
    }
    if (protection.kind === "trail") {
      const { level: far, share } = distance(protection.distance, "the trailing distance");
      const after = protection.after && fromEntry(distance(protection.after, "the start of trailing"));
      trail ??= { distance: far, share, after };
    }
  }
  if (declaration.side === "all") return [];
  const text = textAt(resolving.source, {
    start: declaration.span.start,
    end: declaration.condition.span.end,
  });
  return [{ side: declaration.side, condition, text, order, stop, moves, takes, trail, expire, declaration }];
}

/** A second stop, trail or time exit says something else than the first; only the first would act. */
function reportTwice({ protections }: Enter, { report }: Resolving): void {
  const seen = new Map<string, Span>();
  for (const each of protections) {
    if (each.kind === "damaged" || each.kind === "take" || (each.kind === "stop" && each.after)) continue;
    const { start } = each.span;
    const span = { start, end: start + each.kind.length };
    const earlier = seen.get(each.kind);
    if (earlier === undefined) seen.set(each.kind, span);
    else {
      const related = [{ span: earlier, message: "first given here" }];
      report(givenTwice({ span, holes: { what: each.kind, of: "`enter`" }, related }));
    }
  }
}

function readOrder(declaration: NonNullable<Enter["order"]>, ask: Ask): NonNullable<CheckedEntry["order"]> {
  const { type, price: level, limit, validity } = declaration;
  const what = type === "limit" ? "the limit" : "the stop entry";
  ask(level, { what, unit: price, low: 0, over: true, decides: true, example: "0.99 * close" });
  if (limit)
    ask(limit, {
      what: "the limit",
      unit: price,
      low: 0,
      over: true,
      decides: true,
      example: "1.01 * close",
    });
  return {
    type,
    price: level,
    limit,
    validity: validity && askLength(validity, "the validity", 1, ask),
    declaration,
  };
}

function readPosition(declaration: TargetPosition, ask: Ask, resolving: Resolving): CheckedPosition {
  const { target, settings, span } = declaration;
  const heading = { text: "position", span: { start: span.start, end: span.start + "position".length } };
  const found = readSettings({ settings, heading }, settingNames("position"), resolving.report);
  const rebalance = expressionOf(found.get("rebalance"), "5%", resolving);
  return {
    target: ask(target, { what: "the target position", decides: true, optional: true }),
    rebalance: rebalance && ask(rebalance, { what: "`rebalance`", stage: "parameter", low: 0, high: 1 }),
    text: textAt(resolving.source, { start: span.start, end: target.span.end }),
    declaration,
  };
}

const portionDemand = (what: string) => ({ what, stage: "parameter", low: 0, high: 1, over: true }) as const;

function readHalt(declaration: Halt, condition: Expression, ask: Ask, resolving: Resolving): CheckedHalt[] {
  if (condition.kind === "damaged") return [];
  if (condition.kind === "binary" && condition.operator === "or") {
    return [
      ...readHalt(declaration, condition.left, ask, resolving),
      ...readHalt(declaration, condition.right, ask, resolving),
    ];
  }
  const quantities = {
    drawdown: "drawdown",
    daily_loss: "daily loss",
    losing_streak: "losing streak",
  } as const;
  if (condition.kind === "binary" && (condition.operator === ">" || condition.operator === ">=")) {
    const { left, right, operator } = condition;
    const name = left.kind === "name" ? left.text : "";
    if (name === "drawdown" || name === "daily_loss" || name === "losing_streak") {
      resolving.resolution.set(left, { kind: "provided", name });
      const high = name === "losing_streak" ? Infinity : 1;
      const threshold = ask(right, { what: `the limit of \`${name}\``, stage: "parameter", low: 0, high });
      const length = declaration.length && askLength(declaration.length, "the pause", 0, ask);
      return [{ quantity: quantities[name], comparison: operator, threshold, length, declaration }];
    }
  }
  const { span } = condition;
  resolving.report(haltCondition({ span, holes: { text: textAt(resolving.source, span) } }));
  return [];
}
