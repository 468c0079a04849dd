import { NotTranslated } from "./notes.js";
import type { PineArgument, PineExpression } from "./tree.js";

/** What an `input…` of a script becomes. */
export type PineInput =
  /** A parameter; `whole` where it is an `int`. Texts of numbers as written. */
  | {
      readonly kind: "parameter";
      readonly value: string;
      readonly whole: boolean;
      readonly low: string | undefined;
      readonly high: string | undefined;
      readonly step: string | undefined;
    }
  | { readonly kind: "truth"; readonly value: string }
  /** A series to choose: its default is taken. */
  | { readonly kind: "series"; readonly value: PineExpression }
  /** A text to choose: its default is taken, and what depends on it is decided. */
  | { readonly kind: "fixed"; readonly value: PineExpression }
  | { readonly kind: "decoration" };

const positions = ["defval", "title", "minval", "maxval", "step"];

/** Reads a call of `input` or `input.int` and so on; undefined for any other call. @throws NotTranslated */
export function readInput(expression: PineExpression): PineInput | undefined {
  if (expression.kind !== "call" || !/^input(?:\.|$)/.test(expression.callee)) return undefined;
  const { callee, line } = expression;
  const given = named(expression.arguments);
  const value = given.get("defval");
  if (value === undefined) throw new NotTranslated(line, `\`${callee}\``, "it has no default value");
  if (/color/.test(callee)) return { kind: "decoration" };
  if (value.kind === "truth") return { kind: "truth", value: String(value.value) };
  if (value.kind === "text") return { kind: "fixed", value };
  const number = numberText(value);
  if (number === undefined) return { kind: "series", value };
  const listed = given.get("options");
  const options = listed?.kind === "list" ? listed.items.map(numberText) : [];
  if (options.includes(undefined) || options.length > 0) return { kind: "fixed", value };
  return {
    kind: "parameter",
    value: number,
    whole: callee === "input.int" || (callee === "input" && /^-?\d+$/.test(number)),
    low: numberText(given.get("minval")),
    high: numberText(given.get("maxval")),
    step: numberText(given.get("step")),
  };
}

function named(given: readonly PineArgument[]): ReadonlyMap<string, PineExpression> {
  let position = 0;
  return new Map(given.map(({ name, value }) => [name ?? positions[position++] ?? "", value]));
}

/** A number as it is written, with its sign. */
export function numberText(value: PineExpression | undefined): string | undefined {
  if (value?.kind === "number") return value.text;
  if (value?.kind !== "unary" || value.operator !== "-" || value.operand.kind !== "number") return undefined;
  return `-${value.operand.text}`;
}
