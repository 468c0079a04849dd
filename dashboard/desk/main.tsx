import "../interface/base.css";
import { render, type JSX } from "preact";
import { Card, Choice, Empty, Skeleton, State, Tile, Trouble } from "../interface/controls.js";
import { money, percent, quantity, sense, signed, time } from "../interface/format.js";
import { followSettings, theme, themes } from "../interface/settings.js";
import { Table, type Column } from "../interface/table.js";
import { text } from "../text.js";
import { isGone, listen, refresh, refusal, signIn, strategies, summary, type DeskStrategy } from "./api.js";
import "./desk.css";

const columns: readonly Column<DeskStrategy>[] = [
  { key: "strategy", title: text.strategy, isText: true, show: (row) => row.name, sort: (row) => row.name },
  { key: "market", title: text.market, isText: true, isMinor: true, show: (row) => row.market },
  {
    key: "state",
    title: text.state,
    isText: true,
    show: ({ isRunning }) => (
      <State health={isRunning ? "good" : "idle"}>{isRunning ? text.running : text.resting}</State>
    ),
  },
  { key: "position", title: text.position, show: (row) => quantity(row.position) },
  { key: "equity", title: text.equity, show: (row) => money(row.equity), sort: (row) => row.equity },
  {
    key: "unrealised",
    title: text.unrealised,
    show: (row) => <span class={sense(row.unrealised)}>{signed(money(row.unrealised))}</span>,
    sort: (row) => row.unrealised,
  },
  { key: "last", title: text.lastBar, isMinor: true, show: (row) => time(row.lastBar) },
];

function Totals(): JSX.Element {
  const totals = summary.value ?? {};
  return (
    <dl class="tiles">
      <Tile label={text.equity} value={money(totals["total_equity"])} />
      <Tile
        label={text.profit}
        value={signed(money(totals["total_pnl"]))}
        sense={sense(totals["total_pnl"])}
        note={signed(percent(totals["total_pnl_pct"]))}
      />
      <Tile
        label={text.unrealised}
        value={signed(money(totals["unrealized_pnl"]))}
        sense={sense(totals["unrealized_pnl"])}
      />
      <Tile label={text.open} value={quantity(totals["open_positions"])} />
      <Tile label={text.today} value={quantity(totals["trades_today"])} note={text.todayNote} />
    </dl>
  );
}

function Strategies(): JSX.Element {
  const rows = strategies.value;
  return (
    <Card title={text.strategies}>
      {rows === null && <Skeleton label={text.loading} rows={4} />}
      {rows?.length === 0 && <Empty>{text.none}</Empty>}
      {rows !== null && rows.length > 0 && (
        <Table
          caption={text.strategies}
          rows={rows}
          columns={columns}
          identify={(row) => row.id}
          more={text.more}
        />
      )}
    </Card>
  );
}

function SignIn(): JSX.Element {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = document.querySelector<HTMLInputElement>("#token");
    if (field !== null && field.value !== "") signIn(field.value.trim());
  };
  return (
    <Card title={text.signIn}>
      <Trouble title={refusal.value ?? ""} />
      <form class="filter" onSubmit={submit}>
        <label for="token">{text.token}</label>
        <input id="token" type="password" autocomplete="off" />
        <button class="primary">{text.signIn}</button>
      </form>
      <Empty>{text.signInHelp}</Empty>
    </Card>
  );
}

function Page(): JSX.Element {
  const options = themes.map((value) => ({ value, label: text.themes[value] }));
  return (
    <>
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <header class="head">
        <h1>{text.title}</h1>
        <Choice
          legend={text.theme}
          value={theme.value}
          options={options}
          onChoose={(value) => (theme.value = value)}
        />
      </header>
      <main id="content">
        {isGone.value && <Trouble title={text.gone} help={text.goneHelp} />}
        {refusal.value !== null ? (
          <SignIn />
        ) : (
          <>
            <Totals />
            <Strategies />
          </>
        )}
      </main>
    </>
  );
}

followSettings();
const place = document.querySelector("#app");
if (place !== null) render(<Page />, place);
void refresh();
listen();
