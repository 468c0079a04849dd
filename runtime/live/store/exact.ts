/**
 * Columns hold every double to the last bit but three kinds: SQLite makes null of what is not a number, and both databases
 * make 0 of −0. Those few are written a second time, as text, in a column of their own, so that what is read is what was
 * written.
 */
function odditiesOf(row: object): string | null {
  let odd: Record<string, string> | null = null;
  for (const [column, value] of Object.entries(row))
    if (typeof value === "number" && isOdd(value)) {
      odd ??= {};
      odd[column] = Object.is(value, -0) ? "-0" : String(value);
    }
  return odd === null ? null : JSON.stringify(odd);
}

const isOdd = (value: number): boolean => Number.isNaN(value) || Object.is(value, -0);

/** A row with its `exact` column, and null where a number is none. */
export function exactRow<Row extends object>(row: Row): Row & { readonly exact: string | null } {
  const exact = odditiesOf(row);
  if (exact === null) return { ...row, exact };
  const plain = Object.entries(row).filter(([, value]) => typeof value === "number" && Number.isNaN(value));
  return { ...row, ...Object.fromEntries(plain.map(([column]) => [column, null])), exact };
}

/** Puts back what the columns could not hold. */
export function restoreExact<Row extends { readonly exact: string | null }>(row: Row): Row {
  if (row.exact === null) return row;
  const odd: Readonly<Record<string, string>> = JSON.parse(row.exact);
  return {
    ...row,
    ...Object.fromEntries(Object.entries(odd).map(([column, text]) => [column, Number(text)])),
  };
}

/** Numbers as JSON; those that JSON does not have as texts. */
export function numbersToText(numbers: object): string {
  return JSON.stringify(numbers, (_, value: unknown) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? Object.is(value, -0)
        ? "-0"
        : String(value)
      : value,
  );
}

export function numbersFromText(text: string): Record<string, number> {
  const values: Readonly<Record<string, number | string>> = JSON.parse(text);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
}
