import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Card, Choice, Empty, Skeleton, State, Trouble, type Health } from "../interface/controls.js";
import { time } from "../interface/format.js";
import { Table, type Column } from "../interface/table.js";
import { text } from "../text.js";
import { levels, loadOlder, log, logProblem, older, type Level, type LogEntry } from "./log.js";
import { hrefOf } from "./router.js";
import { strategies, strategyList } from "./state.js";

const health: Readonly<Record<Level, Health>> = {
  alert: "warn",
  error: "bad",
  warning: "warn",
  info: "idle",
};

export function EntryLevel(props: { readonly level: Level }): JSX.Element {
  return <State health={health[props.level]}>{text.levelNames[props.level]}</State>;
}

const level = signal<Level | "all">("all");
const strategy = signal<number | null>(null);
const wanted = signal("");

export const logColumns: readonly Column<LogEntry>[] = [
  {
    key: "time",
    title: text.time,
    isText: true,
    show: (row) => time(row.time, { seconds: true }),
    sort: (row) => row.time,
  },
  {
    key: "level",
    title: text.level,
    isText: true,
    show: (row) => <EntryLevel level={row.level} />,
    sort: (row) => levels.indexOf(row.level),
  },
  {
    key: "kind",
    title: text.kind,
    isText: true,
    isMinor: true,
    show: ({ kind }) => kind,
    sort: ({ kind }) => kind,
  },
  {
    key: "strategy",
    title: text.strategy,
    isText: true,
    isMinor: true,
    show: (row) =>
      row.strategy === null ? (
        (row.market ?? "")
      ) : (
        <a href={hrefOf("strategy", row.strategy)}>
          {strategies.value?.get(row.strategy)?.name ?? String(row.strategy)}
        </a>
      ),
  },
  { key: "message", title: text.what, isText: true, isWrapped: true, show: ({ message }) => message },
];

function matches(entry: LogEntry): boolean {
  const words = wanted.value.trim().toLowerCase();
  return (
    (level.value === "all" || entry.level === level.value) &&
    (strategy.value === null || entry.strategy === strategy.value) &&
    (words === "" || `${entry.message} ${entry.kind} ${entry.market ?? ""}`.toLowerCase().includes(words))
  );
}

function Filters({ count, all }: { readonly count: number; readonly all: number }): JSX.Element {
  return (
    <div class="filter">
      <Choice
        legend={text.level}
        value={level.value}
        options={(["all", ...levels] as const).map((value) => ({ value, label: text.levels[value] }))}
        onChoose={(value) => (level.value = value)}
      />
      <label>
        {text.strategy}{" "}
        <select
          value={strategy.value ?? ""}
          onChange={({ currentTarget }) =>
            (strategy.value = currentTarget.value === "" ? null : Number(currentTarget.value))
          }
        >
          <option value="">{text.allStrategies}</option>
          {strategyList.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {text.filter}{" "}
        <input
          type="search"
          data-part="filter"
          placeholder={text.logHint}
          value={wanted.value}
          onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
        />
      </label>
      <output>{text.shown(count, all)}</output>
    </div>
  );
}

/** All that happened besides bars. */
export function LogView(): JSX.Element {
  const entries = log.value;
  const problem = logProblem.value;
  const rows = entries?.filter(matches) ?? [];
  return (
    <Card title={text.what} class="log">
      {problem !== null && <Trouble title={problem.message} help={problem.help} />}
      <Filters count={rows.length} all={entries?.length ?? 0} />
      {entries === null && problem === null && <Skeleton label={text.loading} rows={8} />}
      {entries !== null && rows.length === 0 && (
        <Empty>{entries.length === 0 ? text.logEmpty : text.noMatch}</Empty>
      )}
      {rows.length > 0 && (
        <Table
          caption={text.tableOf(text.what)}
          rows={rows}
          columns={logColumns}
          identify={({ key }) => key}
          more={text.more}
        />
      )}
      {older.value !== null && (
        <p>
          <button type="button" class="plain" onClick={() => void loadOlder()}>
            {text.older}
          </button>
        </p>
      )}
    </Card>
  );
}
