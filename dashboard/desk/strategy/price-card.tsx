import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Card, Empty, Skeleton, Trouble } from "../../interface/controls.js";
import { money, price, quantity, time } from "../../interface/format.js";
import { zone } from "../../interface/settings.js";
import { Table, type Column as TableColumn } from "../../interface/table.js";
import { text } from "../../text.js";
import type { Bars, Ledger } from "./ledger.js";
import type { PriceChart } from "./price-chart.js";
import { spotted } from "./selection.js";

const words = text.ledger;
/** Rows of the table that says the same as the chart. */
const mostRows = 60;

interface View {
  readonly from: number;
  readonly to: number;
}

/** Candles of a strategy with what it plotted and did, and the same in words. */
export function PriceCard({ ledger }: { readonly ledger: Ledger }): JSX.Element {
  const shown = ledger.shown.value;
  const problem = ledger.problem.value;
  const [looked, setLooked] = useState<number | null>(null);
  const [view, setView] = useState<View | null>(null);
  const [hidden, setHidden] = useState(0);
  const chart = useRef<PriceChart | null>(null);
  const bars = shown?.bars ?? null;
  const count = bars?.time.length ?? 0;
  const row = looked === null || looked < 0 || looked >= count ? count - 1 : looked;
  return (
    <Card title={words.price} class="price" aside={<Steps ledger={ledger} chart={chart} count={count} />}>
      {problem !== null && (
        <Trouble
          title={problem.message}
          help={problem.help}
          action={{ label: words.again, run: () => void (bars === null ? ledger.begin() : ledger.newer()) }}
        />
      )}
      {bars !== null && count > 0 && <Legend bars={bars} row={row} />}
      <div class="stage">
        {bars === null && problem === null && <Skeleton label={text.loading} rows={10} />}
        {bars !== null && count === 0 && <Empty>{words.noBars}</Empty>}
        {bars !== null && count > 0 && (
          <Chart ledger={ledger} held={chart} onLook={setLooked} onView={setView} onHidden={setHidden} />
        )}
        {hidden > 0 && <p class="chart-note">{words.hiddenFills(hidden)}</p>}
      </div>
      {bars !== null && count > 0 && <AsTable bars={bars} view={view} />}
    </Card>
  );
}

function Steps(props: {
  readonly ledger: Ledger;
  readonly chart: { readonly current: PriceChart | null };
  readonly count: number;
}): JSX.Element {
  const { ledger, chart, count } = props;
  const isLoading = ledger.isLoading.value;
  return (
    <div class="buttons">
      <span class="muted" role="status">
        {isLoading ? words.loading : words.ofBars(count, ledger.shown.value?.bars.count ?? 0)}
      </span>
      {ledger.hasOlder && (
        <>
          <button type="button" class="plain" disabled={isLoading} onClick={() => void ledger.older()}>
            {words.loadOlder}
          </button>
          <button type="button" class="plain" disabled={isLoading} onClick={() => void ledger.all()}>
            {words.loadAll}
          </button>
        </>
      )}
      <button type="button" class="plain" onClick={() => chart.current?.showNewest()}>
        {words.newest}
      </button>
    </div>
  );
}

function Chart(props: {
  readonly ledger: Ledger;
  readonly held: { current: PriceChart | null };
  readonly onLook: (row: number | null) => void;
  readonly onView: (view: View) => void;
  readonly onHidden: (fills: number) => void;
}): JSX.Element {
  const { ledger, held, onLook, onView, onHidden } = props;
  const element = useRef<HTMLDivElement>(null);
  const by = zone.value;
  const shown = ledger.shown.value;
  const marked = spotted.value;
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    // What draws is large, and nothing else waits for it.
    void import("./price-chart.js").then(({ PriceChart: Drawn }) => {
      if (isOver || element.current === null) return;
      held.current = new Drawn(element.current, {
        onLook,
        onOlder: () => void ledger.older(),
        onHidden,
        onView: (from, to) => {
          // The table follows when the hand rests.
          if (timer !== null) clearTimeout(timer);
          timer = setTimeout(() => onView({ from, to }), 150);
        },
      });
      const known = ledger.shown.peek();
      if (known !== null) held.current.show({ ...known, change: "new" });
      held.current.spot(spotted.peek());
    });
    return () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      held.current?.end();
      held.current = null;
    };
  }, [by]);
  useEffect(() => {
    if (shown !== null) held.current?.show(shown);
  }, [shown]);
  useEffect(() => held.current?.spot(marked), [marked]);
  const bars = shown?.bars;
  const label = words.priceSays(
    time(bars?.time[0]),
    time(bars?.time.at(-1)),
    bars?.time.length ?? 0,
    price(bars?.close.at(-1)),
  );
  return (
    <div ref={element} class="chart tall" role="img" aria-label={label} tabIndex={0} data-part="price" />
  );
}

function Legend({ bars, row }: { readonly bars: Bars; readonly row: number }): JSX.Element {
  const figures = [
    [words.open, bars.open],
    [words.high, bars.high],
    [words.low, bars.low],
    [words.close, bars.close],
  ] as const;
  return (
    <p class="legend" data-part="legend">
      <span>{time(bars.time[row])}</span>
      {figures.map(([name, column]) => (
        <span key={name}>{`${name} ${price(column[row])}`}</span>
      ))}
      {bars.volume.some((value) => (value ?? 0) > 0) && (
        <span>{`${words.volume} ${quantity(bars.volume[row])}`}</span>
      )}
      {bars.plots.map(({ label, values }, k) => (
        <span key={k} class={`key plot-${(k % 6) + 1}`}>{`${label} ${price(values[row])}`}</span>
      ))}
      {bars.stop[row] !== null && <span class="key stop">{`${words.stop} ${price(bars.stop[row])}`}</span>}
      {bars.take[row] !== null && <span class="key take">{`${words.take} ${price(bars.take[row])}`}</span>}
    </p>
  );
}

/** The newest bars that are in view, for whoever cannot see the chart. */
function AsTable({ bars, view }: { readonly bars: Bars; readonly view: View | null }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const to = Math.min(view?.to ?? bars.time.length - 1, bars.time.length - 1);
  const from = Math.max(view?.from ?? 0, to - mostRows + 1);
  const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => to - k);
  const figure = (key: string, title: string, show: (row: number) => string): TableColumn<number> => ({
    key,
    title,
    show,
  });
  const columns: readonly TableColumn<number>[] = [
    { key: "time", title: text.time, isText: true, show: (row) => time(bars.time[row]) },
    figure("open", words.open, (row) => price(bars.open[row])),
    figure("high", words.high, (row) => price(bars.high[row])),
    figure("low", words.low, (row) => price(bars.low[row])),
    figure("close", words.close, (row) => price(bars.close[row])),
    ...bars.plots.map(({ label, values }, k) => figure(`plot ${k}`, label, (row) => price(values[row]))),
    figure("stop", words.stop, (row) => price(bars.stop[row])),
    figure("position", text.position, (row) => quantity(bars.position[row])),
    figure("equity", words.equity, (row) => money(bars.equity[row])),
  ];
  return (
    <details class="more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.asTable}</summary>
      {isOpen && (
        <Table
          caption={words.asTable}
          rows={rows}
          columns={columns}
          identify={(row) => row}
          more={text.more}
        />
      )}
    </details>
  );
}
