import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { EventBus } from "../events.js";
import { watchMetrics } from "./metrics.js";
import { key, market, minute, stepOf, troubleOf } from "./testing/events.js";

const clockAt = (now: number) => ({ now: () => now, sleep: () => Promise.resolve() });

/** Value of a line of the text form; undefined: no such line. */
function valueOf(text: string, start: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${start} `));
  return line === undefined ? undefined : Number(line.slice(start.length + 1));
}

const about = `strategy="cross",id="7",market="${key}"`;

test("figures follow what is told of a desk", async () => {
  const bus = new EventBus();
  const metrics = watchMetrics({ bus, clock: clockAt(3 * minute + 12_000) });
  bus.tell(stepOf(0, { mode: "warmup" }));
  bus.tell(stepOf(1, { account: { equity: 12_000, cash: 12_000, position: 0 } }));
  const signal = { bar: 2, time: 0, action: "enter", side: "long", rule: 0 } as const;
  bus.tell(
    stepOf(2, {
      account: { equity: 9_000, cash: 0, position: -1.5 },
      signals: [
        { ...signal, outcome: "order", reason: "fast over slow" },
        { ...signal, outcome: "ignored", reason: "cooldown" },
      ],
    }),
  );
  // The same bar of another strategy on the market is no other bar.
  bus.tell({ ...stepOf(2), strategy: { ...stepOf(2).strategy, id: 8, name: "other" } });
  bus.tell({ kind: "decided", latencies: [8, 8.5] });
  bus.tell({ kind: "decided", latencies: [7.5] });
  const text = await metrics.metricsText();
  expect(valueOf(text, `nailsage_bars_total{market="${key}"}`)).toBe(3);
  expect(valueOf(text, `nailsage_steps_total{${about},mode="live"}`)).toBe(2);
  expect(valueOf(text, `nailsage_steps_total{${about},mode="warmup"}`)).toBe(1);
  expect(valueOf(text, "nailsage_decision_seconds_count")).toBe(3);
  expect(valueOf(text, "nailsage_decision_seconds_sum")).toBeCloseTo(0.024, 12);
  expect(valueOf(text, 'nailsage_decision_seconds_bucket{le="0.005"}')).toBe(0);
  expect(valueOf(text, 'nailsage_decision_seconds_bucket{le="0.01"}')).toBe(3);
  expect(valueOf(text, `nailsage_last_bar_age_seconds{market="${key}"}`)).toBe(12);
  expect(valueOf(text, `nailsage_equity{${about}}`)).toBe(9_000);
  expect(valueOf(text, `nailsage_drawdown_ratio{${about}}`)).toBe(0.25);
  expect(valueOf(text, `nailsage_position{${about}}`)).toBe(-1.5);
  expect(
    valueOf(text, `nailsage_signals_total{${about},action="enter",outcome="ignored",reason="cooldown"}`),
  ).toBe(1);
});

test("store, switch and feed have their figures", async () => {
  const bus = new EventBus();
  const metrics = watchMetrics({ bus, clock: clockAt(0) });
  expect(valueOf(await metrics.metricsText(), "nailsage_store_held")).toBe(0);
  bus.tell({ kind: "store", state: "held", message: "away", waiting: 1 });
  bus.tell({ kind: "switch", name: "all", isStopped: true, closes: false, by: "me", reason: "" });
  bus.tell({ kind: "feed", event: { kind: "state", market, state: "live", message: "", at: 0 } });
  bus.tell({ kind: "feed", event: { kind: "state", market, state: "silent", message: "", at: 0 } });
  bus.tell({ kind: "feed", event: { kind: "gap", market, range: { from: 0, to: 4 * minute }, bars: 4 } });
  bus.tell({ kind: "feed", event: { kind: "skew", market, milliseconds: -2500 } });
  bus.tell(troubleOf("feed_gap", "4 bars"));
  const text = await metrics.metricsText();
  expect(valueOf(text, "nailsage_store_held")).toBe(1);
  expect(valueOf(text, "nailsage_switch_stopped")).toBe(1);
  expect(valueOf(text, `nailsage_feed_state{market="${key}",state="live"}`)).toBe(0);
  expect(valueOf(text, `nailsage_feed_state{market="${key}",state="silent"}`)).toBe(1);
  expect(valueOf(text, `nailsage_gap_bars_total{market="${key}"}`)).toBe(4);
  expect(valueOf(text, `nailsage_clock_skew_seconds{market="${key}"}`)).toBe(-2.5);
  expect(
    ["feed", "store", "clock"].map((check) => valueOf(text, `nailsage_ready{check="${check}"}`)),
  ).toEqual([0, 0, 0]);
  expect(valueOf(text, 'nailsage_notes_total{event="feed_gap",severity="warning"}')).toBe(1);
  metrics.close();
  bus.tell({ kind: "store", state: "back", message: "", waiting: 0 });
  expect(valueOf(await metrics.metricsText(), "nailsage_store_held")).toBe(1);
});

test("reasons do not grow for ever", async () => {
  const bus = new EventBus();
  const metrics = watchMetrics({ bus, clock: clockAt(0) });
  const signals = Array.from({ length: 150 }, (_, k) => ({
    bar: 1,
    time: 0,
    action: "enter" as const,
    side: "long" as const,
    rule: 0,
    outcome: "ignored" as const,
    reason: `reason ${k}`,
  }));
  bus.tell(stepOf(1, { signals }));
  const start = `nailsage_signals_total{${about},action="enter",outcome="ignored",reason=`;
  const text = await metrics.metricsText();
  expect(text.split("\n").filter((line) => line.startsWith(start))).toHaveLength(101);
  expect(valueOf(text, `${start}"other"}`)).toBe(50);
});

test("the dashboard shows every figure and no other", () => {
  const path = join(import.meta.dirname, "../../../dashboard/grafana/nailsage.json");
  const schema = z.object({
    panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })),
  });
  const { panels } = schema.parse(JSON.parse(readFileSync(path, "utf8")));
  const shown = panels
    .flatMap(({ targets }) => targets)
    .flatMap(({ expr }) => expr.match(/nailsage_\w+/g) ?? [])
    .map((name) => name.replace(/_bucket$/, ""));
  const { names } = watchMetrics({ bus: new EventBus(), clock: clockAt(0) });
  expect([...new Set(shown)].toSorted()).toEqual(names.toSorted());
});
