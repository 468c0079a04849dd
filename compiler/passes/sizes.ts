import { ratio } from "../../kernels/catalog/unit.js";
import type { BinaryOperator, Expression, Size } from "../../lang/tree.js";
import type { CheckedSize } from "../checked.js";
import { bareNumber } from "../diagnostics/sage2105-bare-number.js";
import { textAt, type Demand } from "./program.js";
import type { Resolving } from "./resolving.js";
import type { Ask } from "./rules.js";
import { oneOf } from "./words.js";

const year = 365 * 86_400_000;

/** `size …`: how much an entry is, as one expression and what the broker has to know of it. */
export function readSize(declaration: Size, ask: Ask, resolving: Resolving): CheckedSize | undefined {
  const { amount, mode, limit, scale } = declaration;
  const cap =
    limit && ask(limit.amount, { what: "the most of equity", stage: "parameter", low: 0, over: true });
  if (limit) oneOf(limit.of, ["equity"] as const, "equity", resolving.report);
  const kind = sizeKind(declaration, resolving);
  checkOf(declaration, kind, resolving);
  if (kind === undefined) {
    ask(amount, { what: "the size", unit: "any" });
    return undefined;
  }
  const share = kind !== "notional" && kind !== "quantity";
  const wanted = {
    what: kind === "risk" ? "the risk" : "the size",
    unit: share ? ratio : ("any" as const),
    low: 0,
    over: share,
    decides: true,
  };
  const scaling = { what: "the scale", low: 0, high: 1, decides: true };
  if (kind === "kelly") return readKelly(declaration, cap, ask);
  const plain = mode === "volatility" ? swing(declaration, resolving.timeframe) : amount;
  const whole = scale === undefined ? plain : binary("*", plain, clamped(scale), declaration);
  ask(whole, wanted);
  // The parts are resolved with the whole; what is asked of each of them is noted here.
  if (whole !== amount) demand(amount, { ...wanted, stage: "series" }, resolving);
  if (scale !== undefined) demand(scale, { ...scaling, unit: ratio, stage: "series" }, resolving);
  if (declaration.over !== undefined)
    demand(declaration.over, { what: "the length", unit: "length", stage: "parameter", low: 2 }, resolving);
  return { kind, amount: whole, limit: cap, kelly: undefined, declaration };
}

/** The broker works out Kelly's share; what it is scaled by is a series. */
function readKelly(declaration: Size, limit: Expression | undefined, ask: Ask): CheckedSize {
  const { amount, beginning, scale, span } = declaration;
  const parameter = { stage: "parameter", low: 0 } as const;
  const one: Expression = { kind: "number", value: 1, suffix: undefined, text: "1", span };
  const factor = scale === undefined ? one : clamped(scale);
  ask(factor, { what: "the scale", low: 0, high: 1, decides: true });
  return {
    kind: "kelly",
    amount: factor,
    limit,
    kelly: beginning && {
      fraction: ask(amount, { what: "the part of Kelly's share", ...parameter, over: true, high: 2 }),
      trades: ask(beginning.trades, {
        what: "the number of trades",
        unit: "length",
        stage: "parameter",
        low: 1,
      }),
      otherwise: ask(beginning.otherwise, { what: "the size before that", ...parameter }),
    },
    declaration,
  };
}

function checkOf({ mode, of }: Size, kind: CheckedSize["kind"] | undefined, resolving: Resolving): void {
  const relative = mode !== "plain" && mode !== "fixed";
  if (!relative && kind !== "equity") return;
  const words = mode === "fixed" ? ["base", "quote"] : ["equity", "base", "quote"];
  oneOf<string>(of, relative ? ["equity"] : words, "equity", resolving.report);
}

/** The share of equity whose value swings by `amount` a year: amount / (stdev(log_returns(close), over) · √bars a year). */
function swing(declaration: Size, timeframe: number): Expression {
  const { amount, over = amount, span } = declaration;
  const name = (text: string): Expression => ({ kind: "name", text, span });
  const call = (text: string, values: readonly Expression[]): Expression => ({
    kind: "call",
    callee: name(text),
    arguments: values.map((value) => ({ name: undefined, value, span: value.span })),
    span,
  });
  const value = Math.sqrt(year / timeframe);
  const bars: Expression = { kind: "number", value, suffix: undefined, text: String(value), span };
  const deviation = call("stdev", [call("log_returns", [name("close")]), over]);
  return binary("/", amount, binary("*", deviation, bars, declaration), declaration);
}

function binary(operator: BinaryOperator, left: Expression, right: Expression, { span }: Size): Expression {
  return { kind: "binary", operator, left, right, operatorSpan: span, span };
}

/** Between 0 and 1, whatever the series says. */
function clamped(scale: Expression): Expression {
  const { span } = scale;
  const number = (value: number): Expression => ({
    kind: "number",
    value,
    suffix: undefined,
    text: String(value),
    span,
  });
  return {
    kind: "call",
    callee: { kind: "name", text: "clamp", span },
    arguments: [scale, number(0), number(1)].map((value) => ({ name: undefined, value, span })),
    span,
  };
}

function demand(
  expression: Expression,
  wanted: Pick<Demand, "what" | "unit" | "stage"> & Partial<Demand>,
  resolving: Resolving,
): void {
  resolving.demands.push({ type: "number", optional: false, decides: false, ...wanted, expression });
}

/** By the word after `of`; without it by the unit that is given: `quantity(1)`, `money(1000)`. */
function sizeKind({ amount, mode, of, span }: Size, resolving: Resolving): CheckedSize["kind"] | undefined {
  if (mode === "risk" || mode === "kelly") return mode;
  if (mode === "volatility") return "equity";
  if (of?.text === "base") return "quantity";
  if (of?.text === "quote") return "notional";
  const callee = amount.kind === "call" && amount.callee.kind === "name" ? amount.callee.text : "";
  if (of === undefined && callee === "quantity") return "quantity";
  if (of === undefined && callee === "money") return "notional";
  if (mode === "plain" || of !== undefined) return "equity";
  if (amount.kind === "damaged") return undefined;
  const text = textAt(resolving.source, amount.span);
  resolving.report(
    bareNumber({
      span: amount.span,
      holes: {
        message: "a fixed size needs to say of what",
        label: "units, or money?",
        help: [`units: \`size fixed ${text} of base\``, `money: \`size fixed ${text} of quote\``],
      },
      fixes: [
        {
          title: "Units of the base asset",
          edits: [{ span: { start: span.end, end: span.end }, text: " of base" }],
        },
      ],
    }),
  );
  return undefined;
}
