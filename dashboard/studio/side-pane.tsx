import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Card, Empty, Skeleton, Tile } from "../interface/controls.js";
import { decimal, money, percent, sense, time } from "../interface/format.js";
import type { ParameterRange, RunView } from "./research/protocol.js";
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
  const strategy = studio.strategy.value;
  const parameters = strategy?.parameters ?? [];
  const isMoved = Object.keys(studio.values.value).length > 0;
  const reset = (
    <button type="button" class="plain" disabled={!isMoved} onClick={() => studio.reset()}>
      {words.reset}
    </button>
  );
  return (
    <Card title={words.parameters} aside={reset} class="parameters">
      {strategy === null && <Skeleton rows={2} label={words.loading} />}
      {strategy !== null && parameters.length === 0 && <Empty>{words.noParameters}</Empty>}
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

/** The latest run, but not while a pointer is held: what is pressed must still be there when it is let go. */
function useHeld(run: RunView | null): RunView | null {
  const [isHeld, setHeld] = useState(false);
  const shown = useRef(run);
  if (!isHeld) shown.current = run;
  useEffect(() => {
    const hold = (): void => setHeld(true);
    // The click comes after the pointer was let go.
    const letGo = (): void => void setTimeout(() => setHeld(false));
    addEventListener("pointerdown", hold, true);
    for (const name of ["pointerup", "pointercancel"] as const) addEventListener(name, letGo, true);
    return () => {
      removeEventListener("pointerdown", hold, true);
      for (const name of ["pointerup", "pointercancel"] as const) removeEventListener(name, letGo, true);
    };
  }, []);
  return shown.current;
}

function Trades({ studio }: { readonly studio: Studio }): JSX.Element {
  const run = useHeld(studio.settled.value);
  const trades = run?.trades;
  const sent = trades?.id.length ?? 0;
  const last = Array.from({ length: Math.min(rows, sent) }, (_, k) => sent - 1 - k);
  return (
    <Card
      title={words.trades}
      aside={<span class="note">{decimal(trades?.count ?? 0, 0)}</span>}
      class="grows"
    >
      {run === null && studio.refusal.value !== null ? (
        <Empty>{words.nothingRun}</Empty>
      ) : run === null ? (
        <Skeleton rows={8} label={words.loading} />
      ) : trades === undefined || sent === 0 ? (
        <Empty>{words.noTrades}</Empty>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={words.tradeList}>
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
                <TradeRow key={trades.id[k]} run={run} row={k} studio={studio} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function TradeRow(props: {
  readonly run: RunView;
  readonly row: number;
  readonly studio: Studio;
}): JSX.Element {
  const { run, row: k, studio } = props;
  const { trades } = run;
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
          onClick={() => void studio.explain(id, run.values)}
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
