import { bars, milliseconds, price, ratio, sameUnit, type Unit } from "../../kernels/catalog/unit.js";
import type { Expression } from "../../lang/tree.js";
import { bareNumber } from "../diagnostics/sage2105-bare-number.js";
import { unitsDiffer } from "../diagnostics/sage2104-units-differ.js";
import { unitsOf } from "./calls.js";
import type { UnitFact } from "./facts.js";
import { describeUnit } from "./format.js";
import type { Reporter } from "./pass.js";
import { textAt, type Demand, type Program } from "./program.js";

/** `close > 1.02`: two values in one operation that are not of one unit. */
export function reportUnits(
  parts: readonly [Expression, Expression],
  [a, b]: readonly [UnitFact, UnitFact],
  verb: string,
  whole: Expression | undefined,
  program: Program,
  report: Reporter,
): void {
  const plainFirst = a !== "any" && sameUnit(a, ratio) && isLiteral(parts[0]);
  const [at, other, wrong, right] = plainFirst ? [0, 1, a, b] : ([1, 0, b, a] as const);
  const odd = parts[at] ?? parts[1];
  const reference = parts[other] ?? parts[0];
  const plain = wrong !== "any" && sameUnit(wrong, ratio) && isLiteral(odd);
  const text = textAt(program.source, odd.span);
  const mended = plain ? rewrites(odd, reference, text, right, whole, program) : { help: [], fixes: [] };
  report(
    unitsDiffer({
      span: odd.span,
      holes: {
        message: sentence(verb, describeUnit(right), describeUnit(wrong)),
        label: plain ? "number" : describeUnit(wrong, false),
        ...(plain ? { why: "a fixed number means something else for every symbol" } : {}),
        help: mended.help,
      },
      related: [{ span: reference.span, message: describeUnit(right, false) }],
      fixes: mended.fixes,
    }),
  );
}

function sentence(verb: string, right: string, wrong: string): string {
  if (verb === "adds") return `adds ${wrong} to ${right}`;
  if (verb === "subtracts") return `subtracts ${wrong} from ${right}`;
  return `${verb} ${right} ${verb === "divides" ? "by" : "with"} ${wrong}`;
}

function rewrites(
  odd: Expression,
  reference: Expression,
  text: string,
  wanted: UnitFact,
  whole: Expression | undefined,
  program: Program,
) {
  const name = wanted === "any" ? undefined : unitFunction(wanted);
  const show = (replacement: string) => {
    if (whole === undefined) return replacement;
    const start = textAt(program.source, { start: whole.span.start, end: odd.span.start });
    const end = textAt(program.source, { start: odd.span.end, end: whole.span.end });
    return [start, replacement, end].filter((part) => part !== "").join(" ");
  };
  const related = relative(odd, reference, wanted, program);
  const scaling = asShare(odd, reference, text, whole, program);
  if (scaling !== undefined && whole !== undefined) {
    const { span } = whole;
    return {
      help: [`\`${scaling}\``],
      fixes: [{ title: `Write \`${scaling}\``, edits: [{ span, text: scaling }] }],
    };
  }
  const help: string[] = [];
  const fixes: { title: string; edits: { span: Expression["span"]; text: string }[] }[] = [];
  const compares = whole?.kind === "binary" && !["+", "-", "mod"].includes(whole.operator);
  if (related !== undefined && compares && isFactor(odd)) {
    const scaled = `${text} * ${related.name}`;
    help.push(`relative to ${related.what}: \`${show(scaled)}\``);
    fixes.push({ title: `Relative to \`${related.name}\``, edits: [{ span: odd.span, text: scaled }] });
  }
  if (name !== undefined) {
    const absolute = `${name}(${text})`;
    help.push(`${help.length > 0 ? "or " : ""}an absolute level: \`${show(absolute)}\``);
    fixes.push({ title: `Write \`${absolute}\``, edits: [{ span: odd.span, text: absolute }] });
  }
  return { help: help.length > 1 ? [help.join("   ")] : help, fixes };
}

