import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source, Span } from "../../lang/source.js";
import type { Setting } from "../../lang/tree.js";
import type * as tree from "../../lang/tree.js";
import type { CheckedFeed, CheckedMarket } from "../checked.js";
import { sectionMissing } from "../diagnostics/sage1013-section-missing.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { settingNames } from "../sections.js";
import { noStaleness } from "../diagnostics/sage3104-no-staleness.js";
import { formatDuration } from "./format.js";
import type { Outline } from "./outline.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt } from "./program.js";
import { readSettings } from "./settings.js";
import { oneOf, wordOf } from "./words.js";

/** Reads the feeds of a strategy: other markets, and files with values and how long after their time they are known. */
export function readFeeds(
  outline: Outline,
  { timeframe }: CheckedMarket,
  source: Source,
): Pass<ReadonlyMap<tree.Feed, CheckedFeed>> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const feeds = outline.feeds.map(
    (feed) => [feed, readFeed(feed, { timeframe, source, report, wasRead: outline.wasRead })] as const,
  );
  return { out: new Map(feeds), diagnostics };
}

interface Reading {
  readonly timeframe: number;
  readonly source: Source;
  readonly report: Reporter;
  readonly wasRead: boolean;
}

function readFeed(declaration: tree.Feed, reading: Reading): CheckedFeed {
  const { report, timeframe } = reading;
  const heading = { text: "feed", span: declaration.name.span };
  const known = settingNames(declaration.file === undefined ? "feed" : "outside");
  const settings = readSettings({ heading, settings: declaration.settings }, known, report);
  const isFile = declaration.file !== undefined;
  const interval = isFile ? null : (duration(settings.get("timeframe"), "1h", reading) ?? timeframe);
  const stale = readStale(settings.get("stale"), interval ?? timeframe, reading);
  if (settings.get("stale") === undefined && reading.wasRead) {
    const setting = isFile ? "stale: 3d" : "stale: 3 bars";
    const holes = { name: declaration.name.text, setting };
    report(noStaleness({ span: declaration.name.span, holes, fixes: [addSetting(declaration, setting)] }));
  }
  const word = (name: string): string | undefined => wordOf(settings.get(name))?.text;
  const required = (name: string, example: string, why: string): void => {
    if (settings.get(name) !== undefined || !reading.wasRead) return;
    const holes = { what: name, of: `\`${declaration.name.text}\``, example, why };
    report(sectionMissing({ span: declaration.name.span, holes, fixes: [addSetting(declaration, example)] }));
  };
  const common = { name: declaration.name.text, stale, series: null };
  if (declaration.file === undefined) {
    required("symbol", 'symbol: "ETH/USDT"', "which market it is decides what every value of it means");
    return {
      ...common,
      interval,
      ratio: Math.max(1, (interval ?? timeframe) / timeframe),
      file: null,
      market: {
        symbol: word("symbol") ?? "",
        exchange: word("exchange") ?? null,
        type: oneOf(wordOf(settings.get("type")), ["spot", "perpetual", "future"] as const, "spot", report),
      },
    };
  }
  required("column", "column: value", "a file can hold several columns");
  required("known", "known: 1d", "a value that is published a day later would be traded a day too early");
  const file = {
    path: declaration.file.value,
    column: word("column") ?? "value",
    known: duration(settings.get("known"), "1d", reading, true) ?? 0,
  };
  return { ...common, interval, ratio: Infinity, market: null, file };
}

function addSetting({ name, settings, file, span }: tree.Feed, text: string) {
  const at = settings.at(-1)?.span.end ?? Math.max(span.end - 1, (file ?? name).span.end);
  return { title: `Add \`${text}\``, edits: [{ span: { start: at, end: at }, text: `\n    ${text}\n  ` }] };
}

function duration(
  setting: Setting | undefined,
  example: string,
  reading: Reading,
  zero = false,
): number | undefined {
  if (setting === undefined) return undefined;
  const { value } = setting;
  if (value.kind === "duration" && (value.milliseconds > 0 || zero)) return value.milliseconds;
  if (zero && value.kind === "number" && value.value === 0) return 0;
  reportSetting(setting, example, reading);
  return undefined;
}

/** `3 bars` (of the feed's own length) or a duration, in milliseconds. */
function readStale(setting: Setting | undefined, bar: number, reading: Reading): number | null {
  if (setting === undefined) return null;
  const { value } = setting;
  if (value.kind === "duration" && value.milliseconds > 0) return value.milliseconds;
  if (value.kind === "number" && value.value > 0 && (value.suffix ?? "bars") === "bars")
    return value.value * bar;
  reportSetting(setting, "3 bars", reading);
  return null;
}

function reportSetting({ name, value }: Setting, example: string, { source, report }: Reading): void {
  if (value.kind === "damaged") return;
  const span: Span = value.span;
  report(
    typeDiffers({
      span,
      holes: {
        message: `\`${name.text}\` cannot be \`${textAt(source, span)}\``,
        label: `something like \`${example}\``,
        help: [`\`${name.text}: ${example}\``],
      },
    }),
  );
}

/** How often a value of a feed changes, in words: "bars of 1d", "rows of the file". */
export function rhythmOf({ interval, series }: CheckedFeed): string {
  if (series !== null) return series === "funding" ? "fundings" : `values of ${series}`;
  return interval === null ? "rows of the file" : `bars of ${formatDuration(interval)}`;
}
