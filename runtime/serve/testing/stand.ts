import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBus } from "../../live/events.js";
import type { StrategyRecord } from "../../live/store/live-store.js";
import { openStore } from "../../live/store/open-store.js";
import type { SqlStore } from "../../live/store/sql-store.js";
import { beginning, minute, story, wanted } from "../../live/store/testing/steps.js";
import type { ServeOptions } from "../context.js";
import { serve, type Serving } from "../serve.js";

/** A real store with a strategy's first bars, and a server over it on a port of this machine. */
export interface Stand {
  readonly folder: string;
  readonly store: SqlStore;
  readonly strategy: StrategyRecord;
  readonly bus: EventBus;
  readonly serving: Serving;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly post: (
    path: string,
    body: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  readonly end: () => Promise<void>;
}

/** Five minutes after the first bar: the last that is stored closed a minute ago. */
export const now = beginning + 5 * minute;

export async function makeStand(
  options: Partial<ServeOptions> & { readonly hasBus?: boolean } = {},
  prepare: (folder: string) => void = () => undefined,
): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), "sage-serve-"));
  prepare(folder);
  const store = await openStore(join(folder, "live.db"), () => now);
  const strategy = await store.strategy(wanted());
  await store.lock(strategy.id);
  await store.commit(story(strategy.id));
  await store.note({
    time: now,
    event: "feed_gap",
    severity: "warning",
    strategy: strategy.id,
    market: strategy.market,
    message: "3 bars are missing",
    data: { bars: 3 },
  });
  const bus = new EventBus();
  const { hasBus = true, ...own } = options;
  const serving = await serve({
    store,
    bus: hasBus ? bus : undefined,
    listen: "127.0.0.1:0",
    clock: { now: () => now, sleep: () => Promise.resolve() },
    tokens: join(folder, "tokens.json"),
    environmentToken: "",
    switchFile: join(folder, "stop"),
    rateLimit: { perSecond: 10_000, burst: 10_000 },
    ...own,
  });
  return {
    folder,
    store,
    strategy,
    bus,
    serving,
    get: (path, headers = {}) => fetch(`${serving.address}${path}`, { headers }),
    post: (path, body, headers = {}) =>
      fetch(`${serving.address}${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      }),
    end: async () => {
      await serving.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
