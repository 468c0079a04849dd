import type { DeskEvent } from "../runtime/live/events.js";
import type { LiveStep, StrategyRecord } from "../runtime/live/store/live-store.js";

const timeText = (time: number): string => new Date(time).toISOString().slice(0, 16).replace("T", " ");

const amount = (value: number): string => String(Number(value.toPrecision(8)));

const money = (value: number): string => value.toFixed(2);

/** What a person is told of an event; nothing of bars on which nothing happened. */
export function linesOf(event: DeskEvent): readonly string[] {
  switch (event.kind) {
    case "step":
      return stepLines(event.strategy, event.step);
    case "note":
      return event.note.event === "session_started" || event.note.event === "session_resumed"
        ? [event.note.message]
        : [`note: ${event.note.message}`];
    case "store":
      return [
        event.state === "held" ? `store: ${event.message} Trading waits for it.` : "store: it is back.",
      ];
    case "switch":
      return [
        event.isStopped
          ? `${event.name === "all" ? "" : `${event.name} `}stopped by ${event.by}: nothing is entered${event.closes ? ", what is held is left at its next open" : ""}.`
          : `${event.name === "all" ? "trading" : event.name} goes on.`,
      ];
    case "feed":
    case "decided":
      return [];
  }
}

function stepLines({ name, market }: StrategyRecord, step: LiveStep): readonly string[] {
  if (step.mode === "warmup") return [];
  const late = step.mode === "late" ? " (made up for)" : "";
  const head = `${timeText(step.bar.time + market.interval)}  ${name}${late}`;
  return [
    ...step.orders.map(({ side, quantity, kind, status, price, reason }) =>
      status === "filled" || status === "partly_filled"
        ? `${head}  ${side} ${amount(quantity)} at ${amount(price ?? Number.NaN)} (${kind}; ${reason})`
        : `${head}  ${kind} to ${side} ${amount(quantity)} ${status}: ${reason}`,
    ),
    ...step.trades.map(
      ({ side, profit, exitReason }) =>
        `${head}  ${side} closed by ${exitReason}: ${profit < 0 ? "" : "+"}${money(profit)}, equity ${money(step.account.equity)}`,
    ),
    ...step.alerts.map(({ message }) => `${head}  alert: ${message}`),
  ];
}

/** One line a machine reads; null: nothing to tell. */
export function recordOf(event: DeskEvent): object | null {
  const schema = "sage.live/1";
  switch (event.kind) {
    case "step": {
      const { state: _, ...step } = event.step;
      const { id, name, market, portfolio } = event.strategy;
      return step.mode === "warmup"
        ? null
        : { schema, event: "step", strategy: { id, name, market, portfolio }, step };
    }
    case "note":
      return { schema, event: "note", note: event.note };
    case "store":
      return { schema, event: "store", state: event.state, message: event.message };
    case "switch":
      return {
        schema,
        event: "switch",
        name: event.name,
        isStopped: event.isStopped,
        closes: event.closes,
        by: event.by,
        reason: event.reason,
      };
    case "feed":
      return event.event.kind === "forming" ? null : { schema, event: "feed", feed: event.event };
    case "decided":
      return null;
  }
}
