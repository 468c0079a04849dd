import type { JSX } from "preact";
import { Card, Empty, State, Tile } from "../interface/controls.js";
import { money, percent, quantity, sense, signed } from "../interface/format.js";
import { Table, type Column } from "../interface/table.js";
import { text } from "../text.js";
import { Age } from "./age.js";
import { hrefOf } from "./router.js";
import { stopOf, strategyList, totals, type DeskStrategy } from "./state.js";

const columns: readonly Column<DeskStrategy>[] = [
  {
    key: "strategy",
    title: text.strategy,
    isText: true,
    show: (row) => <a href={hrefOf("strategy", row.id)}>{row.name}</a>,
    sort: (row) => row.name,
  },
  {
    key: "market",
    title: text.market,
    isText: true,
    isMinor: true,
    show: ({ market }) => `${market.exchange} ${market.symbol}`,
    sort: ({ market }) => `${market.exchange} ${market.symbol}`,
  },
  {
    key: "state",
    title: text.state,
    isText: true,
    show: (row) => <StrategyState strategy={row} />,
  },
  { key: "position", title: text.position, show: (row) => quantity(row.position) },
  { key: "equity", title: text.equity, show: (row) => money(row.equity), sort: (row) => row.equity },
  {
    key: "unrealised",
    title: text.unrealised,
    show: (row) => <span class={sense(row.unrealised)}>{signed(money(row.unrealised))}</span>,
    sort: (row) => row.unrealised,
  },
  {
    key: "age",
    title: text.age,
    isMinor: true,
    show: (row) => <Age open={row.lastBar} interval={row.market.interval} />,
    sort: (row) => row.lastBar,
  },
];

function StrategyState({ strategy }: { readonly strategy: DeskStrategy }): JSX.Element {
  if (stopOf(strategy) !== null) return <State health="warn">{text.stopped}</State>;
  return strategy.isRunning ? (
    <State health="good">{text.running}</State>
  ) : (
    <State health="idle">{text.resting}</State>
  );
}

function Totals(): JSX.Element {
  const sums = totals.value;
  return (
    <dl class="tiles">
      <Tile label={text.equity} value={money(sums?.equity)} />
      <Tile
        label={text.profit}
        value={signed(money(sums?.profit))}
        sense={sense(sums?.profit)}
        note={signed(percent(sums?.profitPercent))}
      />
      <Tile label={text.unrealised} value={signed(money(sums?.unrealised))} sense={sense(sums?.unrealised)} />
      <Tile label={text.open} value={quantity(sums?.openPositions)} />
      <Tile label={text.today} value={quantity(sums?.tradesToday)} note={text.todayNote} />
    </dl>
  );
}

/** The whole desk at a glance. */
export function Overview(): JSX.Element {
  const rows = strategyList.value;
  return (
    <>
      <Totals />
      <Card title={text.strategies}>
        {rows.length === 0 ? (
          <Empty>{text.none}</Empty>
        ) : (
          <Table
            caption={text.strategies}
            rows={rows}
            columns={columns}
            identify={(row) => row.id}
            more={text.more}
          />
        )}
      </Card>
    </>
  );
}
