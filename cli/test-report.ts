import { positionAt, type Source, type Span } from "../lang/source.js";
import type { ExpectationResult, TestEvent, TestName, TestResult } from "../runtime/index.js";
import { showRule } from "./explanation.js";
import { paint, widthOf } from "./terminal.js";

/** Bars shown before and after the one that an expectation is about. */
const around = { before: 3, after: 1 };

/** One test as lines for a terminal: a mark and its title; of a failed one also what happened and why. */
export function showTest(result: TestResult, source: Source): string {
  const colours = paint(process.stdout);
  const { test, passed } = result;
  if (passed) return `  ${colours.green("passed")}  ${test.title}`;
  const failed = result.expectations.filter((each) => !each.passed);
  return [
    `  ${colours.red("FAILED")}  ${colours.bold(test.title)}`,
    ...failed.flatMap((each) => showFailure(each, result, source)),
  ].join("\n");
}

function showFailure(failure: ExpectationResult, result: TestResult, source: Source): string[] {
  const colours = paint(process.stdout);
  const { expectation, happened, bar } = failure;
  const lines = [
    "",
    `    expected  ${expectation.text}   ${colours.dim(placeOf(expectation.span, source))}`,
    `    happened  ${happened}`,
  ];
  if (bar === null)
    return [...lines, ...indent(tableOf(result, result.test.bars.close.length - 1, null)), ""];
  const rules = rulesBehind(failure, result, bar);
  const why = rules.length === 0 ? [] : ["", `at the close of bar ${bar}:`, ...rules];
  return [...lines, ...indent(tableOf(result, bar, bar)), ...indent(why), ""];
}

const indent = (lines: readonly string[]): string[] =>
  lines.map((line) => (line === "" ? "" : `    ${line}`));

/** The rules that an expectation speaks of, at a bar where none of them led to an order. */
function rulesBehind({ expectation }: ExpectationResult, result: TestResult, bar: number): string[] {
  if (expectation.kind !== "rule" || expectation.negated) return [];
  const { action, side } = expectation;
  const rules = result
    .rulesAt(bar)
    .filter(
      (rule) => rule.action === action && (side === "all" || rule.side === "all" || rule.side === side),
    );
  if (rules.length > 0) return rules.flatMap(showRule);
  const { first } = result.test.graph.warmup;
  if (result.test.bars.close.length <= first) return [`  nothing can be decided before bar ${first}`];
  return [`  the strategy has no rule \`${action} ${side}\``];
}

export const placeOf = (span: Span, source: Source): string => {
  const { line, column } = positionAt(source, span.start);
  return `${source.path}:${line}:${column}`;
};

/** The bars around one, with the values of the strategy's names and what happened. */
function tableOf({ test, names, valueAt, events }: TestResult, bar: number, marked: number | null): string[] {
  const { bars } = test;
  const last = bars.close.length - 1;
  const from = Math.max(0, Math.min(bar, last) - (marked === null ? 9 : around.before));
  const to = Math.min(last, bar + around.after);
  const shown = fitting(names);
  const head = ["", "bar", "open", "high", "low", "close", ...shown.map(({ name }) => name), ""];
  const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at).map((row) => [
    row === marked ? ">" : "",
    String(row),
    ...[bars.open, bars.high, bars.low, bars.close].map((column) => numberText(column[row] ?? Number.NaN)),
    ...shown.map(({ name, type }) => valueText(valueAt(name, row), type)),
    eventsText(events.filter((each) => each.bar === row)),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return ["", ...[head, ...rows].map(line)];
}

/** As many names as there is room for on a line, after the prices. */
function fitting(names: readonly TestName[]): readonly TestName[] {
  let room = widthOf(process.stdout) - 60;
  return names.filter(({ name }) => {
    room -= Math.max(name.length, 8) + 2;
    return room >= 0;
  });
}

const numberText = (value: number): string =>
  Number.isNaN(value) ? "na" : String(Number(value.toPrecision(6)));

function valueText(value: number, type: TestName["type"]): string {
  if (type === "truth" && !Number.isNaN(value)) return value === 1 ? "yes" : "no";
  return numberText(value);
}

function eventsText(events: readonly TestEvent[]): string {
  return events
    .map((event) => {
      if (event.kind === "protection")
        return `${event.protection} of the ${event.side} at ${numberText(event.price)}`;
      return `${event.action} ${event.side}${event.ignored === "" ? "" : ` (no order: ${event.ignored})`}`;
    })
    .join(", ");
}
