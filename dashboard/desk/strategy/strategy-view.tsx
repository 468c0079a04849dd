import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Empty, Skeleton, State, Tile } from "../../interface/controls.js";
import { interval, money, percent, price, quantity, sense, signed, time } from "../../interface/format.js";
import { Table } from "../../interface/table.js";
import { text } from "../../text.js";
import { Age } from "../age.js";
import { CurveCard } from "../equity-card.js";
import { log } from "../log.js";
import { logColumns } from "../log-view.js";
import { useNews } from "../news.js";
import { go, route } from "../router.js";
import { losses, positions, stopOf, strategies, type DeskStrategy } from "../state.js";
import { DecisionPanel } from "./decision-panel.js";
import { Ledger } from "./ledger.js";
import { ModelPart } from "./model-part.js";
import { PriceCard } from "./price-card.js";
import { leave, selection } from "./selection.js";
import { SettingsPart } from "./settings-part.js";
import { SignalsPart } from "./signals-part.js";
import { readStrategyText } from "./strategy-text.js";
import { TradesPart } from "./trades-part.js";
import { useAnswer } from "./use-answer.js";

const words = text.ledger;
const partNames = ["trades", "signals", "model", "settings", "log"] as const;
type PartName = (typeof partNames)[number];

/** All that is known of one strategy. Its name is the heading of the page. */
export function StrategyView({ id }: { readonly id: number }): JSX.Element | null {
  const strategy = strategies.value?.get(id);
  const ledger = useMemo(() => new Ledger(id), [id]);
  const lost = losses.value;
  const isFirst = useRef(true);
  useEffect(() => {
    void ledger.begin();
    return () => ledger.end();
  }, [ledger, lost]);
  useEffect(() => {
    // What the beginning brings need not be asked for once more.
    if (!isFirst.current) void ledger.newer();
    isFirst.current = false;
  }, [strategy?.lastBar]);
  useEffect(() => leave, [id]);
  if (strategy === undefined) return null;
  const chosen = selection.value;
  return (
    <>
      <Head strategy={strategy} ledger={ledger} />
      <PriceCard ledger={ledger} />
      <CurveCard
        title={words.equityChart}
        query={`&strategy_id=${id}`}
        now={strategy.equity}
        at={strategy.lastBar === null ? null : strategy.lastBar + strategy.market.interval}
      />
      <Parts strategy={strategy} hasPanel={chosen?.strategy === id} />
    </>
  );
}

function Head({
  strategy,
  ledger,
}: {
  readonly strategy: DeskStrategy;
  readonly ledger: Ledger;
}): JSX.Element {
  const { market, equity, capital, unrealised } = strategy;
  const stop = stopOf(strategy);
  const profit = equity === null ? null : equity - capital;
  const held = positions.value?.get(strategy.id);
  const bars = ledger.shown.value?.bars;
  const close = bars?.close.at(-1) ?? null;
  const level = bars?.stop.at(-1) ?? held?.stop ?? null;
  return (
    <>
      <p class="facts">
        <span>{`${market.exchange} ${market.symbol} ${market.type} ${interval(market.interval)}`}</span>
        <State health={stop !== null ? "warn" : strategy.isRunning ? "good" : "idle"}>
          {stop !== null ? text.stopped : strategy.isRunning ? text.running : text.resting}
        </State>
        {stop !== null && <span>{text.stoppedBy(stop.by, stop.reason)}</span>}
        {strategy.tradedFrom !== null && <span>{`${text.tradedFrom} ${time(strategy.tradedFrom)}`}</span>}
      </p>
      <dl class="tiles" data-part="figures">
        <Tile label={text.equity} value={money(equity)} note={`${text.capital} ${money(capital)}`} />
        <Tile
          label={text.profit}
          value={signed(money(profit))}
          sense={sense(profit)}
          note={signed(percent(profit === null ? null : (100 * profit) / capital))}
        />
        <Tile
          label={text.unrealised}
          value={signed(money(unrealised))}
          sense={sense(unrealised)}
          note={close === null ? undefined : words.marked(price(close))}
        />
        <Tile
          label={text.position}
          value={quantity(strategy.position)}
          note={
            held === undefined
              ? words.flat
              : `${words.held(held.side, quantity(held.quantity), price(held.entryPrice))}${level === null ? "" : `, ${words.stopAt(price(level))}`}`
          }
        />
        <div>
          <dt>{text.age}</dt>
          <dd>
            <Age open={strategy.lastBar} interval={market.interval} />
          </dd>
          <dd class="note">{time(strategy.lastBar)}</dd>
        </div>
      </dl>
    </>
  );
}

/** What is shown below the charts: its address is `#/strategy/7/signals`. */
function Parts({
  strategy,
  hasPanel,
}: {
  readonly strategy: DeskStrategy;
  readonly hasPanel: boolean;
}): JSX.Element {
  const { id } = strategy;
  const named = route.value.parts[1];
  const part: PartName = partNames.find((name) => name === named) ?? "trades";
  const written = useAnswer(`/strategies/${id}/text`, readStrategyText);
  const [closed, setClosed] = useState(0);
  useNews({ channels: ["trades"], strategy: id }, ({ type, data }) => {
    if (type === "trade.new" && data["strategy_id"] === id) setClosed((count) => count + 1);
  });
  const chosen = selection.value;
  return (
    <div class={hasPanel ? "parts with-panel" : "parts"}>
      <section class="card" aria-label={words.partsLabel}>
        <Tabs id={id} part={part} />
        <div role="tabpanel" id="part" aria-labelledby={`part-${part}`} tabIndex={-1}>
          {part === "trades" && <TradesPart id={id} closed={closed} />}
          {part === "signals" && <SignalsPart id={id} written={written.value} version={strategy.lastBar} />}
          {part === "model" && <ModelPart id={id} />}
          {part === "settings" && <SettingsPart answer={written} parameters={strategy.parameters} />}
          {part === "log" && <LogPart id={id} />}
        </div>
      </section>
      {hasPanel && chosen !== null && <DecisionPanel chosen={chosen} written={written.value} />}
    </div>
  );
}

/** Arrows go from one to the next, as the pattern for tabs has it. */
function Tabs({ id, part }: { readonly id: number; readonly part: PartName }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const step = (by: number): void => {
    const place = (partNames.indexOf(part) + by + partNames.length) % partNames.length;
    go("strategy", id, partNames[place] ?? "trades");
    list.current?.querySelectorAll("button")[place]?.focus();
  };
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label={words.partsLabel}
      ref={list}
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        step(by);
      }}
    >
      {partNames.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`part-${name}`}
          aria-selected={name === part}
          aria-controls="part"
          tabIndex={name === part ? 0 : -1}
          onClick={() => go("strategy", id, name)}
        >
          {words.parts[name]}
        </button>
      ))}
    </div>
  );
}

function LogPart({ id }: { readonly id: number }): JSX.Element {
  const entries = log.value?.filter(({ strategy }) => strategy === id) ?? null;
  if (entries === null) return <Skeleton label={text.loading} rows={4} />;
  if (entries.length === 0) return <Empty>{text.logEmpty}</Empty>;
  return (
    <Table
      caption={words.parts.log}
      rows={entries}
      columns={logColumns.filter(({ key }) => key !== "strategy")}
      identify={({ key }) => key}
      more={text.more}
    />
  );
}
