import type { Graph } from "../../compiler/graph/index.js";
import type { StrategyRecord } from "../live/store/live-store.js";
import type { Clock } from "../live/clock.js";
import type { Desk } from "../live/desk/desk.js";
import type { EventBus } from "../live/events.js";
import type { SqlStore } from "../live/store/sql-store.js";
import type { RateLimit } from "./rate-limit.js";
import type { HealthWatch } from "../live/watch/health.js";

export interface ServeOptions {
  readonly store: SqlStore;
  /** Where news comes from while a desk runs in this process; without it the store is looked at again and again. */
  readonly bus?: EventBus | undefined;
  readonly desk?: (Pick<Desk, "obey" | "stops"> & Partial<Pick<Desk, "entrants">>) | undefined;
  /** "127.0.0.1:8750" unless told otherwise. */
  readonly listen?: string | undefined;
  /** Web pages that may ask, as origins: "https://desk.example". */
  readonly origins?: readonly string[] | undefined;
  readonly clock?: Clock | undefined;
  readonly rateLimit?: RateLimit | undefined;
  /** Path of the file of the tokens. */
  readonly tokens?: string | undefined;
  /** The token of the environment. */
  readonly environmentToken?: string | undefined;
  /** Path of the kill switch's file. */
  readonly switchFile?: string | undefined;
  readonly socket?: SocketLimits | undefined;
  /** Compiles the text that a strategy was made from; without it decisions are not explained. */
  readonly graphOf?: GraphSource | undefined;
  /** Folder of the bundled pages, where it is another than the package's. */
  readonly pages?: string | undefined;
  /** Told what went wrong, for the log. Never holds a token. */
  readonly onFault?: ((message: string) => void) | undefined;
}

export interface SocketLimits {
  /** Clients at once; default 500. */
  readonly clients?: number;
  /** Events that can be asked for again; default 10,000. */
  readonly ring?: number;
  /** Bytes that may wait for a client before it is passed over; default 1 MiB. */
  readonly waiting?: number;
  /** Milliseconds between two heartbeats; default 30,000. */
  readonly heartbeat?: number;
  /** Milliseconds in which a token must come, where one is needed; default 10,000. */
  readonly patience?: number;
  /** Milliseconds between two looks at a store without desk; default 1000. */
  readonly poll?: number;
}

/** The graph of a strategy's text as that is now. @throws Error with a sentence where there is none */
export type GraphSource = (strategy: Pick<StrategyRecord, "name" | "path" | "portfolio">) => Promise<Graph>;

/** What the routes answer from. */
export interface ServeContext {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly desk: ServeOptions["desk"];
  /** What the desk at hand says of its feeds, clock and store; null where there is none. */
  readonly health: HealthWatch | null;
  readonly switchFile: string;
  readonly pages?: ServeOptions["pages"];
  readonly graphOf?: GraphSource | undefined;
}
