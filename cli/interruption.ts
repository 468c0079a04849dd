import { reportFailure, type Failure } from "./failure.js";

/**
 * Ctrl-C from the first moment of a long work to its last: the first one stops it cleanly, so that its command can end
 * with the failure that says how to go on; a second one says the same and ends the program at once.
 */
export class Interruption {
  readonly #stop = new AbortController();
  readonly #failureOf: (done: number, total: number) => Failure;
  readonly #json: boolean;
  #done = 0;
  #total = 0;

  /** @param json whether failures are written as JSON */
  constructor(failureOf: (done: number, total: number) => Failure, json: boolean) {
    this.#json = json;
    this.#failureOf = failureOf;
    process.on("SIGINT", this.#interrupt);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** What a work that was stopped ends with. */
  get failure(): Failure {
    return this.#failureOf(this.#done, this.#total);
  }

  /** How far the work has come. */
  note({ done, total }: { readonly done: number; readonly total: number }): void {
    this.#done = done;
    this.#total = total;
  }

  /** From here on Ctrl-C ends the program as usual. */
  end(): void {
    process.removeListener("SIGINT", this.#interrupt);
  }

  readonly #interrupt = (): void => {
    if (!this.#stop.signal.aborted) {
      this.#stop.abort();
      return;
    }
    reportFailure(this.failure, this.#json);
    process.exit(this.failure.exit);
  };
}
