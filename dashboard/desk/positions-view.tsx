import type { JSX } from "preact";
import { Card, Empty } from "../interface/controls.js";
import { duration, money, percent, price, quantity, sense, signed } from "../interface/format.js";
import { Table, type Column } from "../interface/table.js";
import { text } from "../text.js";
import { hrefOf } from "./router.js";
import { positions, second, strategies, type OpenPosition } from "./state.js";

const nameOf = (row: OpenPosition): string =>
  strategies.value?.get(row.strategy)?.name ?? String(row.strategy);

const marketOf = (row: OpenPosition): string => {
  const market = strategies.value?.get(row.strategy)?.market;
  return market === undefined ? "" : `${market.exchange} ${market.symbol}`;
};

/** By how much the price has gone the position's way, in percent. */
const changeOf = ({ side, price: now, entryPrice }: OpenPosition): number | null =>
  now === null || entryPrice === null || entryPrice === 0
    ? null
    : (side === "long" ? 100 : -100) * (now / entryPrice - 1);

const columns: readonly Column<OpenPosition>[] = [
  {
    key: "strategy",
    title: text.strategy,
    isText: true,
    show: (row) => <a href={hrefOf("strategy", row.strategy)}>{nameOf(row)}</a>,
    sort: nameOf,
  },
  { key: "market", title: text.market, isText: true, isMinor: true, show: marketOf, sort: marketOf },
  {
    key: "side",
    title: text.side,
    isText: true,
    show: ({ side }) => text.sides[side],
    sort: ({ side }) => side,
  },
  {
    key: "quantity",
    title: text.quantity,
    isMinor: true,
    show: (row) => quantity(row.quantity),
    sort: (row) => row.quantity,
  },
  {
    key: "entry",
    title: text.entry,
    isMinor: true,
    show: (row) => price(row.entryPrice),
    sort: (row) => row.entryPrice,
  },
  {
    key: "price",
    title: text.price,
    isMinor: true,
    show: (row) => price(row.price),
    sort: (row) => row.price,
  },
  { key: "stop", title: text.stop, isMinor: true, show: (row) => price(row.stop), sort: (row) => row.stop },
  {
    key: "profit",
    title: text.unrealised,
    show: (row) => <span class={sense(row.unrealised)}>{signed(money(row.unrealised))}</span>,
    sort: (row) => row.unrealised,
  },
  {
    key: "change",
    title: text.change,
    show: (row) => <span class={sense(changeOf(row))}>{signed(percent(changeOf(row)))}</span>,
    sort: changeOf,
  },
  {
    key: "held",
    title: text.held,
    isMinor: true,
    show: (row) => <Held row={row} />,
    sort: (row) => row.entryTime,
  },
];

/** Until now; of a recording until its last bar, for its time has stood still since. */
function Held({ row: { strategy, entryTime } }: { readonly row: OpenPosition }): JSX.Element {
  const { market, lastBar } = strategies.value?.get(strategy) ?? { market: null, lastBar: null };
  const until = market?.exchange === "replay" && lastBar !== null ? lastBar : second.value;
  return <span class="age">{duration(entryTime === null ? null : Math.max(0, until - entryTime))}</span>;
}

/** What is held now, over all strategies. */
export function PositionsView(): JSX.Element {
  const rows = [...(positions.value?.values() ?? [])];
  const sum = rows.reduce((total, { unrealised }) => total + (unrealised ?? 0), 0);
  return (
    <Card
      title={text.open}
      aside={rows.length > 0 && <span class={sense(sum)}>{text.positionsSum(signed(money(sum)))}</span>}
    >
      {rows.length === 0 ? (
        <Empty>{text.noPositions}</Empty>
      ) : (
        <Table
          caption={text.tableOf(text.open)}
          rows={rows}
          columns={columns}
          identify={({ strategy }) => strategy}
          order={{ key: "profit", isDescending: true }}
          more={text.more}
        />
      )}
    </Card>
  );
}
