/** A rate as Kirby tells it: what would be paid at `next`, as it looked at `time`. */
export interface ToldRate {
  readonly time: number;
  readonly rate: number;
  /** When it is paid; null where Kirby does not say. */
  readonly next: number | null;
  /** Where the perpetual is traded. */
  readonly exchange: string | undefined;
}

export interface Payment {
  readonly time: number;
  readonly rate: number;
}

const hour = 3_600_000;

/** Exchanges that pay at each whole hour; those of other exchanges are not guessed. */
const hourly: ReadonlySet<string | undefined> = new Set(["hyperliquid"]);

/**
 * What is paid, of rates that are told each minute and change until it is: the last one that was told before the time of
 * payment. Outlives connections, so that what is paid while one is away is not forgotten.
 */
export class Fundings {
  readonly #open = new Map<number, { readonly told: number; readonly at: number; readonly rate: number }>();
  readonly #unknown = new Set<number>();

  /** What has been paid, now that this is told; null: nothing yet. "unknown", once: nobody says when it is paid. */
  take(starlisting: number, { time, rate, next, exchange }: ToldRate): Payment | "unknown" | null {
    const at = next ?? (hourly.has(exchange) ? (Math.floor(time / hour) + 1) * hour : null);
    if (at === null) {
      if (this.#unknown.has(starlisting)) return null;
      this.#unknown.add(starlisting);
      return "unknown";
    }
    const before = this.#open.get(starlisting);
    if (before !== undefined && time <= before.told) return null;
    // At the moment of payment itself some tell the rate that is paid, with its own time.
    this.#open.set(starlisting, { told: time, at, rate });
    return before !== undefined && before.at <= time && before.at < at
      ? { time: before.at, rate: before.rate }
      : null;
  }
}
