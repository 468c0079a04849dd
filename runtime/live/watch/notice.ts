import type { DeskEvent } from "../events.js";
import { marketKey } from "../market.js";

/** What somebody is told who does not sit before the screen. */
export interface Notice {
  readonly kind: "trade" | "alert" | "trouble" | "switch";
  readonly severity: "info" | "warning" | "error";
  /** Notices of one key within a while are one. */
  readonly key: string;
  readonly text: string;
  /** Epoch milliseconds of what happened; null: now. */
  readonly time: number | null;
}

/** Somewhere notices go. */
export interface NoticeChannel {
  /** "webhook", "telegram", "discord", "mail". */
  readonly name: string;
  /** @throws WatchError without address, token or password */
  send(notice: Notice, signal: AbortSignal): Promise<void>;
}

/** What of an event is worth telling; most are worth nothing. */
export function noticesOf(event: DeskEvent): readonly Notice[] {
  switch (event.kind) {
    case "step":
      return stepNotices(event);
    case "note": {
      const { event: name, severity, market, strategy, message, time } = event.note;
      // The switch tells by itself, and its notes would tell it twice.
      if (severity === "info" || name.startsWith("switch_")) return [];
      const where = market === null ? "" : `${marketKey(market)}: `;
      const key = `${name} ${where}${strategy ?? ""}`;
      return [{ kind: "trouble", severity, key, text: `${where}${message}`, time }];
    }
    case "store":
      return [
        event.state === "held"
          ? {
              kind: "trouble",
              severity: "error",
              key: "store held",
              text: `${event.message} Trading waits for it.`,
              time: null,
            }
          : { kind: "trouble", severity: "info", key: "store back", text: "The store is back.", time: null },
      ];
    case "switch": {
      const closes = event.closes ? ", and what is held is left at its next open" : "";
      const what = event.name === "all" ? "Trading" : event.name;
      const why = event.reason === "" ? "" : ` (${event.reason})`;
      const text = event.isStopped
        ? `${what} was stopped by ${event.by}${closes}${why}.`
        : `${what} goes on; it was stopped by ${event.by}.`;
      const key = `switch ${event.name} ${event.isStopped} ${event.closes}`;
      return [{ kind: "switch", severity: event.isStopped ? "warning" : "info", key, text, time: null }];
    }
    case "feed":
    case "decided":
      return [];
  }
}

function stepNotices({ strategy, step }: Extract<DeskEvent, { kind: "step" }>): readonly Notice[] {
  if (step.mode === "warmup" || step.mode === "watched") return [];
  const who = `${strategy.name} on ${marketKey(strategy.market)}`;
  const time = step.bar.time + strategy.market.interval;
  const key = `${strategy.id} ${step.number}`;
  const equity = step.account.equity.toFixed(2);
  return [
    ...step.trades.map(({ id, side, profit, exitReason }): Notice => ({
      kind: "trade",
      severity: "info",
      key: `trade ${key} ${id}`,
      text: `${who}: ${side} closed by ${exitReason}, ${profit < 0 ? "" : "+"}${profit.toFixed(2)}, equity ${equity}`,
      time,
    })),
    ...step.alerts.map(({ alert, message }): Notice => ({
      kind: "alert",
      severity: "info",
      key: `alert ${key} ${alert}`,
      text: `${who}: ${message}`,
      time,
    })),
  ];
}
