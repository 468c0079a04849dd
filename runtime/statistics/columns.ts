/** Returns of several strategies over the same periods: one column each, all of one length. */
export type ReturnColumns = readonly Float64Array[];

/** Periods of the columns. @throws RangeError when there is none, or they differ in length */
export function rowsOf(columns: ReturnColumns): number {
  const rows = columns[0]?.length ?? 0;
  if (rows === 0) throw new RangeError("there are no returns");
  if (columns.some((column) => column.length !== rows))
    throw new RangeError("the columns of returns differ in length");
  return rows;
}
