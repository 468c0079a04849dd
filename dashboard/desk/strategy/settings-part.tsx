import type { JSX } from "preact";
import { Empty, Skeleton, State, Trouble } from "../../interface/controls.js";
import { quantity } from "../../interface/format.js";
import { Table, type Column } from "../../interface/table.js";
import { text } from "../../text.js";
import { Source } from "./source.js";
import type { StrategyText } from "./strategy-text.js";
import type { Answer } from "./use-answer.js";

const words = text.ledger;
type Parameter = StrategyText["parameters"][number];

const columns: readonly Column<Parameter>[] = [
  {
    key: "name",
    title: words.parameter,
    isText: true,
    show: ({ name }) => <code>{name}</code>,
    sort: ({ name }) => name,
  },
  { key: "value", title: words.value, show: ({ value }) => quantity(value) },
  { key: "usual", title: words.usual, show: ({ usual }) => quantity(usual) },
  { key: "range", title: words.range, show: ({ low, high }) => `${quantity(low)} – ${quantity(high)}` },
];

/** The values that a strategy trades with, and the text that it was made from. */
export function SettingsPart(props: {
  readonly answer: Answer<StrategyText>;
  /** As the ledger has them, for where the text cannot be read. */
  readonly parameters: Readonly<Record<string, number>>;
}): JSX.Element {
  const { value, problem, again } = props.answer;
  const known =
    value?.parameters ??
    Object.entries(props.parameters).map(([name, own]) => ({
      name,
      value: own,
      usual: null,
      low: null,
      high: null,
    }));
  return (
    <>
      {problem !== null && (
        <Trouble title={problem.message} help={problem.help} action={{ label: words.again, run: again }} />
      )}
      {known.length === 0 ? (
        <Empty>{words.noParameters}</Empty>
      ) : (
        <Table
          caption={words.parameter}
          rows={known}
          columns={columns}
          identify={({ name }) => name}
          more={text.more}
        />
      )}
      {value === null && problem === null && <Skeleton label={text.loading} rows={8} />}
      {value !== null && (
        <>
          <h3>{words.textOf(value.path)}</h3>
          {!value.isCurrent && (
            <p>
              <State health="warn">{words.changed}</State>
            </p>
          )}
          {value.documentation !== "" && <p class="muted">{value.documentation}</p>}
          <Source text={value.text} label={words.textOf(value.path)} />
        </>
      )}
    </>
  );
}
