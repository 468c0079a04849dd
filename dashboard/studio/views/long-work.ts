import { signal } from "@preact/signals";
import { HostError } from "../host.js";
import type { Progress } from "../experiments/protocol.js";
import { RefusedError } from "../research/client.js";
import type { Refusal } from "../research/protocol.js";
import { words } from "../words.js";

export interface WorkHandle {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** Work that takes a while: one at a time, with how far it is, and what came of the last one that was finished. */
export class LongWork<Result> {
  readonly result = signal<Result | null>(null);
  readonly progress = signal<Progress | null>(null);
  readonly isRunning = signal(false);
  readonly wasStopped = signal(false);
  readonly refusal = signal<Refusal | null>(null);
  #abort: AbortController | undefined;

  /** @param work gives null where it was stopped */
  async start(work: (handle: WorkHandle) => Promise<Result | null>): Promise<void> {
    if (this.isRunning.value) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.isRunning.value = true;
    this.wasStopped.value = false;
    this.refusal.value = null;
    this.progress.value = null;
    try {
      const found = await work({
        signal: abort.signal,
        progress: (progress) => (this.progress.value = progress),
      });
      if (found === null) this.wasStopped.value = true;
      else this.result.value = found;
    } catch (error) {
      if (abort.signal.aborted) this.wasStopped.value = true;
      else this.refusal.value = refusalOf(error);
    }
    this.isRunning.value = false;
    this.#abort = undefined;
  }

  stop(): void {
    this.#abort?.abort();
  }
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedError) return error.refusal;
  if (error instanceof HostError) {
    const { code, message, help } = error;
    return { code, message: code === "gone" ? words.gone : message, help };
  }
  return { code: "SAGE8613", message: error instanceof Error ? error.message : String(error), help: null };
}
