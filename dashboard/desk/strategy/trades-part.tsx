import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Choice, Empty, Skeleton, Trouble } from "../../interface/controls.js";
import { money, percent, price, quantity, sense, signed, time } from "../../interface/format.js";
import { text } from "../../text.js";
import { saveFile } from "./save-file.js";
import { choose, selection } from "./selection.js";
import { readTrade, type ClosedTrade } from "./trade.js";
import { useList, type List } from "./use-list.js";

const words = text.ledger;
const pageSize = 100;

type Sort =
  | "number"
  | "entry_time"
  | "exit_time"
  | "quantity"
  | "profit"
  | "return"
  | "fees"
  | "funding"
  | "bars"
  | "mae"
  | "mfe";

interface Wanted {
  readonly sort: Sort;
  readonly isDescending: boolean;
  readonly result: "all" | "won" | "lost";
  readonly side: "all" | "long" | "short";
  readonly exit: string;
}

const queryOf = ({ sort, isDescending, result, side, exit }: Wanted): string =>
  `sort=${sort}&order=${isDescending ? "descending" : "ascending"}` +
  (result === "all" ? "" : `&result=${result}`) +
  (side === "all" ? "" : `&side=${side}`) +
  (exit === "" ? "" : `&exit_reason=${exit}`);

interface Column {
  readonly title: string;
  readonly sort?: Sort;
  readonly isText?: boolean;
  readonly isMinor?: boolean;
  readonly show: (trade: ClosedTrade) => JSX.Element | string;
}

const share = (value: number | null): string => percent(value === null ? null : 100 * value);

const columns: readonly Column[] = [
  { title: words.number, sort: "number", show: ({ id }) => String(id) },
  { title: words.side, isText: true, show: ({ side }) => side },
  {
    title: words.entryTime,
    sort: "entry_time",
    isText: true,
    isMinor: true,
    show: (row) => time(row.entryTime),
  },
  { title: words.entryPrice, isMinor: true, show: (row) => price(row.entryPrice) },
  { title: words.exitTime, sort: "exit_time", isText: true, show: (row) => time(row.exitTime) },
  { title: words.exitPrice, isMinor: true, show: (row) => price(row.exitPrice) },
  { title: words.quantity, sort: "quantity", isMinor: true, show: (row) => quantity(row.quantity) },
  {
    title: words.profit,
    sort: "profit",
    show: ({ profit }) => <span class={sense(profit)}>{signed(money(profit))}</span>,
  },
  {
    title: words.return,
    sort: "return",
    show: (row) => <span class={sense(row.return)}>{signed(share(row.return))}</span>,
  },
  { title: words.fees, sort: "fees", isMinor: true, show: ({ fees }) => money(fees) },
  { title: words.funding, sort: "funding", isMinor: true, show: ({ funding }) => money(funding) },
  { title: words.bars, sort: "bars", isMinor: true, show: ({ bars }) => quantity(bars) },
  { title: words.mae, sort: "mae", isMinor: true, show: ({ mae }) => share(mae) },
  { title: words.mfe, sort: "mfe", isMinor: true, show: ({ mfe }) => share(mfe) },
  {
    title: words.exitReason,
    isText: true,
    isMinor: true,
    show: ({ exitReason }) => exitReason.replaceAll("_", " "),
  },
];

const anyTrade: Wanted = { sort: "exit_time", isDescending: true, result: "all", side: "all", exit: "" };

/**
 * Closed trades: sorted and filtered by the server, a part at a time.
 * @param closed how many have closed; when it rises while one reads further down, that is told and nothing moves
 */
export function TradesPart({ id, closed }: { readonly id: number; readonly closed: number }): JSX.Element {
  const [wanted, setWanted] = useState<Wanted>(anyTrade);
  const [seen, setSeen] = useState(closed);
  const query = queryOf(wanted);
  const path = `/strategies/${id}/trades?${query}&limit=${pageSize}`;
  const { list, problem, more, again } = useList(path, "trades", readTrade, seen);
  const count = list?.rows.length ?? 0;
  // While the first part is all that is shown nothing is lost by reading it anew.
  useEffect(() => {
    if (count <= pageSize) setSeen(closed);
  }, [closed]);
  const { sort, isDescending } = wanted;
  const isAny = query === queryOf({ ...anyTrade, sort, isDescending });
  return (
    <>
      <Filters id={id} wanted={wanted} query={query} list={list} onWant={setWanted} />
      {problem !== null && (
        <Trouble title={problem.message} help={problem.help} action={{ label: words.again, run: again }} />
      )}
      {list === null && problem === null && <Skeleton label={text.loading} rows={6} />}
      {closed > seen && (
        <p class="notice">
          <button type="button" class="plain" onClick={() => setSeen(closed)}>
            {words.newTrades}
          </button>
        </p>
      )}
      {list !== null && count === 0 && <Empty>{isAny ? words.noTrades : words.noSuchTrades}</Empty>}
      {list !== null && count > 0 && <Rows id={id} list={list} wanted={wanted} onWant={setWanted} />}
      {list !== null && list.hasMore && (
        <p>
          <button type="button" class="plain" onClick={more}>
            {words.moreTrades}
          </button>
        </p>
      )}
    </>
  );
}

