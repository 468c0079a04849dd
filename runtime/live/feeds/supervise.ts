import type { Clock } from "../clock.js";
import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";
import type { FeedEvent, LiveFeed } from "./feed.js";
import type { BarSource, TimeRange } from "./source.js";
import { patientHistory } from "./patient-history.js";
import { Supervision } from "./supervision.js";

export interface SuperviseOptions {
  readonly clock: Clock;
  /** Of the chance in waiting times. */
  readonly seed?: number;
  /** Milliseconds in which a sound connection says something; default the shortest interval, at most a minute. */
  readonly heartbeat?: number;
  /** Milliseconds after a close that the stream has to tell it before history is asked; default 2,000. */
  readonly patience?: number;
  /** Milliseconds by which the venue's clock may differ before it is told; default 1,000. */
  readonly tolerableSkew?: number;
  /** Bars from the stream after which they are compared with history; 0 never; default 16. */
  readonly checkEvery?: number;
  /** Events that may wait for the consumer before reading stops; default 4,096. */
  readonly waitingEvents?: number;
  /** Keeps a replay's time still while the consumer works. */
  readonly hold?: () => () => void;
}

/** Makes a venue's raw protocol dependable: see `FeedEvent` for what is promised. */
export function superviseSource(source: BarSource, options: SuperviseOptions): LiveFeed {
  const running = new Set<AbortController>();
  return {
    history: (market: Market, range: TimeRange, signal: AbortSignal): Promise<readonly LiveBar[]> =>
      patientHistory(source, market, range, { clock: options.clock, seed: options.seed ?? 1, signal }),
    async *events(markets, signal): AsyncGenerator<FeedEvent> {
      const stop = new AbortController();
      const forward = (): void => stop.abort(signal.reason);
      if (signal.aborted) return;
      signal.addEventListener("abort", forward, { once: true });
      running.add(stop);
      const supervision = new Supervision(source, markets, options, stop);
      const finished = supervision.run();
      try {
        yield* supervision.queue;
      } finally {
        stop.abort();
        signal.removeEventListener("abort", forward);
        running.delete(stop);
        await finished;
      }
    },
    async close(): Promise<void> {
      for (const stop of running) stop.abort();
      await source.close();
    },
  };
}
