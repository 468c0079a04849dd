import type { Clock } from "../runtime/live/clock.js";
import type { DeskEvent } from "../runtime/live/events.js";
import { marketKey } from "../runtime/live/market.js";
import type { LiveStep, StrategyRecord } from "../runtime/live/store/live-store.js";
import { ageText } from "../runtime/live/watch/health.js";
import { alignColumns } from "./columns.js";
import { linesOf } from "./live-lines.js";

/** What the view draws on: standard output of a terminal. */
export interface Screen {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

export interface LiveView {
  tell(event: DeskEvent): void;
  /** A line that scrolls by above the table. */
  say(line: string): void;
  draw(): void;
  /** Draws a last time and leaves the terminal as it was. */
  close(): void;
}

interface Row {
  readonly strategy: StrategyRecord;
  readonly step: LiveStep;
  /** Day of the last bar, and equity at its beginning (UTC). */
  readonly day: number;
  readonly dayEquity: number;
  readonly signal: string;
}

const dayLength = 86_400_000;
const between = 250;

/** Parts of a control sequence: to the first column, so many lines up, and everything below erased. */
const eraseLines = (count: number): string =>
  count === 0 ? "" : `\r${count > 1 ? `\u001b[${count - 1}A` : ""}\u001b[J`;

/** One line a strategy that changes in place; what happens scrolls by above it. */
export function openLiveView(screen: Screen, clock: Pick<Clock, "now">): LiveView {
  const rows = new Map<number, Row>();
  const stopped = new Set<string>();
  let news: string[] = [];
  let drawn = 0;
  const draw = (): void => {
    const width = Math.max(20, screen.columns ?? 100);
    const most = Math.max(2, (screen.rows ?? 24) - 2);
    const cut = (line: string): string => (line.length > width ? `${line.slice(0, width - 1)}…` : line);
    const table = [...stoppedLine(stopped), ...tableOf([...rows.values()], clock.now())];
    // A block taller than the screen could not be erased.
    const shown =
      table.length <= most ? table : [...table.slice(0, most - 1), `… ${table.length - most + 1} more`];
    // What has scrolled by may take several lines: only the table is counted to be erased.
    const above = news.map((line) => `${line}\n`).join("");
    news = [];
    screen.write(`${eraseLines(drawn)}${above}${shown.map(cut).join("\n")}`);
    drawn = shown.length;
  };
  const timer = setInterval(draw, between);
  timer.unref();
  return {
    tell: (event) => {
      if (event.kind === "step") rows.set(event.strategy.id, rowAfter(rows.get(event.strategy.id), event));
      if (event.kind === "switch") {
        if (event.isStopped) stopped.add(event.name);
        else stopped.delete(event.name);
      }
      news.push(...linesOf(event));
    },
    say: (line) => void news.push(line),
    draw,
    close: () => {
      clearInterval(timer);
      draw();
      if (drawn > 0) screen.write("\n");
    },
  };
}

function rowAfter(before: Row | undefined, { strategy, step }: Extract<DeskEvent, { kind: "step" }>): Row {
  const day = Math.floor(step.bar.time / dayLength);
  const { equity } = step.account;
  const last = step.signals.at(-1);
  return {
    strategy,
    step,
    day,
    dayEquity:
      before === undefined ? equity : before.day === day ? before.dayEquity : before.step.account.equity,
    signal: last === undefined ? (before?.signal ?? "") : `${last.action} ${last.side}: ${last.reason}`,
  };
}

function stoppedLine(stopped: ReadonlySet<string>): readonly string[] {
  if (stopped.size === 0) return [];
  return [stopped.has("all") ? "STOPPED: nothing is entered" : `STOPPED: ${[...stopped].join(", ")}`];
}

/** A head and one line a strategy. */
function tableOf(rows: readonly Row[], now: number): readonly string[] {
  if (rows.length === 0) return ["waiting for bars …"];
  return alignColumns(
    [
      ["strategy", "market", "bar", "position", "equity", "today", "last signal"],
      ...rows.map(({ strategy, step, dayEquity, signal }) => {
        const { equity, position } = step.account;
        const profit = equity - dayEquity;
        return [
          strategy.name,
          marketKey(strategy.market),
          step.mode === "warmup" ? "warm-up" : ageText(now - step.bar.time - strategy.market.interval),
          position === 0 ? "flat" : String(Number(position.toPrecision(6))),
          equity.toFixed(2),
          `${profit < 0 ? "" : "+"}${profit.toFixed(2)}`,
          signal,
        ];
      }),
    ],
    ["left", "left", "right", "right", "right", "right", "left"],
  );
}
