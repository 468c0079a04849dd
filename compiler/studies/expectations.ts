import type { Source } from "../../lang/source.js";
import type { Expect, Expected, Expression } from "../../lang/tree.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { fixedValue } from "../diagnostics/sage2110-fixed-value.js";
import { barOutside } from "../diagnostics/sage7002-bar-outside.js";
import { contradiction } from "../diagnostics/sage7005-contradiction.js";
import type { TestExpectation } from "../graph/test.js";
import { readLiteral } from "../passes/parameters.js";
import type { Reporter } from "../passes/pass.js";
import { textAt } from "../passes/program.js";

/** What a test expects, as data; `bars` is how many it has, or undefined where that is not known. */
export function readExpectations(
  written: readonly Expect[],
  bars: number | undefined,
  source: Source,
  report: Reporter,
): readonly TestExpectation[] {
  const found: TestExpectation[] = [];
  for (const expect of written) {
    const read = readExpectation(expect, bars, source, report);
    if (read === undefined) continue;
    const earlier = found.find((each) => contradicts(each, read));
    if (earlier !== undefined) {
      report(
        contradiction({
          span: read.span,
          holes: { text: shorten(read.text), earlier: shorten(earlier.text) },
          related: [{ span: earlier.span, message: "expected here" }],
        }),
      );
    }
    found.push(read);
  }
  return found;
}

const shorten = (text: string): string => (text.length <= 25 ? text : `${text.slice(0, 24)}…`);

function readExpectation(
  { what, at, negated, span }: Expect,
  bars: number | undefined,
  source: Source,
  report: Reporter,
): TestExpectation | undefined {
  const bar = at?.bar ?? null;
  if (at !== undefined && bars !== undefined && bars > 0 && !(Number.isInteger(at.bar) && at.bar < bars)) {
    report(barOutside({ span: at.span, holes: { bar: String(at.bar), last: bars - 1 } }));
    return undefined;
  }
  const text = textAt(source, span)
    .replace(/^expect\s+/, "")
    .replaceAll(/\s+/g, " ");
  const about = { text, span, bar };
  if (what.kind === "value") return readValue(what, about, source, report);
  return { ...about, ...what, negated };
}

function readValue(
  { name, value }: Extract<Expected, { kind: "value" }>,
  about: { readonly text: string; readonly span: Expect["span"]; readonly bar: number | null },
  source: Source,
  report: Reporter,
): TestExpectation | undefined {
  if (about.bar === null || name.kind === "damaged" || value.kind === "damaged") return undefined;
  const read = writtenValue(value);
  if (read === undefined) {
    report(fixedValue({ span: value.span, holes: { what: "what is expected", stage: "literal" } }));
    return undefined;
  }
  return { ...about, bar: about.bar, kind: "value", name: textAt(source, name.span), ...read };
}

/** A value, and how far the computed one may be from it: half a unit of the last digit that is written. */
function writtenValue(
  expression: Expression,
): { readonly value: number; readonly tolerance: number } | undefined {
  if (expression.kind === "missing") return { value: Number.NaN, tolerance: 0 };
  const literal = readLiteral(expression);
  if (literal === undefined) return undefined;
  const { value, kind, decimals } = literal;
  const unit = kind === "percent" ? 0.01 : kind === "truth" ? 0 : 1;
  return { value, tolerance: (unit * 10 ** -decimals) / 2 };
}

/** Whether both can never come true together. */
function contradicts(a: TestExpectation, b: TestExpectation): boolean {
  if (a.kind === "value" || b.kind === "value") {
    if (a.kind !== "value" || b.kind !== "value" || a.name !== b.name || a.bar !== b.bar) return false;
    const agree = Object.is(a.value, b.value) || Math.abs(a.value - b.value) < a.tolerance + b.tolerance;
    return !agree;
  }
  return excludes(a, b) || excludes(b, a);
}

type Event = Exclude<TestExpectation, { readonly kind: "value" }>;

/** Whether `no` forbids what `event` demands: as wide in side and place, or wider. */
function excludes(no: Event, event: Event): boolean {
  const isNothing = no.kind === "nothing" && !no.negated;
  if (!(isNothing || no.negated) || event.negated || event.kind === "nothing") return false;
  if (no.bar !== null && no.bar !== event.bar) return false;
  if (isNothing) return event.kind === "rule";
  if (no.kind === "rule" && event.kind === "rule")
    return no.action === event.action && (no.side === "all" || no.side === event.side);
  return no.kind === "protection" && event.kind === "protection" && no.protection === event.protection;
}

/** A value was expected of a name that holds something else. */
export function reportValueType(expected: Expect, isTruth: boolean, name: string, report: Reporter): void {
  const holes = {
    message: `\`${name}\` is ${isTruth ? "yes or no" : "a number"}`,
    label: isTruth ? "a number is expected" : "yes or no is expected",
    help: [isTruth ? `\`${name} = true\`` : `\`${name} = 10.5\``],
  };
  report(typeDiffers({ span: expected.span, holes }));
}
