import { isMarketSeries, marketSeries } from "../../kernels/catalog/series.js";
import type { Span } from "../../lang/source.js";
import type { Expression, Identifier, Test, TestRow } from "../../lang/tree.js";
import { givenTwice } from "../../lang/diagnostics/codes/sage1012-given-twice.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import { sectionMissing } from "../diagnostics/sage1013-section-missing.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { fixedValue } from "../diagnostics/sage2110-fixed-value.js";
import { rowsDiffer } from "../diagnostics/sage7001-rows-differ.js";
import { impossibleBar } from "../diagnostics/sage7004-impossible-bar.js";
import type { CheckedStrategy } from "../checked.js";
import type { TestBars, TestBeside } from "../graph/test.js";
import type { Reporter } from "../passes/pass.js";
import { readBeside } from "./beside-rows.js";
import { fillIn } from "./fill-in.js";

const prices = ["open", "high", "low", "close"] as const;
const columns = [...prices, "volume"] as const;
type Column = (typeof columns)[number];
type Price = (typeof prices)[number];

/** 2024-01-01 00:00 UTC: a Monday and the first of a month, so that every slower timeframe begins there too. */
const defaultStart = Date.UTC(2024, 0, 1);

export interface TestData {
  readonly start: number;
  readonly bars: TestBars;
  readonly beside: TestBeside;
  readonly count: number;
  /** The row that the others are measured by. */
  readonly leader: TestRow | undefined;
}

/** Reads the rows of a test and fills in the columns that it leaves out. */
export function readRows(test: Test, strategy: CheckedStrategy | undefined, report: Reporter): TestData {
  const written = new Map<Column, { readonly row: TestRow; readonly values: readonly number[] }>();
  const others = new Map<string, TestRow>();
  const seen = new Map<string, Span>();
  let start = defaultStart;
  let isWhole = true;
  for (const row of test.steps) {
    if (row.kind === "damaged") isWhole = false;
    if (row.kind !== "row") continue;
    const name = row.of === undefined ? row.name.text : `${row.of.text}.${row.name.text}`;
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      const related = [{ span: earlier, message: "first given here" }];
      report(givenTwice({ span: row.name.span, holes: { what: name, of: "the test" }, related }));
      continue;
    }
    seen.set(name, row.name.span);
    const column = columns.find((each) => each === name);
    if (column !== undefined)
      written.set(column, { row, values: row.values.map((each) => numberOf(each, column, report)) });
    else if (name === "start") start = readStart(row, report) ?? start;
    else if (row.of !== undefined || isMarketSeries(name)) others.set(name, row);
    else reportRow(row.name, report);
  }
  const leader = (written.get("close") ?? written.get("open") ?? [...written.values()][0])?.row;
  const count = leader?.values.length ?? 0;
  for (const row of [...[...written.values()].map((each) => each.row), ...others.values()])
    reportLength(row, leader, report);
  const given = (column: Column) => written.get(column)?.values;
  if (given("close") === undefined && given("open") === undefined && isWhole) reportNoPrices(test, report);
  const bars = fillIn(count, given);
  reportImpossible(bars, count, written, report);
  return { start, bars, beside: readBeside(others, count, test, strategy, report), count, leader };
}

function numberOf(expression: Expression, column: Column, report: Reporter): number {
  if (expression.kind === "damaged") return Number.NaN;
  if (expression.kind === "number" && expression.suffix === undefined) return expression.value;
  if (expression.kind === "missing" && column === "volume") return Number.NaN;
  report(fixedValue({ span: expression.span, holes: { what: `the row \`${column}\``, stage: "literal" } }));
  return Number.NaN;
}

function readStart({ values }: TestRow, report: Reporter): number | undefined {
  const [value] = values;
  if (value?.kind === "date" && values.length === 1) return value.milliseconds;
  if (value === undefined || value.kind === "damaged") return undefined;
  const span = { start: value.span.start, end: values.at(-1)?.span.end ?? value.span.end };
  const holes = {
    message: "`start` is the day, or the moment, at which the first bar opens",
    label: "not a date",
    help: ["`start: 2024-01-01`"],
  };
  report(typeDiffers({ span, holes }));
  return undefined;
}

function reportRow({ text, span }: Identifier, report: Reporter): void {
  const known = [...columns, ...marketSeries, "start"];
  const suggestion = suggest(text, known);
  report(
    unknownName({
      span,
      holes: { kind: "row", name: text, suggestion, known },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

function reportLength(row: TestRow, leader: TestRow | undefined, report: Reporter): void {
  if (leader === undefined || row.values.length === leader.values.length) return;
  report(
    rowsDiffer({
      span: row.span,
      holes: {
        row: row.of === undefined ? row.name.text : `${row.of.text}.${row.name.text}`,
        count: row.values.length,
        other: leader.name.text,
        otherCount: leader.values.length,
      },
      related: [{ span: leader.name.span, message: `${leader.values.length} bars` }],
    }),
  );
}

function reportNoPrices(test: Test, report: Reporter): void {
  const at = test.steps[0]?.span.start;
  const edits =
    at === undefined ? [] : [{ span: { start: at, end: at }, text: "close: 10, 10, 9, 9, 12, 13\n  " }];
  report(
    sectionMissing({
      span: test.title.span,
      holes: {
        what: "close",
        of: "the test",
        example: "close: 10, 10, 9, 9, 12, 13",
        why: "without prices there are no bars to decide on",
      },
      fixes: edits.length === 0 ? [] : [{ title: "Add a row of closes", edits }],
    }),
  );
}

/** The first bar that no market makes, told at the value that makes it so. */
function reportImpossible(
  { open, high, low, close }: TestBars,
  count: number,
  written: ReadonlyMap<Column, { readonly row: TestRow; readonly values: readonly number[] }>,
  report: Reporter,
): void {
  const tell = (bar: number, how: string, ...blamed: readonly Price[]): void => {
    const place = blamed
      .map((column) => written.get(column)?.row.values[bar])
      .find((each) => each !== undefined);
    if (place !== undefined) report(impossibleBar({ span: place.span, holes: { bar, how } }));
  };
  for (let bar = 0; bar < count; bar++) {
    const [o = NaN, h = NaN, l = NaN, c = NaN] = [open[bar], high[bar], low[bar], close[bar]];
    if (l <= 0 || c <= 0 || o <= 0) return tell(bar, "a price is above zero", "close", "open", "low");
    if (h < c || h < o) return tell(bar, `the high is below the ${h < c ? "close" : "open"}`, "high", "open");
    if (l > c || l > o) return tell(bar, `the low is above the ${l > c ? "close" : "open"}`, "low", "open");
  }
}
