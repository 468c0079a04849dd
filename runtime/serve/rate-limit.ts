export interface RateLimit {
  /** Requests a second that may go on for ever. */
  readonly perSecond: number;
  /** Requests at once. */
  readonly burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** How many callers are remembered; the one that was silent longest is forgotten first. */
const mostCallers = 10_000;

/** Gives each caller a bucket that fills steadily. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    readonly limit: RateLimit,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** 0 where the caller may go on, else the seconds to wait. */
  take(caller: string): number {
    const { perSecond, burst } = this.limit;
    const now = this.now();
    const bucket = this.#buckets.get(caller) ?? { left: burst, at: now };
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > mostCallers) this.#forgetOldest();
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.left >= 1) {
      bucket.left -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
  }

  #forgetOldest(): void {
    for (const caller of this.#buckets.keys()) {
      this.#buckets.delete(caller);
      return;
    }
  }
}
