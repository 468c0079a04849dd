import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { fromWriteError } from "../../data/data-error.js";
import { makeFolder } from "../../data/make-folder.js";
import { sageHome } from "../../store/home.js";
import type { DeskEvent, EventBus } from "../events.js";
import { marketKey } from "../market.js";

export interface LiveLogOptions {
  /** File that lines are added to; default one a day of the start in `.sage/logs`. */
  readonly path?: string | undefined;
  /** Names this process among all lines. */
  readonly run: string;
}

export interface LiveLog {
  readonly path: string;
  close(): void;
}

/**
 * Writes what happens on a desk as JSON lines, each with event, level and time, and with strategy and market where it
 * concerns one. Bars on which nothing happened leave no line.
 * @throws DataError where the file cannot be written
 */
export function watchLog(bus: EventBus, { path = defaultPath(new Date()), run }: LiveLogOptions): LiveLog {
  const destination = openDestination(path);
  const logger = pino(
    {
      base: { run_id: run },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "message",
    },
    destination,
  );
  const end = bus.listen((event) => {
    for (const { level, ...line } of logLines(event)) logger[level](line);
  });
  return {
    path,
    close: () => {
      end();
      destination.close();
    },
  };
}

type LogLine = {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
} & Readonly<Record<string, unknown>>;

const levels = { info: "info", warning: "warn", error: "error" } as const;

/** Lines of one event, under the names of the API's channels where there are such. */
export function logLines(event: DeskEvent): readonly LogLine[] {
  switch (event.kind) {
    case "step": {
      const { strategy, step } = event;
      if (step.mode === "warmup") return [];
      const about = {
        strategy: strategy.name,
        strategy_id: strategy.id,
        market: marketKey(strategy.market),
        bar: step.number,
        mode: step.mode,
      };
      return [
        ...step.signals.map(
          (signal) => ({ level: "info", event: "signal.generated", ...about, signal }) as const,
        ),
        ...step.orders.map(
          (order) => ({ level: "info", event: `order.${order.status}`, ...about, order }) as const,
        ),
        ...step.trades.map(
          (trade) => ({ level: "info", event: "position.closed", ...about, trade }) as const,
        ),
        ...step.alerts.map((alert) => ({ level: "info", event: "alert", ...about, alert }) as const),
      ];
    }
    case "note": {
      const { event: name, severity, strategy, market, message, data, time } = event.note;
      const about = { strategy_id: strategy, market: market === null ? null : marketKey(market) };
      return [{ level: levels[severity], event: name, ...about, happened: time, message, data }];
    }
    case "store": {
      const level = event.state === "held" ? "error" : "info";
      return [{ level, event: `store_${event.state}`, message: event.message, waiting: event.waiting }];
    }
    // What the switch and the feed say is noted, and the note is a line.
    case "switch":
    case "feed":
    case "decided":
      return [];
  }
}

interface Destination {
  write(line: string): void;
  close(): void;
}

/** Lines go straight to the file; those that a full disk does not take are lost, for it must not end trading. */
function openDestination(path: string): Destination {
  let file: number;
  try {
    makeFolder(join(path, ".."));
    file = openSync(path, "a");
  } catch (error) {
    throw fromWriteError(error, path);
  }
  return {
    write: (line) => {
      try {
        writeSync(file, line);
      } catch {
        // Trading goes on.
      }
    },
    close: () => closeSync(file),
  };
}

const defaultPath = (now: Date): string =>
  join(sageHome(), "logs", `live-${now.toISOString().slice(0, 10)}.jsonl`);
