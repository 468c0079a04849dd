import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Card, Choice, Empty, Skeleton, State, Tile } from "../interface/controls.js";
import { interval, money, percent, quantity, sense, signed, time } from "../interface/format.js";
import { Sparkline } from "../interface/sparkline.js";
import { Table, type Column } from "../interface/table.js";
import { text } from "../text.js";
import { Age } from "./age.js";
import { sparks } from "./curves.js";
import { EquityCard } from "./equity-card.js";
import { feedRows, verdictOf, type FeedRow } from "./feeds.js";
import { FeedState } from "./feeds-view.js";
import { notable } from "./log.js";
import { EntryLevel } from "./log-view.js";
import { hrefOf } from "./router.js";
import { second, stopOf, strategyList, totals, type DeskStrategy } from "./state.js";

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
    sort: (row) => `${stopOf(row) === null ? 1 : 0}${row.isRunning ? 0 : 1}`,
  },
  {
    key: "curve",
    title: text.curve,
    isText: true,
    isMinor: true,
    show: (row) => <Sparkline values={sparks.value.get(row.id) ?? []} />,
  },
  {
    key: "position",
    title: text.position,
    isMinor: true,
    show: (row) => quantity(row.position),
    sort: (row) => row.position,
  },
  { key: "equity", title: text.equity, show: (row) => money(row.equity), sort: (row) => row.equity },
  {
    key: "profit",
    title: text.profit,
    show: (row) => <span class={sense(profitOf(row))}>{signed(money(profitOf(row)))}</span>,
    sort: profitOf,
  },
  {
    key: "unrealised",
    title: text.unrealised,
    isMinor: true,
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

function profitOf({ equity, capital }: DeskStrategy): number | null {
  return equity === null ? null : equity - capital;
}

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

const wanted = signal("");
const states = ["all", "running", "stopped", "holding"] as const;
const state = signal<(typeof states)[number]>("all");

function matches(row: DeskStrategy): boolean {
  const words = wanted.value.trim().toLowerCase();
  const { market } = row;
  const isOfState =
    state.value === "all" ||
    (state.value === "running" && row.isRunning && stopOf(row) === null) ||
    (state.value === "stopped" && (!row.isRunning || stopOf(row) !== null)) ||
    (state.value === "holding" && (row.position ?? 0) !== 0);
  const names = `${row.name} ${market.exchange} ${market.symbol} ${row.portfolio ?? ""}`.toLowerCase();
  return isOfState && names.includes(words);
}

function Strategies(): JSX.Element {
  const all = strategyList.value;
  const rows = all.filter(matches);
  if (all.length === 0)
    return (
      <Card title={text.strategies}>
        <Empty>{text.none}</Empty>
      </Card>
    );
  return (
    <Card title={text.strategies}>
      <div class="filter">
        <Choice
          legend={text.stateFilter}
          value={state.value}
          options={states.map((value) => ({ value, label: text.states[value] }))}
          onChoose={(value) => (state.value = value)}
        />
        <label>
          {text.filter}{" "}
          <input
            type="search"
            data-part="filter"
            placeholder={text.filterHint}
            value={wanted.value}
            onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
          />
        </label>
        <output>{text.shown(rows.length, all.length)}</output>
      </div>
      {rows.length === 0 ? (
        <Empty>{text.noMatch}</Empty>
      ) : (
        <Table
          caption={text.tableOf(text.strategies)}
          rows={rows}
          columns={columns}
          identify={(row) => row.id}
          more={text.more}
        />
      )}
    </Card>
  );
}

/** How many of the latest entries are shown here. */
const recentEntries = 6;

function Recent(): JSX.Element {
  const entries = notable.value?.slice(0, recentEntries);
  return (
    <Card title={text.recent} class="recent" aside={<a href={hrefOf("log")}>{text.wholeLog}</a>}>
      {entries === undefined && <Skeleton label={text.loading} rows={recentEntries} />}
      {entries?.length === 0 && <Empty>{text.recentEmpty}</Empty>}
      <ul class="entries">
        {entries?.map((entry) => (
          <li key={entry.key}>
            <EntryLevel level={entry.level} />
            <span class="muted">{time(entry.time)}</span>
            <span>{entry.message}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** How many markets have which state. */
function FeedSummary(): JSX.Element {
  const rows = feedRows.value;
  const now = second.value;
  const worst = rows
    .filter(({ isTraded }) => isTraded)
    .toSorted(
      (a, b) => Number(isWell(a, now)) - Number(isWell(b, now)) || (a.lastBar ?? 0) - (b.lastBar ?? 0),
    );
  return (
    <Card
      title={text.views.feeds}
      class="recent"
      aside={<a href={hrefOf("feeds")}>{text.allFeeds(rows.length)}</a>}
    >
      {worst.length === 0 && <Empty>{text.noFeeds}</Empty>}
      <ul class="entries">
        {worst.slice(0, recentEntries).map((row) => (
          <li key={row.id}>
            <FeedState row={row} />
            <span class="muted">
              <Age open={row.lastBar} interval={row.market.interval} />
            </span>
            <span>{`${row.market.exchange} ${row.market.symbol} ${interval(row.market.interval)}`}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const isWell = (row: FeedRow, now: number): boolean =>
  ["live", "fresh", "recording"].includes(verdictOf(row, now));

/** The whole desk at a glance. */
export function Overview(): JSX.Element {
  return (
    <>
      <Totals />
      <EquityCard />
      <div class="pair">
        <FeedSummary />
        <Recent />
      </div>
      <Strategies />
    </>
  );
}
