import { allocateColumns, columnNames } from "../columns.js";
import type { Draft } from "./draft.js";

/** Several tables as one, in the order given; places keep the name of their table. */
export function mergeDrafts(drafts: readonly Draft[]): Draft {
  const [first] = drafts;
  if (first === undefined) throw new RangeError("nothing to merge");
  if (drafts.length === 1) return first;
  const total = drafts.reduce((sum, draft) => sum + draft.rows.length, 0);
  const columns = allocateColumns(total);
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
