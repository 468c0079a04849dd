import type { EventBus } from "../live/events.js";
import { marketKey } from "../live/market.js";

export interface SeenFeed {
  readonly market: string;
  readonly state: string;
  readonly since: number;
}

/** Remembers what the desk's feeds last said of themselves. */
export class FeedWatch {
  readonly #states = new Map<string, SeenFeed>();
  #skew: number | null = null;
  #isHeld = false;
  readonly #end: () => void;

  constructor(bus: EventBus | undefined) {
    this.#end =
      bus?.listen((event) => {
        if (event.kind === "store") this.#isHeld = event.state === "held";
        if (event.kind !== "feed") return;
        if (event.event.kind === "skew") this.#skew = event.event.milliseconds;
        if (event.event.kind !== "state") return;
        const market = marketKey(event.event.market);
        this.#states.set(market, { market, state: event.event.state, since: event.event.at });
      }) ?? (() => undefined);
  }

  get states(): readonly SeenFeed[] {
    return [...this.#states.values()];
  }

  /** Milliseconds that a venue's clock goes ahead, where that is more than can be borne. */
  get skew(): number | null {
    return this.#skew;
  }

  /** Whether the desk holds back what the store would not take. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  close(): void {
    this.#end();
  }
}
