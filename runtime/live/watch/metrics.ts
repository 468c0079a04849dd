import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../clock.js";
import type { DeskEvent, EventBus } from "../events.js";
import { judgeHealth, verdictOf, watchHealth } from "./health.js";
import { marketKey } from "../market.js";
import type { LiveStep, StrategyRecord } from "../store/live-store.js";

export interface DeskMetrics {
  /** All figures in Prometheus' text form. */
  metricsText(): Promise<string>;
  readonly contentType: string;
  readonly names: readonly string[];
  /** Ends the listening. */
  close(): void;
}

const ofStrategy = ["strategy", "id", "market"] as const;

const feedStates = ["connecting", "live", "silent", "reconnecting", "refused"] as const;

/** Texts beyond so many count as "other": a label must not grow for months. */
const mostReasons = 100;

const millisecondsPerSecond = 1000;

function makeInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    bars: counter("nailsage_bars_total", "Closed bars, each once for each market.", ["market"]),
    steps: counter("nailsage_steps_total", "Bars that strategies stepped through.", [...ofStrategy, "mode"]),
    decision: new Histogram({
      name: "nailsage_decision_seconds",
      help: "From the arrival of a closed bar to the decision on it, by the machine's clock; live bars only.",
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    age: gauge("nailsage_last_bar_age_seconds", "Time since the last known bar closed.", ["market"]),
    interval: gauge("nailsage_interval_seconds", "Time between two bars.", ["market"]),
    equity: gauge("nailsage_equity", "Money and positions at the last close.", ofStrategy),
    drawdown: gauge(
      "nailsage_drawdown_ratio",
      "Fall of equity from its highest since the process began, as a fraction.",
      ofStrategy,
    ),
    position: gauge("nailsage_position", "Base units held, negative when short.", ofStrategy),
    orders: counter("nailsage_orders_total", "Orders by what became of them.", [
      ...ofStrategy,
      "side",
      "status",
    ]),
    trades: counter("nailsage_trades_total", "Closed trades.", [...ofStrategy, "side", "exit_reason"]),
    signals: counter("nailsage_signals_total", "Conditions that came true, and what became of them.", [
      ...ofStrategy,
      "action",
      "outcome",
      "reason",
    ]),
    alerts: counter("nailsage_alerts_total", "Alerts of strategies.", ofStrategy),
    storeHeld: gauge("nailsage_store_held", "1 while the database is away and trading waits for it.", []),
    outages: counter("nailsage_store_outages_total", "How often the database was away.", []),
    feedState: gauge("nailsage_feed_state", "1 for the state that a market's feed is in.", [
      "market",
      "state",
    ]),
    gaps: counter("nailsage_gap_bars_total", "Bars that the venue itself does not have.", ["market"]),
    revisions: counter(
      "nailsage_revisions_total",
      "Bars that the venue changed after they were decided on.",
      ["market"],
    ),
    faults: counter("nailsage_feed_faults_total", "Messages of a venue that could not be read.", ["market"]),
    skew: gauge("nailsage_clock_skew_seconds", "How far the venue's clock goes ahead of ours.", ["market"]),
    stopped: gauge(
      "nailsage_switch_stopped",
      "How much the kill switch stops: strategies by their names, and everything as one.",
      [],
    ),
    ready: gauge("nailsage_ready", "1 while a check of readiness is good: feed, store or clock.", ["check"]),
    notes: counter("nailsage_notes_total", "Notes in the event log.", ["event", "severity"]),
  };
}

type Instruments = ReturnType<typeof makeInstruments>;

/** Counts steps, and keeps when the last bar of each market closed. */
function stepCounter(meters: Instruments) {
  /** Close of the last bar, by market. */
  const closes = new Map<string, number>();
  const peaks = new Map<number, number>();
  const reasons = new Set<string>();
  const reasonOf = (text: string): string => {
    if (reasons.size < mostReasons) reasons.add(text);
    return reasons.has(text) ? text : "other";
  };
  const take = (record: StrategyRecord, step: LiveStep): void => {
    const market = marketKey(record.market);
    const close = step.bar.time + record.market.interval;
    if (close > (closes.get(market) ?? Number.NEGATIVE_INFINITY)) {
      closes.set(market, close);
      meters.bars.inc({ market });
      meters.interval.set({ market }, record.market.interval / millisecondsPerSecond);
    }
    const labels = { strategy: record.name, id: String(record.id), market };
    const { equity, position } = step.account;
    const peak = Math.max(peaks.get(record.id) ?? record.capital, equity);
    peaks.set(record.id, peak);
    meters.steps.inc({ ...labels, mode: step.mode });
    meters.equity.set(labels, equity);
    meters.drawdown.set(labels, peak > 0 ? (peak - equity) / peak : 0);
    meters.position.set(labels, position);
    for (const { side, status } of step.orders) meters.orders.inc({ ...labels, side, status });
    for (const { side, exitReason } of step.trades)
      meters.trades.inc({ ...labels, side, exit_reason: exitReason });
    for (const { action, outcome, reason } of step.signals)
      meters.signals.inc({ ...labels, action, outcome, reason: reasonOf(reason) });
    if (step.alerts.length > 0) meters.alerts.inc(labels, step.alerts.length);
  };
  return { take, closes };
}

/** Figures of a desk for Prometheus, in a registry of their own. */
export function watchMetrics({ bus, clock }: { readonly bus: EventBus; readonly clock: Clock }): DeskMetrics {
  const registry = new Registry();
  const meters = makeInstruments(registry);
  const { take, closes } = stepCounter(meters);
  const health = watchHealth({ bus, clock });
  meters.storeHeld.set(0);
  meters.stopped.set(0);
  const stops = new Set<string>();
  const end = bus.listen((event) => {
    switch (event.kind) {
      case "step":
        return take(event.strategy, event.step);
      case "decided":
        for (const latency of event.latencies) meters.decision.observe(latency / millisecondsPerSecond);
        return;
      case "feed":
        return takeFeed(meters, event.event);
      case "note":
        return meters.notes.inc({ event: event.note.event, severity: event.note.severity });
      case "store":
        if (event.state === "held") meters.outages.inc();
        return meters.storeHeld.set(event.state === "held" ? 1 : 0);
      case "switch":
        if (event.isStopped) stops.add(event.name);
        else stops.delete(event.name);
        return meters.stopped.set(stops.size);
    }
  });
  return {
    contentType: registry.contentType,
    names: registry.getMetricsAsArray().map(({ name }) => name),
    metricsText: () => {
      const now = clock.now();
      for (const [market, close] of closes) meters.age.set({ market }, (now - close) / millisecondsPerSecond);
      const said = judgeHealth(health.facts());
      for (const check of ["feed", "store", "clock"] as const)
        meters.ready.set({ check }, verdictOf(said, check).isGood ? 1 : 0);
      return registry.metrics();
    },
    close: () => {
      end();
      health.close();
    },
  };
}

function takeFeed(meters: Instruments, event: Extract<DeskEvent, { kind: "feed" }>["event"]): void {
  const market = event.market === null ? "all" : marketKey(event.market);
  switch (event.kind) {
    case "forming":
      return;
    case "gap":
      return meters.gaps.inc({ market }, event.bars);
    case "revision":
      return meters.revisions.inc({ market });
    case "fault":
      return meters.faults.inc({ market });
    case "skew":
      return meters.skew.set({ market }, event.milliseconds / millisecondsPerSecond);
    case "state":
      for (const state of feedStates) meters.feedState.set({ market, state }, state === event.state ? 1 : 0);
  }
}
