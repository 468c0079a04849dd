import type { Clock } from "../../clock.js";

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Time that stands still while anybody works and jumps to the next thing to happen when all wait. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #holds = 0;
  #isPlanned = false;
  #sleepers: Sleeper[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const stop = (): void => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.ceil(Math.max(0, milliseconds)),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#sleepers.push(sleeper);
      this.#plan();
    });
  }

  /** Keeps time still until what is returned is called: for work that waits for something outside, as a database. */
  hold(): () => void {
    this.#holds++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds--;
      this.#plan();
    };
  }

  /** Every promise that can go on has gone on when an immediate runs, so whoever is left waits for time. */
  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      if (this.#holds === 0) this.#advance();
    });
  }

  #advance(): void {
    let first: Sleeper | undefined;
    for (const each of this.#sleepers) {
      if (first === undefined || each.at < first.at || (each.at === first.at && each.order < first.order)) {
        first = each;
      }
    }
    if (first === undefined) return;
    const chosen = first;
    this.#sleepers = this.#sleepers.filter((each) => each !== chosen);
    this.#now = chosen.at;
    chosen.wake();
    this.#plan();
  }
}

/** The machine's time from `start` on, so many times as fast. */
export function scaledClock(machine: Clock, start: number, speed: number): Clock {
  const begun = machine.now();
  return {
    now: () => Math.floor(start + (machine.now() - begun) * speed),
    sleep: (milliseconds, signal) => machine.sleep(milliseconds / speed, signal),
  };
}