/** `entry - 5%` means `entry * (1 - 5%)`. */
function asShare(
  odd: Expression,
  reference: Expression,
  text: string,
  whole: Expression | undefined,
  program: Program,
): string | undefined {
  if (odd.kind !== "percent" || whole?.kind !== "binary" || whole.right !== odd) return undefined;
  if (whole.operator !== "+" && whole.operator !== "-") return undefined;
  const simple = ["name", "field", "call", "history"].includes(reference.kind);
  return simple ? `${textAt(program.source, reference.span)} * (1 ${whole.operator} ${text})` : undefined;
}

/** A name of the same unit that the number could be a multiple of: the last `let` of that unit before it. */
function relative(odd: Expression, reference: Expression, wanted: UnitFact, program: Program) {
  if (wanted === "any" || odd.kind === "negation") return undefined;
  const used = textAt(program.source, reference.span);
  const candidates = program.lets.filter(({ name, value }) => {
    const symbol = program.resolution.get(value);
    const isAverage = symbol?.kind === "operation" && symbol.operation.family === "average";
    return name !== used && value.span.end < odd.span.start && isAverage && sameUnit(wanted, price);
  });
  const last = candidates.at(-1);
  return last && { name: last.name, what: "the average" };
}

/** Whether a number can be a multiple of an average: 1.02 can, 20000 is a level. */
const isFactor = (expression: Expression): boolean =>
  expression.kind === "percent" ||
  (expression.kind === "number" && expression.value >= 0.2 && expression.value <= 5);

const unitFunction = (unit: Unit): string | undefined =>
  Object.entries(unitsOf).find(([, each]) => sameUnit(each, unit))?.[0];

const isLiteral = (expression: Expression): boolean =>
  expression.kind === "negation"
    ? isLiteral(expression.operand)
    : expression.kind === "number" || expression.kind === "percent";

/** `stop 2%`: the place of an expression asks for another unit. */
export function reportDemandedUnit(
  demand: Pick<Demand, "expression" | "what" | "unit" | "example" | "order">,
  found: UnitFact,
  program: Program,
  report: Reporter,
): void {
  const { expression, what, unit, example, order } = demand;
  const { span } = expression;
  const text = textAt(program.source, span);
  if (unit === "any") return;
  if (unit === "length") {
    const holes = {
      message: `${what} must be a number of bars, not ${describeUnit(found)}`,
      label: describeUnit(found, false),
      help: ["`14 bars`", ...(order === undefined ? [] : [order])],
    };
    report(unitsDiffer({ span, holes }));
    return;
  }
  const name = unitFunction(unit);
  const plain = found !== "any" && sameUnit(found, ratio);
  if (!plain || name === undefined) {
    report(
      unitsDiffer({
        span,
        holes: {
          message: `${what} must be ${describeUnit(unit)}, not ${describeUnit(found)}`,
          label: describeUnit(found, false),
          help: mend(unit, found, text),
        },
      }),
    );
    return;
  }
  const share = expression.kind === "percent" ? example?.replace("2%", text) : example;
  const absolute = `${name}(${text})`;
  const isShare = expression.kind === "percent" && share !== undefined;
  report(
    bareNumber({
      span,
      holes: {
        message: `${what} needs ${describeUnit(unit)}, \`${text}\` is a plain number`.slice(0, 90),
        label: "number",
        help: [
          ...(share ? [`relative: \`${share}\``] : []),
          ...(isShare ? [] : [`absolute: \`${absolute}\``]),
        ],
      },
      fixes: [
        ...(share ? [{ title: `Write \`${share}\``, edits: [{ span, text: share }] }] : []),
        ...(isShare ? [] : [{ title: `Write \`${absolute}\``, edits: [{ span, text: absolute }] }]),
      ],
    }),
  );
}

function mend(unit: Unit, found: UnitFact, text: string): readonly string[] {
  if (found === "any" || !sameUnit(unit, ratio)) return [];
  if (sameUnit(found, price)) return [`relative to a price: \`${text} / close\``];
  if (sameUnit(found, bars) || sameUnit(found, milliseconds)) return [];
  return [];
}
