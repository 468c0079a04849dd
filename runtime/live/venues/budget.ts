import type { Clock } from "../clock.js";

/** What a venue bears from one address: so much within any stretch of this length. */
export interface Allowance {
  readonly most: number;
  /** Milliseconds. */
  readonly window: number;
}

interface Spent {
  readonly cost: number;
  until: number;
}

/** Keeps what is asked of a venue within its allowance, however often it is asked: who comes too early waits, in turn. */
export class Budget {
  #spent: Spent[] = [];
  #left: number;
  #turn: Promise<unknown> = Promise.resolve();
  #last = -Infinity;

  constructor(
    readonly allowance: Allowance,
    private readonly clock: Clock,
  ) {
    this.#left = allowance.most;
  }

  /** Resolves when it may be spent, which then counts; rejects with the signal's reason, and then nothing was spent. */
  take(cost = 1, signal?: AbortSignal): Promise<void> {
    const taking = this.#turn.then(() => this.#take(cost, signal));
    this.#turn = taking.catch(() => undefined);
    return taking;
  }

  /** Whether the next who comes must wait. */
  get isSpent(): boolean {
    this.#giveBack(this.#now());
    return this.#left < 1;
  }

  async #take(cost: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    for (;;) {
      const now = this.#now();
      this.#giveBack(now);
      const [first] = this.#spent;
      if (first === undefined || cost <= this.#left) break;
      await this.clock.sleep(first.until - now, signal);
      // It has been waited for, whatever the clock was set to meanwhile.
      this.#giveBack(first.until);
    }
    const { most, window } = this.allowance;
    this.#left -= cost;
    // What costs more than the allowance holds is paid for as long as it takes.
    this.#spent.push({ cost, until: this.#now() + window * Math.max(1, cost / most) });
  }

  #now(): number {
    const now = this.clock.now();
    // A clock that was set back must not make anybody wait by as much.
    if (now < this.#last) for (const each of this.#spent) each.until -= this.#last - now;
    this.#last = now;
    return now;
  }

  #giveBack(now: number): void {
    this.#spent = this.#spent.filter(({ cost, until }) => {
      if (until <= now) this.#left += cost;
      return until > now;
    });
    if (this.#spent.length === 0) this.#left = this.allowance.most;
  }
}
