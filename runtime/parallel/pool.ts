import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { RunError } from "../engine/error.js";
import { loadKernelModule } from "../engine/module.js";
import { packageRoot } from "../package-root.js";
import { errorOf } from "./failure.js";
import type { Answer, Request, WorkKind, WorkKinds } from "./protocol.js";
import type { Workforce, WorkOptions } from "./workforce.js";

/** Of one task that stops its worker each time, so many attempts. */
const mostAttempts = 3;

interface Member {
  worker: Worker;
  /** The work it was opened for. */
  context: number;
  busy: ((answer: Answer | null) => void) | null;
}

/**
 * Threads that do work of any kind. A worker that stops costs the task it was at, which is done again by a new one.
 * One piece of work at a time; threads stay for the next until `close`.
 */
export class WorkerPool implements Workforce {
  readonly size: number;
  readonly #members = new Map<number, Member>();
  #contexts = 0;
  #tickets = 0;
  #closed = false;

  /** @param workers how many threads; default: one a core */
  constructor(workers: number = availableParallelism()) {
    this.size = Math.max(1, Math.floor(workers));
  }

  /** The threads that have been started. */
  get threads(): readonly Worker[] {
    return [...this.#members.values()].map(({ worker }) => worker);
  }

  /**
   * Gives every task to a worker. Resolves when all are done; rejects with the first failure that nobody takes, with
   * the signal's reason, or with SAGE8231 when a task stops its worker again and again.
   */
  async run<Kind extends WorkKind>(
    kind: Kind,
    setup: WorkKinds[Kind]["setup"],
    tasks: readonly WorkKinds[Kind]["task"][],
    options: WorkOptions<Kind>,
  ): Promise<void> {
    const context = ++this.#contexts;
    const waiting = tasks.map((_, place) => tasks.length - 1 - place);
    const attempts = tasks.map(() => 0);
    const opening = { type: "open", kind, context, setup, module: loadKernelModule() } as const;
    const stop = new AbortController();
    const isOver = (): boolean => stop.signal.aborted || options.signal?.aborted === true;
    const abandon = (): void => {
      for (const member of this.#members.values()) if (member.busy !== null) void member.worker.terminate();
    };
    const serve = async (seat: number): Promise<void> => {
      while (!isOver()) {
        const place = waiting.pop();
        if (place === undefined) return;
        const given = await this.#ask(seat, opening, tasks[place]);
        if (isOver()) return;
        if (given === null) {
          attempts[place] = (attempts[place] ?? 0) + 1;
          if ((attempts[place] ?? 0) >= mostAttempts) throw lostAgain();
          waiting.push(place);
          options.onLost?.("A worker stopped; what it was at is done again by another.", place);
        } else if (given.type === "done") {
          // What a worker sends back belongs to the kind it was opened for.
          options.onResult(given.result as WorkKinds[Kind]["result"], place);
        } else if (options.onFailure === undefined) throw errorOf(given.failure);
        else options.onFailure(errorOf(given.failure), place);
      }
    };
    options.signal?.addEventListener("abort", abandon, { once: true });
    try {
      options.signal?.throwIfAborted();
      const seats = Array.from({ length: Math.min(this.size, tasks.length) }, (_, seat) => serve(seat));
      await Promise.all(seats);
      options.signal?.throwIfAborted();
    } catch (error) {
      stop.abort();
      abandon();
      throw error;
    } finally {
      options.signal?.removeEventListener("abort", abandon);
      for (const { worker, context: own } of this.#members.values())
        if (own === context) worker.postMessage({ type: "close", context } satisfies Request, []);
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.threads.map((worker) => worker.terminate()));
    this.#members.clear();
  }

  /** Gives a task to a worker; null when that stops before it answers. */
  #ask(seat: number, opening: Request & { type: "open" }, task: unknown): Promise<Answer | null> {
    const member = this.#members.get(seat) ?? this.#start(seat);
    const ticket = ++this.#tickets;
    member.worker.ref();
    return new Promise((resolve) => {
      member.busy = (answer) => {
        if (answer !== null && answer.ticket !== ticket) return;
        member.busy = null;
        member.worker.unref();
        resolve(answer);
      };
      if (member.context !== opening.context) {
        member.context = opening.context;
        member.worker.postMessage(opening, []);
      }
      member.worker.postMessage(
        { type: "run", context: opening.context, ticket, task } satisfies Request,
        [],
      );
    });
  }

  #start(seat: number): Member {
    if (this.#closed) throw new RunError("SAGE8213", "The pool of workers has been closed.");
    const worker = new Worker(workerFile());
    const member: Member = { worker, context: 0, busy: null };
    // Idle threads do not keep the program alive.
    worker.unref();
    worker.on("message", (answer: Answer) => member.busy?.(answer));
    const lost = (): void => {
      if (this.#members.get(seat) === member) this.#members.delete(seat);
      member.busy?.(null);
    };
    worker.on("error", lost);
    worker.on("exit", lost);
    this.#members.set(seat, member);
    return member;
  }
}

/** Built with the program, also where the program itself runs from its sources. */
function workerFile(): string {
  const path = join(packageRoot, "dist", "parallel", "worker.js");
  if (existsSync(path)) return path;
  throw new RunError("SAGE8210", `The program of the workers is missing: ${path}.`, "Run `npm run build`.");
}

const lostAgain = (): RunError =>
  new RunError(
    "SAGE8231",
    `A worker stopped ${mostAttempts} times at the same work.`,
    "Is there enough memory? Try fewer workers: `--workers 1`.",
  );
