import { marketSeries } from "../../../kernels/catalog/series.js";
import { allocateColumns, columnNames, missingValues } from "../columns.js";
import type { Draft } from "./draft.js";

/**
 * Several tables as one, in the order of their times, not of their names (`…-10.csv` comes before `…-2.csv` in a
 * folder); places keep the name of their table.
 */
export function mergeDrafts(given: readonly Draft[]): Draft {
  const drafts = inOrder(given);
  const [first] = drafts;
  if (first === undefined) throw new RangeError("nothing to merge");
  if (drafts.length === 1) return first;
  const total = drafts.reduce((sum, draft) => sum + draft.rows.length, 0);
  const series = marketSeries.filter((name) =>
    drafts.some((draft) => draft.columns.series?.[name] !== undefined),
  );
  const columns = allocateColumns(total, series);
  const rows = new Int32Array(total);
  const everyEnd = drafts.every((draft) => draft.closeTime !== null);
  const closeTime = everyEnd ? new Float64Array(total) : null;
  // Rows of all tables are numbered through; `starts` tells where each table's begin.
  const starts: number[] = [];
  let filled = 0;
  let numbered = 0;
  for (const draft of drafts) {
    starts.push(numbered);
    for (const name of columnNames) columns[name].set(draft.columns[name], filled);
    for (const name of series) {
      const values = draft.columns.series?.[name] ?? missingValues(draft.rows.length);
      columns.series?.[name]?.set(values, filled);
    }
    if (closeTime !== null && draft.closeTime !== null) closeTime.set(draft.closeTime, filled);
    rows.set(
      draft.rows.map((row) => row + numbered),
      filled,
    );
    filled += draft.rows.length;
    numbered += draft.rows.reduce((most, row) => Math.max(most, row + 1), 0);
  }
  return {
    label: `${first.label} and ${drafts.length - 1} more`,
    columns,
    closeTime,
    rows,
    unreadable: drafts.flatMap((draft, at) =>
      draft.unreadable.map((cell) => ({ ...cell, row: cell.row + (starts[at] ?? 0) })),
    ),
    symbol: first.symbol,
    understood: [...new Set(drafts.flatMap((draft) => draft.understood))],
    locate: (wanted) =>
      wanted.map((row) => {
        const at = starts.findLastIndex((start) => start <= row);
        const draft = drafts[at] ?? first;
        return `${draft.label} ${draft.locate([row - (starts[at] ?? 0)])[0] ?? ""}`;
      }),
  };
}

/** Oldest table first; newest first where each table has its newest row first, so that the whole stays turned round. */
function inOrder(drafts: readonly Draft[]): readonly Draft[] {
  const starts = new Map(
    drafts.map((draft) => [draft, draft.columns.time.find(Number.isFinite) ?? Infinity]),
  );
  const turned = drafts.every(({ columns: { time } }) => (time[0] ?? 0) > (time.at(-1) ?? 0));
  const sign = turned ? -1 : 1;
  return drafts.toSorted((a, b) => sign * ((starts.get(a) ?? 0) - (starts.get(b) ?? 0)) || 0);
}
