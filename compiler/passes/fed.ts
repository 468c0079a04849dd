import { seriesFacts, type MarketSeries } from "../../kernels/catalog/series.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import type { Call, Expression, FieldAccess, Name } from "../../lang/tree.js";
import type { CheckedFeed, FedColumn, Symbol } from "../checked.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { matchArguments } from "./arguments.js";
import { reportOutside } from "./held.js";
import type { Context, Resolving } from "./resolving.js";
import { barColumns, find, type NamedValue } from "./scope.js";

const unknown: Symbol = { kind: "unknown" };

/** The feed a word stands for, where it stands for one. */
export function feedOf(expression: Expression, { scope, around }: Context): NamedValue | undefined {
  if (expression.kind !== "name") return undefined;
  const found = find(scope, expression.text) ?? (around && find(around, expression.text));
  return found?.symbol.kind === "feed" ? found : undefined;
}

/** `eth.close`, `fear.value`: what was last known of it. */
export function resolveFed(
  { object, field, span }: FieldAccess,
  named: NamedValue,
  context: Context,
  resolving: Resolving,
): Symbol {
  if (named.symbol.kind !== "feed") return unknown;
  const { feed } = named.symbol;
  if (named.declaration) resolving.used.add(named.declaration);
  if (context.clock !== "base" && context.around !== undefined) {
    reportOutside({ ...object, span }, `${feed.name}.${field.text}`, undefined, context.clock, resolving);
    return unknown;
  }
  const column = columnOf(feed, field.text);
  if (column !== undefined) return { kind: "fed", feed, column };
  const known = columnsOf(feed);
  const suggestion = suggest(field.text, known);
  resolving.report(
    unknownName({
      span: field.span,
      holes: { kind: "field", name: field.text, suggestion, known, of: feed.name },
      fixes: suggestion
        ? [{ title: `Write \`${suggestion}\``, edits: [{ span: field.span, text: suggestion }] }]
        : [],
    }),
  );
  return unknown;
}

const columnsOf = ({ file }: CheckedFeed): readonly string[] =>
  file === null ? barColumns : [...new Set([file.column, "value"])];

/** A file's column goes by its own name and by `value`. */
function columnOf(feed: CheckedFeed, name: string): FedColumn | undefined {
  if (feed.file === null) return barColumns.find((each) => each === name);
  return columnsOf(feed).includes(name) ? "value" : undefined;
}

/** `funding`, `open_interest`, `trades`, where nothing of the strategy is called so. */
export function resolveMarketSeries(
  expression: Expression,
  name: MarketSeries,
  context: Context,
  resolving: Resolving,
): Symbol {
  if (context.clock === "base") return { kind: "fed", feed: marketFeed(name, resolving), column: "value" };
  reportOutside(expression, name, undefined, context.clock, resolving);
  return unknown;
}

/** Each is read as a feed of its own: its rows are those of the candles that have a value. */
function marketFeed(series: MarketSeries, { series: known, timeframe }: Resolving): CheckedFeed {
  const feed: CheckedFeed = known.get(series) ?? {
    name: series,
    interval: timeframe,
    ratio: seriesFacts[series].everyBar ? 1 : Infinity,
    stale: null,
    market: null,
    file: null,
    series,
  };
  known.set(series, feed);
  return feed;
}

/** A feed's name alone stands for several series. */
export function reportFeedAsValue({ text, span }: Name, feed: CheckedFeed, resolving: Resolving): Symbol {
  const series = feed.file === null ? "close" : "value";
  const end = { start: span.end, end: span.end };
  resolving.report(
    typeDiffers({
      span,
      holes: {
        message: `\`${text}\` is a feed; one of its series is needed`,
        label: "stands for all that comes with it",
        help: [`\`${text}.${series}\``],
      },
      fixes: [{ title: `Take \`${series}\``, edits: [{ span: end, text: `.${series}` }] }],
    }),
  );
  return unknown;
}

/** `age(eth)`, `age(eth.close)`: how many bars ago what is known of a feed became known. */
export function resolveAge(call: Call, context: Context, resolving: Resolving): Symbol {
  const [given] = matchArguments(call, "age", [{ name: "feed", required: true }], resolving.report) ?? [];
  if (given === undefined) return unknown;
  const { value } = given;
  const named = feedOf(value.kind === "field" ? value.object : value, context);
  if (named?.symbol.kind === "feed") {
    const { feed } = named.symbol;
    if (value.kind === "field") resolving.resolve(value, context);
    else if (named.declaration) resolving.used.add(named.declaration);
    return { kind: "fed", feed, column: "age" };
  }
  resolving.resolve(value, context);
  const symbol = resolving.resolution.get(value);
  if (symbol?.kind === "unknown") return unknown;
  if (symbol?.kind === "fed") return { ...symbol, column: "age" };
  const message = "only what comes from a feed has an age";
  resolving.report(
    typeDiffers({
      span: value.span,
      holes: { message, label: "known on its own bar", help: ["`age(eth)` of a `feed eth { … }`"] },
    }),
  );
  return unknown;
}
