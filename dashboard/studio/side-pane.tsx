import type { JSX } from "preact";
import { Card, Empty, Tile } from "../interface/controls.js";
import { decimal, money, percent, sense, time } from "../interface/format.js";
import type { ParameterRange, RunView, TradeColumns } from "./research/protocol.js";
import type { Studio } from "./state.js";
import { valueText } from "./views/values.js";
import { words } from "./words.js";

/** More are no list to be read. */
const rows = 100;

export function SidePane({ studio }: { readonly studio: Studio }): JSX.Element {
  return (
    <>
      <Parameters studio={studio} />
      <Statistics studio={studio} />
      <Trades studio={studio} />
    </>
  );
}

function Parameters({ studio }: { readonly studio: Studio }): JSX.Element {
  const parameters = studio.strategy.value?.parameters ?? [];
  const isMoved = Object.keys(studio.values.value).length > 0;
  const reset = (
    <button type="button" class="plain" disabled={!isMoved} onClick={() => studio.reset()}>
      {words.reset}
    </button>
  );
  return (
    <Card title={words.parameters} aside={reset}>
      {parameters.length === 0 && <Empty>{words.noParameters}</Empty>}
      {parameters.map((parameter) => (
        <Slider key={parameter.name} parameter={parameter} studio={studio} />
      ))}
    </Card>
  );
}

function Slider(props: { readonly parameter: ParameterRange; readonly studio: Studio }): JSX.Element {
  const { name, kind, value: written, low, high, step } = props.parameter;
  const value = props.studio.values.value[name] ?? written;
  const shown = valueText(value, kind);
  const label = `${shown}${kind === "bars" ? " bars" : ""}`;
  return (
    <label class="slider">
      <span>{name}</span>
      <output>{label}</output>
      <input
        type="range"
        name={name}
        min={low}
        max={high}
        step={step > 0 ? step : (high - low) / 200 || 1}
        value={value}
        aria-valuetext={label}
        onInput={({ currentTarget }) => props.studio.set(name, Number(currentTarget.value))}
      />
    </label>
  );
}

type Shown = keyof typeof words.metrics;

const fractions: ReadonlySet<Shown> = new Set([
  "totalReturn",
  "cagr",
  "maxDrawdown",
  "winRate",
  "exposure",
  "buyAndHoldReturn",
]);
const coloured: ReadonlySet<Shown> = new Set(["totalReturn", "cagr", "sharpe", "sortino"]);

function figure(name: Shown, { metrics }: RunView): string {
  const value = metrics[name];
  if (name === "tradeCount") return decimal(value, 0);
  return fractions.has(name)
    ? percent(value === null || value === undefined ? null : 100 * value)
    : decimal(value, 2);
}

// In the order of the words.
const shownMetrics = Object.keys(words.metrics).filter((name): name is Shown => name in words.metrics);

function Statistics({ studio }: { readonly studio: Studio }): JSX.Element {
  const run = studio.run.value;
  return (
    <Card title={words.statistics}>
      <dl class="tiles" data-part="statistics">
        {shownMetrics.map((name) => (
          <Tile
            key={name}
            label={words.metrics[name]}
            value={run === null ? "–" : figure(name, run)}
            sense={coloured.has(name) ? sense(run?.metrics[name]) : undefined}
          />
        ))}
      </dl>
    </Card>
  );
}

function Trades({ studio }: { readonly studio: Studio }): JSX.Element {
  const trades = studio.settled.value?.trades;
  const sent = trades?.id.length ?? 0;
  const last = Array.from({ length: Math.min(rows, sent) }, (_, k) => sent - 1 - k);
  return (
    <Card
      title={words.trades}
      aside={<span class="note">{decimal(trades?.count ?? 0, 0)}</span>}
      class="grows"
    >
      {trades === undefined || sent === 0 ? (
        <Empty>{words.noTrades}</Empty>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={words.trades}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.columns.number}</th>
                <th scope="col">
                  <span class="hidden">{words.explain}</span>
                </th>
                <th scope="col" class="text">
                  {words.columns.side}
                </th>
                <th scope="col">{words.columns.entry}</th>
                <th scope="col">{words.columns.profit}</th>
                <th scope="col">{words.columns.return}</th>
                <th scope="col" class="text">
                  {words.columns.reason}
                </th>
              </tr>
            </thead>
            <tbody>
              {last.map((k) => (
                <TradeRow key={trades.id[k]} trades={trades} row={k} studio={studio} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function TradeRow(props: {
  readonly trades: TradeColumns;
  readonly row: number;
  readonly studio: Studio;
}): JSX.Element {
  const { trades, row: k, studio } = props;
  const id = trades.id[k] ?? 0;
  const profit = trades.profit[k] ?? 0;
  return (
    <tr>
      <td>{decimal(id, 0)}</td>
      <td>
        <button
          type="button"
          class="plain"
          aria-label={`${words.explain} ${id}`}
          onClick={() => void studio.explain(id)}
        >
          {words.explain}
        </button>
      </td>
      <td class="text">{trades.side[k] === 1 ? words.side.long : words.side.short}</td>
      <td>{time(trades.entryTime[k])}</td>
      <td class={sense(profit)}>{money(profit)}</td>
      <td class={sense(profit)}>{percent(100 * (trades.return[k] ?? 0))}</td>
      <td class="text">{(trades.reasons[trades.exitReason[k] ?? 0] ?? "").replaceAll("_", " ")}</td>
    </tr>
  );
}
