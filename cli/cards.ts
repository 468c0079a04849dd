import type { NameCard, StrategyCard } from "../compiler/index.js";

const bars = (count: number | null) =>
  count === null ? "never" : count.toLocaleString("en").replaceAll(",", " ");
const bound = (value: number) => String(Number(value.toPrecision(6))).replace("Infinity", "∞");

/** What the compiler knows, as a table a strategy. */
export function showCards(cards: readonly StrategyCard[]): string {
  return cards.map(showCard).join("\n\n");
}

function showCard(card: StrategyCard): string {
  const rows = [
    ["", "is", "range", "known at", "bars of", "first", "settled", "days"],
    ...card.names.map(rowOf),
  ];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length))) ?? [];
  const table = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
  const days = card.settledDays === null ? "" : ` (${card.settledDays.toFixed(1)} days)`;
  const because = card.dominatedBy === null ? "" : `, because of \`${card.dominatedBy}\``;
  const cells =
    card.validCells === null
      ? `${bars(card.cells)} cells`
      : `${bars(card.validCells)} of ${bars(card.cells)} cells`;
  return [
    card.strategy,
    ...table,
    `  first decision after ${bars(card.firstDecision)} bars, settled after ${bars(card.settled)}${days}${because}`,
    ...(card.cells > 1 ? [`  search space: ${cells}`] : []),
  ].join("\n");
}

function rowOf({ name, what, range, knownAt, clock, first, settled, settledDays }: NameCard): string[] {
  const interval = range === null ? "" : `${bound(range.low)} … ${bound(range.high)}`;
  const days = settledDays === null ? "" : settledDays.toFixed(1);
  return [name, what, interval, knownAt, clock, bars(first), bars(settled), days];
}
