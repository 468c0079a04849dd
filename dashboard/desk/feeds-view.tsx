import type { JSX } from "preact";
import { Card, Empty, State, type Health } from "../interface/controls.js";
import { duration, interval, noNumber, time } from "../interface/format.js";
import { Table, type Column } from "../interface/table.js";
import { text } from "../text.js";
import { Age } from "./age.js";
import { feedRows, verdictOf, type FeedRow, type FeedVerdict } from "./feeds.js";
import { second } from "./state.js";

const health: Readonly<Record<FeedVerdict, Health>> = {
  live: "good",
  fresh: "good",
  recording: "idle",
  connecting: "idle",
  idle: "idle",
  late: "warn",
  silent: "bad",
  reconnecting: "bad",
  refused: "bad",
};

/** How a feed is, as of this second. */
export function FeedState({ row }: { readonly row: FeedRow }): JSX.Element {
  const verdict = verdictOf(row, second.value);
  return <State health={health[verdict]}>{text.feedStates[verdict]}</State>;
}

/** More than this a clock must not be off, in milliseconds. */
const mostSkew = 2000;

const columns: readonly Column<FeedRow>[] = [
  {
    key: "market",
    title: text.market,
    isText: true,
    show: ({ market }) => `${market.exchange} ${market.symbol}`,
    sort: ({ key }) => key,
  },
  {
    key: "interval",
    title: text.bars,
    show: ({ market }) => interval(market.interval),
    sort: ({ market }) => market.interval,
  },
  { key: "feed", title: text.feed, isText: true, show: (row) => <FeedState row={row} /> },
  {
    key: "age",
    title: text.age,
    show: ({ lastBar, market }) => <Age open={lastBar} interval={market.interval} />,
    sort: ({ lastBar }) => lastBar,
  },
  {
    key: "last",
    title: text.lastBar,
    isMinor: true,
    show: ({ lastBar }) => time(lastBar),
    sort: ({ lastBar }) => lastBar,
  },
  {
    key: "skew",
    title: text.skew,
    isMinor: true,
    isText: true,
    show: ({ skew }) =>
      skew === null ? (
        noNumber
      ) : (
        <State health={Math.abs(skew) > mostSkew ? "bad" : "good"}>
          {Math.abs(skew) > mostSkew ? text.skewOff(duration(Math.abs(skew))) : text.skewGood}
        </State>
      ),
  },
  {
    key: "strategies",
    title: text.strategies,
    show: ({ strategies }) => String(strategies.length),
    sort: ({ strategies }) => strategies.length,
  },
];

/** Markets with the health of their feeds. */
export function FeedsView(): JSX.Element {
  const rows = feedRows.value;
  return (
    <Card title={text.views.feeds}>
      {rows.length === 0 ? (
        <Empty>{text.noFeeds}</Empty>
      ) : (
        <>
          <Table
            caption={text.tableOf(text.views.feeds)}
            rows={rows}
            columns={columns}
            identify={({ id }) => id}
            more={text.more}
          />
          <p class="empty">{text.feedsNote}</p>
        </>
      )}
    </Card>
  );
}
