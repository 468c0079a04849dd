import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Card, Empty } from "../../../interface/controls.js";
import { decimal, interval, time } from "../../../interface/format.js";
import type { StoredRun } from "../../host.js";
import type { RunView } from "../../research/protocol.js";
import type { Studio } from "../../state.js";
import { words as studioWords } from "../../words.js";
import type { ViewProps } from "../research-view.js";
import { share, valueText } from "../values.js";
import { viewWords } from "../words.js";
import { EquityCurves, type NamedRun } from "./curves.js";

const words = viewWords.compare;
/** More columns than these are no comparison. */
const most = 6;
const chosen = signal<readonly string[]>([]);

/** A run of the page or of the command line, as a column. */
interface Compared {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  readonly kind: string;
  readonly data: string;
  readonly bars: number | null;
  readonly values: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly run: RunView | null;
}

type Column = Compared & { readonly letter: string };

/** Runs side by side: settings, values, statistics, curves. */
export function ComparePane({ studio }: ViewProps): JSX.Element {
  const kept = studio.kept.value.map(ofKept);
  const stored = studio.stored.value.map(ofStored);
  const all = [...kept, ...stored];
  const shown = chosen.value.flatMap((id) => all.find((each) => each.id === id) ?? []);
  const columns = (shown.length > 0 ? shown : kept.slice(0, 2)).map((each, k) => ({
    ...each,
    // A letter has room at the end of its line.
    letter: String.fromCharCode(65 + k),
  }));
  const curves = columns.flatMap(({ letter, run }): NamedRun[] =>
    run === null ? [] : [{ name: letter, run }],
  );
  return (
    <>
      <Card
        title={words.choose}
        aside={
          <button
            type="button"
            class="plain"
            disabled={studio.run.value === null}
            onClick={() => studio.keep()}
          >
            {words.keep}
          </button>
        }
      >
        {all.length === 0 ? (
          <Empty>{words.empty}</Empty>
        ) : (
          <div class="scroll choices" tabIndex={0} role="group" aria-label={words.choose}>
            <Choices title={words.kept} runs={kept} columns={columns} />
            <Choices title={words.stored} runs={stored} columns={columns} />
          </div>
        )}
      </Card>
      {columns.length > 0 && (
        <>
          <Card title={words.curves} class="fixed">
            {curves.length === 0 ? <Empty>{words.noCurve}</Empty> : <EquityCurves runs={curves} />}
          </Card>
          <SideBySide columns={columns} studio={studio} />
        </>
      )}
    </>
  );
}

function Choices(props: {
  readonly title: string;
  readonly runs: readonly Compared[];
  readonly columns: readonly Compared[];
}): JSX.Element | null {
  const { title, runs, columns } = props;
  if (runs.length === 0) return null;
  const ids = columns.map(({ id }) => id);
  const turn = (id: string, isOn: boolean): void => {
    chosen.value = isOn ? [...ids, id].slice(-most) : ids.filter((each) => each !== id);
  };
  return (
    <fieldset class="plain">
      <legend class="note">{title}</legend>
      {runs.map(({ id, name, metrics }) => (
        <label key={id} class="check">
          <input
            type="checkbox"
            checked={ids.includes(id)}
            onChange={({ currentTarget }) => turn(id, currentTarget.checked)}
          />
          <span>{name}</span>
          <span class="note">{share(metrics["totalReturn"])}</span>
        </label>
      ))}
    </fieldset>
  );
}

function SideBySide({
  columns,
  studio,
}: {
  readonly columns: readonly Column[];
  readonly studio: Studio;
}): JSX.Element {
  const names = [...new Set(columns.flatMap(({ values }) => Object.keys(values)))];
  const kinds = new Map(studio.strategy.value?.parameters.map(({ name, kind }) => [name, kind]));
  return (
    <Card title={words.table}>
      <div class="scroll" tabIndex={0} role="group" aria-label={words.table}>
        <table data-part="compare">
          <thead>
            <tr>
              <th scope="col" class="text">
                {words.what}
              </th>
              {columns.map(({ id, name, letter, values }) => (
                <th key={id} scope="col">
                  <span class="side">
                    {letter}: {name}
                  </span>
                  <button
                    type="button"
                    class="plain"
                    aria-label={`${words.use}: ${name}`}
                    onClick={() => studio.adopt(values)}
                  >
                    {words.use}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <Rows
            title={words.settings}
            columns={columns}
            rows={[
              [studioWords.strategies, ({ strategy }) => strategy],
              [words.kind, ({ kind }) => kind],
              [words.data, ({ data }) => data],
              [words.bars, ({ bars }) => decimal(bars, 0)],
            ]}
          />
          <Rows
            title={words.parameters}
            columns={columns}
            rows={names.map((name) => [
              name,
              ({ values }) => valueText(values[name], kinds.get(name) ?? "number"),
            ])}
          />
          <Rows title={words.statistics} columns={columns} rows={statistics} />
        </table>
      </div>
    </Card>
  );
}

type Row = readonly [string, (run: Compared) => string];

const fractions = new Set(["totalReturn", "cagr", "maxDrawdown", "winRate", "exposure", "buyAndHoldReturn"]);

const statistics: readonly Row[] = Object.entries(studioWords.metrics).map(([name, title]): Row => [
  title,
  ({ metrics }) =>
    !(name in metrics)
      ? "–"
      : fractions.has(name)
        ? share(metrics[name], 2)
        : decimal(metrics[name], name === "tradeCount" ? 0 : 2),
]);

function Rows(props: {
  readonly title: string;
  readonly columns: readonly Compared[];
  readonly rows: readonly Row[];
}): JSX.Element {
  const { title, columns, rows } = props;
  return (
    <tbody>
      <tr class="group">
        <th scope="rowgroup" class="text" colSpan={columns.length + 1}>
          {title}
        </th>
      </tr>
      {rows.map(([name, show]) => {
        const cells = columns.map(show);
        const differs = cells.some((cell) => cell !== cells[0]);
        return (
          <tr key={name} class={differs ? "differs" : ""}>
            <th scope="row" class="text">
              {name}
            </th>
            {columns.map(({ id }, k) => (
              <td key={id}>{cells[k]}</td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}

const valuesIn = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${valueText(value, "number")}`)
    .join(", ");

function ofKept(run: RunView): Compared {
  return {
    id: run.runId,
    name: `${run.strategy} ${valuesIn(run.values)}`,
    strategy: run.strategy,
    kind: "backtest",
    data: run.data,
    bars: run.bars,
    values: run.values,
    metrics: run.metrics,
    run,
  };
}

function ofStored(run: StoredRun): Compared {
  const { totalReturn, sharpe, maxDrawdown, trades, interval: each } = run;
  return {
    id: run.id,
    name: `${run.strategy} ${time(run.created).slice(0, 16)}`,
    strategy: run.strategy,
    kind: run.kind,
    data: `${run.data} ${interval(each)}`,
    bars: run.bars,
    values: run.parameters,
    metrics: { totalReturn, sharpe, maxDrawdown, tradeCount: trades },
    run: null,
  };
}
