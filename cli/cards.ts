import type { ModelCard, NameCard, StrategyCard } from "../compiler/index.js";

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
    ...card.models.flatMap(modelLines),
    `  first decision after ${bars(card.firstDecision)} bars, settled after ${bars(card.settled)}${days}${because}`,
    ...(card.cells > 1 ? [`  search space: ${cells}${trainingsOf(card)}`] : []),
  ].join("\n");
}

function modelLines(card: ModelCard): string[] {
  const learns = {
    binary: "yes or no",
    classes: `one of ${card.classes.join(", ")}`,
    regression: "a number",
  };
  const features = `${card.features} ${card.features === 1 ? "feature" : "features"}`;
  return [
    `  model ${card.model}: ${features}, settled after ${bars(card.settled)} bars; learns ${learns[card.kind]}`,
    `    the target is known ${bars(card.reach)} bars later, so purge ${bars(card.purge)} bars, embargo ${bars(card.embargo)} bars`,
  ];
}

function trainingsOf({ models }: StrategyCard): string {
  const needed = models.map(({ model, trainings, forcedBy }) => {
    const count = trainings === null ? "too many to count" : bars(trainings);
    const noun = trainings === 1 ? "training" : "trainings";
    const because =
      forcedBy.length === 0 ? "" : `, because of ${forcedBy.map((name) => `\`${name}\``).join(", ")}`;
    return `${count} ${noun} of \`${model}\`${because}`;
  });
  return needed.length === 0 ? "" : `; needs ${needed.join(" and ")}`;
}

function rowOf({
  name,
  what,
  range,
  knownAt,
  clock,
  first,
  settled,
  settledDays,
  reach,
}: NameCard): string[] {
  const interval = range === null ? "" : `${bound(range.low)} … ${bound(range.high)}`;
  const known = reach === 0 ? knownAt : `${bars(reach)} bars later`;
  const days = settledDays === null ? "" : settledDays.toFixed(1);
  return [name, what, interval, known, clock, bars(first), bars(settled), days];
}
