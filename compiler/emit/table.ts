/** Rows of cells as lines of text, each column as wide as its widest cell; columns of numbers stand to the right. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = (rows[0] ?? []).map((_, at) => layoutOf(rows.map((row) => row[at] ?? "")));
  return rows.map((row) => {
    const cells = columns.map(({ width, numeric }, at) => {
      const cell = row[at] ?? "";
      return numeric ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

/** The first cell may be a heading. */
function layoutOf(cells: readonly string[]): { readonly width: number; readonly numeric: boolean } {
  const [, ...below] = cells;
  return {
    width: Math.max(...cells.map((cell) => cell.length)),
    numeric: below.length > 0 && below.every((cell) => /^(-?[\d.]+|never)$/.test(cell)),
  };
}
