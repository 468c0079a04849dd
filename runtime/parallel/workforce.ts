import type { WorkKind, WorkKinds } from "./protocol.js";

/** How work is followed. */
export interface WorkOptions<Kind extends WorkKind> {
  /** Told of every task that is done, in the order in which that happens. */
  readonly onResult: (result: WorkKinds[Kind]["result"], place: number) => void;
  /** A task that failed by itself; without it the whole work fails. */
  readonly onFailure?: (failure: Error, place: number) => void;
  /** A worker has stopped, and its task is done again: what to tell the user. */
  readonly onLost?: (sentence: string, place: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Whoever does work of any kind: threads of this program, or other machines. Results do not depend on who. */
export interface Workforce {
  /** How many tasks it does at a time; work is cut accordingly. */
  readonly size: number;
  /** Has every task done. Resolves when all are; rejects with the first failure that nobody takes, or the signal's reason. */
  run<Kind extends WorkKind>(
    kind: Kind,
    setup: WorkKinds[Kind]["setup"],
    tasks: readonly WorkKinds[Kind]["task"][],
    options: WorkOptions<Kind>,
  ): Promise<void>;
  close(): Promise<void>;
}
