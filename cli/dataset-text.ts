import { formatInterval, formatTime, type DatasetRecord, type QualityReport } from "../runtime/index.js";
import { plural } from "./diagnostics.js";
import { paint } from "./terminal.js";

/** What is known of a data set, in a few lines. */
export function describeRecord(record: DatasetRecord): string {
  const market = [record.symbol ?? "unknown symbol", record.exchange, record.marketType]
    .filter((part) => part !== null)
    .join(", ");
  return [
    `source    ${record.source}`,
    `market    ${market}`,
    `bars      ${record.bars} of ${formatInterval(record.interval)}, ${formatTime(record.from)} to ${formatTime(record.to)}`,
    `gaps      ${record.gaps === 0 ? "none" : `${plural(record.gaps, "gap")}, ${plural(record.missingBars, "bar")} missing`}`,
    ...(record.seriesRecords ?? []).map(
      ({ name, values, from, to }) =>
        `${name.padEnd(14)}${plural(values, "value")}, ${formatTime(from)} to ${formatTime(to)}`,
    ),
    `score     ${record.score === null ? "not checked" : `${record.score} of 100`}`,
    `hash      ${record.hash}`,
  ].join("\n");
}

/** The findings of a check, gravest first, each with its first places. */
export function describeFindings({ findings }: QualityReport, placesShown = 3): string {
  if (findings.length === 0) return "no fault was found";
  const colours = paint(process.stdout);
  const mark = {
    error: colours.red("error  "),
    warning: colours.yellow("warning"),
    note: colours.dim("note   "),
  };
  const order = { error: 0, warning: 1, note: 2 };
  return findings
    .toSorted((a, b) => order[a.severity] - order[b.severity])
    .flatMap(({ severity, message, places, count }) => [
      `${mark[severity]}  ${message}`,
      ...places
        .slice(0, placesShown)
        .map(({ where, detail }) => `           ${where}${detail === "" ? "" : `: ${detail}`}`),
      ...(count > placesShown && places.length > placesShown ? [colours.dim(`           … and more`)] : []),
    ])
    .join("\n");
}