function Filters(props: {
  readonly id: number;
  readonly wanted: Wanted;
  readonly query: string;
  readonly list: List<ClosedTrade> | null;
  readonly onWant: (wanted: Wanted) => void;
}): JSX.Element {
  const { id, wanted, query, list, onWant } = props;
  return (
    <div class="filter">
      <Choice
        legend={words.result}
        value={wanted.result}
        options={(["all", "won", "lost"] as const).map((value) => ({ value, label: words.results[value] }))}
        onChoose={(result) => onWant({ ...wanted, result })}
      />
      <Choice
        legend={words.side}
        value={wanted.side}
        options={(["all", "long", "short"] as const).map((value) => ({
          value,
          label: words.sideNames[value],
        }))}
        onChoose={(side) => onWant({ ...wanted, side })}
      />
      <label>
        {words.exitReason}{" "}
        <select
          value={wanted.exit}
          onChange={({ currentTarget }) => onWant({ ...wanted, exit: currentTarget.value })}
        >
          <option value="">{words.anyExit}</option>
          {Object.entries(words.exitReasons).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <output>{list === null ? "" : words.tradeCount(list.rows.length, list.total ?? 0)}</output>
      <span class="buttons">
        {words.export}
        <button
          type="button"
          class="plain"
          onClick={() => void saveFile(`/strategies/${id}/trades.csv?${query}`, "trades.csv")}
        >
          {words.exportCsv}
        </button>
        <button
          type="button"
          class="plain"
          onClick={() => void saveFile(`/strategies/${id}/trades.json?${query}`, "trades.json")}
        >
          {words.exportJson}
        </button>
      </span>
    </div>
  );
}

const classOf = ({ isText, isMinor }: Column): string =>
  `${isText === true ? "text" : ""} ${isMinor === true ? "minor" : ""}`.trim();

function Headings(props: {
  readonly wanted: Wanted;
  readonly onWant: (wanted: Wanted) => void;
}): JSX.Element {
  const { wanted, onWant } = props;
  const sorted = (sort: Sort | undefined): "ascending" | "descending" | "none" | undefined => {
    if (sort === undefined) return undefined;
    if (wanted.sort !== sort) return "none";
    return wanted.isDescending ? "descending" : "ascending";
  };
  const turn = (sort: Sort): void =>
    onWant({ ...wanted, sort, isDescending: wanted.sort === sort ? !wanted.isDescending : true });
  return (
    <tr>
      <th scope="col" class="text">
        {words.why}
      </th>
      {columns.map((column) => {
        const { title, sort } = column;
        return (
          <th key={title} scope="col" class={classOf(column)} aria-sort={sorted(sort)}>
            {sort === undefined ? (
              title
            ) : (
              <button type="button" onClick={() => turn(sort)}>
                {title}
              </button>
            )}
          </th>
        );
      })}
    </tr>
  );
}

function Rows(props: {
  readonly id: number;
  readonly list: List<ClosedTrade>;
  readonly wanted: Wanted;
  readonly onWant: (wanted: Wanted) => void;
}): JSX.Element {
  const { id, list, wanted, onWant } = props;
  const chosen = selection.value;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={words.parts.trades}>
      <table data-part="trades">
        <caption class="hidden">{words.parts.trades}</caption>
        <thead>
          <Headings wanted={wanted} onWant={onWant} />
        </thead>
        <tbody>
          {list.rows.map((trade) => (
            <tr
              key={trade.id}
              class={chosen?.kind === "trade" && chosen.id === trade.id ? "chosen" : undefined}
            >
              <td class="text">
                <button
                  type="button"
                  class="plain small"
                  aria-label={words.whyTrade(trade.id)}
                  onClick={({ currentTarget }) =>
                    choose({ strategy: id, kind: "trade", id: trade.id }, currentTarget)
                  }
                >
                  {words.why}
                </button>
              </td>
              {columns.map((column) => (
                <td key={column.title} class={classOf(column)}>
                  {column.show(trade)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
