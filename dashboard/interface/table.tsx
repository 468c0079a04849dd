import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly show: (row: Row) => ComponentChildren;
  /** What it is sorted by; without it the column cannot be. */
  readonly sort?: (row: Row) => number | string | null;
  /** What is written into CSV; default what it is sorted by. */
  readonly plain?: (row: Row) => number | string | null;
  /** Texts stand left, numbers right. */
  readonly isText?: boolean;
  /** A long text is broken into lines. */
  readonly isWrapped?: boolean;
  /** Left out on a phone. */
  readonly isMinor?: boolean;
}

export interface Order {
  readonly key: string;
  readonly isDescending: boolean;
}

/** Sorted by a column; what has no value comes last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const by = columns.find(({ key }) => key === order?.key)?.sort;
  if (by === undefined || order === null) return rows;
  const turn = order.isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a === b ? 0 : a < b ? -turn : turn;
  });
}

/** Rows as CSV (RFC 4180). A text that a spreadsheet would take for a formula is quoted with an apostrophe. */
export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cell = (value: number | string | null): string => {
    if (value === null) return "";
    if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const written = columns.filter(({ plain, sort }) => (plain ?? sort) !== undefined);
  const lines = rows.map((row) =>
    written.map(({ plain, sort }) => cell((plain ?? sort)?.(row) ?? null)).join(","),
  );
  return [written.map(({ key }) => cell(key)).join(","), ...lines, ""].join("\r\n");
}

/** Rows that are drawn at once: more are one press away, so that thousands cost nothing. */
const drawnAtOnce = 200;

function classOf<Row>({ isText, isMinor, isWrapped }: Column<Row>): string {
  const names = [isText === true && "text", isMinor === true && "minor", isWrapped === true && "wrap"];
  return names.filter((name) => name !== false).join(" ");
}

/** A table that sorts by its headings. */
export function Table<Row>(props: {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly identify: (row: Row) => string | number;
  readonly order?: Order | null;
  readonly more: (hidden: number) => string;
  readonly rowClass?: (row: Row) => string | undefined;
}): JSX.Element {
  const [order, setOrder] = useState<Order | null>(props.order ?? null);
  const [count, setCount] = useState(drawnAtOnce);
  const rows = sortRows(props.rows, props.columns, order);
  const turn = (key: string): void =>
    setOrder((before) => ({ key, isDescending: before?.key === key ? !before.isDescending : true }));
  const direction = (key: string): "ascending" | "descending" | "none" =>
    order?.key !== key ? "none" : order.isDescending ? "descending" : "ascending";
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table>
        <caption class="hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={classOf(column)}
                aria-sort={column.sort === undefined ? undefined : direction(column.key)}
              >
                {column.sort === undefined ? (
                  column.title
                ) : (
                  <button type="button" onClick={() => turn(column.key)}>
                    {column.title}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, count).map((row) => (
            <tr key={props.identify(row)} class={props.rowClass?.(row)}>
              {props.columns.map((column) => (
                <td key={column.key} class={classOf(column)}>
                  {column.show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > count && (
        <button type="button" class="plain" onClick={() => setCount(count + drawnAtOnce)}>
          {props.more(rows.length - count)}
        </button>
      )}
    </div>
  );
}
