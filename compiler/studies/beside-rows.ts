import { isMarketSeries, type MarketSeries } from "../../kernels/catalog/series.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import type { Expression, Identifier, Test, TestRow } from "../../lang/tree.js";
import type { CheckedFeed, CheckedStrategy } from "../checked.js";
import { sectionMissing } from "../diagnostics/sage1013-section-missing.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { fixedValue } from "../diagnostics/sage2110-fixed-value.js";
import type { TestBeside, TestFeed } from "../graph/test.js";
import type { Reporter } from "../passes/pass.js";
import { fillIn } from "./fill-in.js";

const marketColumns: readonly string[] = ["open", "high", "low", "close", "volume"];

/** Rows by what they are called: `funding`, `eth.close`. */
export type OtherRows = ReadonlyMap<string, TestRow>;

/**
 * Reads the rows of what a strategy looks at beside its own candles: a value for each bar of the test, known at that
 * bar's close. What the strategy reads has to be there: no value of another market is a quiet one.
 */
export function readBeside(
  rows: OtherRows,
  count: number,
  test: Test,
  strategy: CheckedStrategy | undefined,
  report: Reporter,
): TestBeside {
  const series: Partial<Record<MarketSeries, readonly number[]>> = {};
  const columns = new Map<string, Map<string, readonly number[]>>();
  for (const [name, row] of rows) {
    const values = row.values.map((each) => numberOf(each, name, report));
    if (row.of === undefined) {
      if (isMarketSeries(name)) series[name] = values;
    } else if (strategy !== undefined && isColumn(row, row.of, strategy, report)) {
      const known = columns.get(row.of.text) ?? new Map<string, readonly number[]>();
      columns.set(row.of.text, known.set(row.name.text, values));
    }
  }
  const feeds: Record<string, TestFeed> = {};
  const isWhole = !test.steps.some(({ kind }) => kind === "damaged");
  for (const feed of strategy === undefined ? [] : feedsRead(strategy)) {
    const given = columns.get(feed.name);
    const hasOwn = feed.file === null ? given?.has("close") === true || given?.has("open") : given;
    const isThere = feed.series === null ? Boolean(hasOwn) : series[feed.series] !== undefined;
    if (!isThere && isWhole) reportMissing(feed, count, test, report);
    if (feed.series === null && given !== undefined) feeds[feed.name] = feedOf(feed, given, count);
  }
  return { series, feeds };
}

function feedOf(
  { file }: CheckedFeed,
  given: ReadonlyMap<string, readonly number[]>,
  count: number,
): TestFeed {
  if (file !== null) return { kind: "file", values: [...given.values()][0] ?? [] };
  return { kind: "market", bars: fillIn(count, (column) => given.get(column)) };
}

/** The feeds and series that something in a strategy reads. */
function feedsRead({ resolution }: CheckedStrategy): readonly CheckedFeed[] {
  const read = new Set<CheckedFeed>();
  for (const symbol of resolution.values()) if (symbol.kind === "fed") read.add(symbol.feed);
  return [...read];
}

function isColumn(row: TestRow, of: Identifier, strategy: CheckedStrategy, report: Reporter): boolean {
  const feed = strategy.feeds.find(({ name }) => name === of.text);
  const known =
    feed === undefined
      ? strategy.feeds.map(({ name }) => name)
      : feed.file === null
        ? marketColumns
        : [...new Set([feed.file.column, "value"])];
  const { text, span } = feed === undefined ? of : row.name;
  if (feed !== undefined && known.includes(text)) return true;
  const suggestion = suggest(text, known);
  report(
    unknownName({
      span,
      holes: { kind: feed === undefined ? "name" : "field", name: text, suggestion, known, of: feed?.name },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
  return false;
}

function numberOf(expression: Expression, row: string, report: Reporter): number {
  if (expression.kind === "damaged" || expression.kind === "missing") return Number.NaN;
  if (expression.kind === "number" && expression.suffix === undefined) return expression.value;
  if (expression.kind === "percent") return expression.value;
  if (expression.kind === "negation") return -numberOf(expression.operand, row, report);
  report(fixedValue({ span: expression.span, holes: { what: `the row \`${row}\``, stage: "literal" } }));
  return Number.NaN;
}

function reportMissing(
  { name, file, series }: CheckedFeed,
  count: number,
  test: Test,
  report: Reporter,
): void {
  const row = series === null ? `${name}.${file === null ? "close" : file.column}` : name;
  const value = series === "funding" ? "0.01%" : "10";
  const example = `${row}: ${Array.from({ length: Math.max(1, count) }, () => value).join(", ")}`;
  const at = test.steps[0]?.span.start;
  report(
    sectionMissing({
      span: test.title.span,
      holes: {
        what: row,
        of: "the test",
        example,
        why: "the strategy reads it, and there is no usual value",
      },
      fixes:
        at === undefined
          ? []
          : [
              {
                title: `Add a row \`${row}\``,
                edits: [{ span: { start: at, end: at }, text: `${example}\n  ` }],
              },
            ],
    }),
  );
}
