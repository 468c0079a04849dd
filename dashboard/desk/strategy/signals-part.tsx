import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Choice, Empty, Skeleton, State, Trouble } from "../../interface/controls.js";
import { price, time } from "../../interface/format.js";
import { Table, type Column } from "../../interface/table.js";
import { text } from "../../text.js";
import { figure, words as textOf, wordsOrNull, type Fields } from "../fields.js";
import { choose, selection } from "./selection.js";
import type { StrategyText } from "./strategy-text.js";
import { useList } from "./use-list.js";

const words = text.ledger;
const pageSize = 200;

interface SignalRow {
  readonly id: number;
  readonly time: number | null;
  readonly action: string;
  readonly side: string;
  readonly rule: number | null;
  /** Why no order followed; null: one did. */
  readonly reason: string | null;
  readonly price: number | null;
}

function readSignal(fields: Fields): SignalRow | null {
  const { id } = fields;
  if (typeof id !== "number") return null;
  return {
    id,
    time: figure(fields["timestamp"]),
    action: textOf(fields["action"]),
    side: textOf(fields["side"]),
    rule: figure(fields["rule"]),
    reason: wordsOrNull(fields["rejection_reason"]),
    price: figure(fields["price_at_signal"]),
  };
}

/** Signals, the newest first, with the rule behind each and what became of it. @param version rises with each bar */
export function SignalsPart(props: {
  readonly id: number;
  readonly written: StrategyText | null;
  readonly version: unknown;
}): JSX.Element {
  const { id, written } = props;
  const [outcome, setOutcome] = useState<"all" | "order" | "ignored">("all");
  const [version, setVersion] = useState(props.version);
  const filter = outcome === "all" ? "" : `&outcome=${outcome}`;
  const path = `/signals?strategy_id=${id}&limit=${pageSize}${filter}`;
  const { list, problem, more, again } = useList(path, "signals", readSignal, version);
  // While the first part is all that is shown nothing is lost by reading it anew.
  useEffect(() => {
    if ((list?.rows.length ?? 0) <= pageSize) setVersion(props.version);
  }, [props.version]);
  return (
    <>
      <div class="filter">
        <Choice
          legend={words.outcome}
          value={outcome}
          options={(["all", "order", "ignored"] as const).map((value) => ({
            value,
            label: words.signalFilter[value],
          }))}
          onChoose={setOutcome}
        />
      </div>
      {problem !== null && (
        <Trouble title={problem.message} help={problem.help} action={{ label: words.again, run: again }} />
      )}
      {list === null && problem === null && <Skeleton label={text.loading} rows={6} />}
      {list !== null && list.rows.length === 0 && <Empty>{words.noSignals}</Empty>}
      {list !== null && list.rows.length > 0 && (
        <Table
          caption={words.parts.signals}
          rows={list.rows}
          columns={columnsOf(id, written)}
          identify={(row) => row.id}
          more={text.more}
          rowClass={(row) =>
            selection.value?.kind === "signal" && selection.value.id === row.id ? "chosen" : undefined
          }
        />
      )}
      {list !== null && list.hasMore && (
        <p>
          <button type="button" class="plain" onClick={more}>
            {text.older}
          </button>
        </p>
      )}
    </>
  );
}

function columnsOf(id: number, written: StrategyText | null): readonly Column<SignalRow>[] {
  const ruleOf = (row: SignalRow): string => {
    const rule = written?.rules.find((one) => one.action === row.action && one.rule === row.rule);
    return rule === undefined ? "" : `${words.line(rule.line)}: ${rule.text}`;
  };
  return [
    {
      key: "why",
      title: words.why,
      isText: true,
      show: (row) => (
        <button
          type="button"
          class="plain small"
          aria-label={words.whySignal(row.id)}
          onClick={({ currentTarget }) => choose({ strategy: id, kind: "signal", id: row.id }, currentTarget)}
        >
          {words.why}
        </button>
      ),
    },
    { key: "number", title: words.number, show: (row) => String(row.id), sort: (row) => row.id },
    { key: "time", title: text.time, isText: true, show: (row) => time(row.time), sort: (row) => row.time },
    {
      key: "action",
      title: words.action,
      isText: true,
      show: (row) => `${row.action} ${row.side}`,
      sort: (row) => `${row.action} ${row.side}`,
    },
    {
      key: "rule",
      title: words.rule,
      isText: true,
      isMinor: true,
      isWrapped: true,
      show: (row) => <code>{ruleOf(row)}</code>,
    },
    {
      key: "price",
      title: words.priceAt,
      isMinor: true,
      show: (row) => price(row.price),
      sort: (row) => row.price,
    },
    {
      key: "outcome",
      title: words.outcome,
      isText: true,
      isWrapped: true,
      show: (row) =>
        row.reason === null ? (
          <State health="good">{words.ordered}</State>
        ) : (
          <State health="idle">{row.reason}</State>
        ),
      sort: (row) => row.reason ?? "",
    },
  ];
}
