/** Rows as lines of aligned columns, two spaces apart; numbers are aligned at their end. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignment: readonly ("left" | "right")[],
): readonly string[] {
  const widths = alignment.map((_, column) => Math.max(0, ...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    alignment
      .map((side, column) => {
        const cell = row[column] ?? "";
        const width = widths[column] ?? 0;
        return side === "left" ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
