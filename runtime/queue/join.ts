import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { failureOf } from "../parallel/failure.js";
import { WorkerPool } from "../parallel/pool.js";
import type { WorkKind, WorkKinds } from "../parallel/protocol.js";
import { workKinds } from "../parallel/work.js";
import { fetchBlob } from "./blobs.js";
import { Database } from "./database.js";
import { defaultLease, JobQueue, programIdentity, type Job } from "./queue.js";
import type { QueueOptions } from "./submit.js";
import { prepareTables } from "./tables.js";
import { blobsOfWire, hashOfContent, readWire, writeWire } from "./wire.js";

export interface JoinOptions extends QueueOptions {
  /** Items done at a time, each by a thread; default one a core. */
  readonly seats?: number | undefined;
  /** Ends after so many milliseconds without work; default never. */
  readonly idle?: number | undefined;
  /** Where content is kept on this machine. */
  readonly folder?: string;
  readonly onJoined?: (program: string, seats: number) => void;
  readonly onDone?: (done: number) => void;
}

/** What a worker did. */
export interface JoinSummary {
  readonly done: number;
  /** Items that another had done already. */
  readonly known: number;
  /** Items that failed by themselves. */
  readonly failed: number;
}

const pauseMs = 150;
const keptSetups = 3;

interface Setup {
  readonly kind: WorkKind;
  readonly value: unknown;
}

type Outcome = { readonly failed: boolean; readonly value: unknown };

/**
 * Works on what others submit to a database, until the signal says to stop or there was nothing to do for long.
 * @throws RunError SAGE8410 to SAGE8414 where the database will not do, SAGE8411 where it stays away
 */
export async function joinQueue(address: string, options: JoinOptions = {}): Promise<JoinSummary> {
  const database = await Database.open(address, options);
  try {
    await prepareTables(database);
    const queue = await JobQueue.open(database);
    await queue.maintain();
    const worker = new QueueWorker(database, queue, options);
    try {
      return await worker.work();
    } finally {
      await queue.close();
    }
  } finally {
    await database.close();
  }
}

/** One process that has joined: some seats, each doing one item at a time. */
class QueueWorker {
  readonly #id = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;
  readonly #database: Database;
  readonly #queue: JobQueue;
  readonly #options: JoinOptions;
  readonly #lease: number;
  /** Jobs that are being done, with what stops each. */
  readonly #current = new Map<string, { readonly batch: string; readonly stop: AbortController }>();
  readonly #setups = new Map<string, Promise<Setup>>();
  readonly #counts = { done: 0, known: 0, failed: 0 };
  #lastWork = performance.now();
  #failure: unknown = null;

  constructor(database: Database, queue: JobQueue, options: JoinOptions) {
    this.#database = database;
    this.#queue = queue;
    this.#options = options;
    this.#lease = options.lease ?? defaultLease;
  }

  async work(): Promise<JoinSummary> {
    const pools = Array.from(
      { length: this.#options.seats ?? new WorkerPool().size },
      () => new WorkerPool(1),
    );
    await this.#beat(pools.length);
    this.#options.onJoined?.(programIdentity(), pools.length);
    const stop = (): void => {
      for (const { stop: one } of this.#current.values()) one.abort(this.#options.signal?.reason);
    };
    this.#options.signal?.addEventListener("abort", stop, { once: true });
    const beating = this.#keepBeating(pools.length);
    try {
      await Promise.all(pools.map((pool) => this.#serve(pool)));
      if (this.#failure !== null) throw this.#failure;
      return { ...this.#counts };
    } finally {
      clearInterval(beating);
      this.#options.signal?.removeEventListener("abort", stop);
      await Promise.all(pools.map((pool) => pool.close()));
      await this.#database.query("delete from sage.workers where id = $1", [this.#id]).catch(() => {});
    }
  }

  get #isOver(): boolean {
    const { idle, signal } = this.#options;
    const isIdle =
      this.#current.size === 0 && performance.now() - this.#lastWork > (idle ?? Number.POSITIVE_INFINITY);
    return signal?.aborted === true || this.#failure !== null || isIdle;
  }

  async #serve(pool: WorkerPool): Promise<void> {
    try {
      while (!this.#isOver) {
        const job = await this.#queue.next();
        if (job === null) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        else await this.#take(job, pool);
      }
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** Does a job, or gives it back. */
  async #take(job: Job, pool: WorkerPool): Promise<void> {
    const stop = new AbortController();
    this.#current.set(job.id, { batch: job.batch, stop });
    try {
      await this.#beat(null);
      if (this.#options.signal?.aborted === true) stop.abort(this.#options.signal.reason);
      await this.#do(job, pool, stop.signal);
      await this.#queue.complete(job.id);
    } catch (error) {
      // A batch that is over has cancelled its jobs; giving those back does nothing.
      const reason = error instanceof Error ? error.message : String(error);
      if (stop.signal.aborted) await this.#queue.handOver(job.id);
      else await this.#queue.giveBack([job.id], reason);
    } finally {
      this.#current.delete(job.id);
      this.#lastWork = performance.now();
    }
  }

  async #do(job: Job, pool: WorkerPool, signal: AbortSignal): Promise<void> {
    const [known] = await this.#database.query("select 1 as known from sage.results where key = $1", [
      job.key,
    ]);
    if (known !== undefined) {
      this.#counts.known++;
      return;
    }
    const [item] = await this.#database.query("select setup, task from sage.items where key = $1", [job.key]);
    const task = item?.["task"];
    if (!Buffer.isBuffer(task)) throw new Error("its item is no longer in the database");
    const setup = await this.#setup(String(item?.["setup"]));
    const { failed, value } = await compute(pool, setup, readWire(task.toString("utf8")), signal);
    const body = Buffer.from(writeWire(value, true).text);
    await this.#database.query(
      "insert into sage.results (key, failed, body, hash, worker) values ($1, $2, $3, $4, $5) on conflict do nothing",
      [job.key, failed, body, hashOfContent(body), this.#id],
    );
    this.#counts[failed ? "failed" : "done"]++;
    this.#options.onDone?.(this.#counts.done);
  }

  /** A setup with all its content; the last few are kept. */
  #setup(hash: string): Promise<Setup> {
    const known = this.#setups.get(hash);
    const setup = known ?? this.#fetchSetup(hash);
    this.#setups.delete(hash);
    this.#setups.set(hash, setup);
    if (known === undefined) {
      setup.catch(() => this.#setups.delete(hash));
      const [oldest] = this.#setups.keys();
      if (this.#setups.size > keptSetups && oldest !== undefined) this.#setups.delete(oldest);
    }
    return setup;
  }

  async #fetchSetup(hash: string): Promise<Setup> {
    const [row] = await this.#database.query("select kind, body from sage.setups where hash = $1", [hash]);
    const body = row?.["body"];
    const kind = Object.keys(workKinds).find((each): each is WorkKind => each === row?.["kind"]);
    if (kind === undefined || !Buffer.isBuffer(body))
      throw new Error("its setup is no longer in the database");
    const text = body.toString("utf8");
    if (hashOfContent(JSON.stringify([kind, text])) !== hash)
      throw new Error("its setup is not what was submitted");
    const blobs = new Map<string, SharedArrayBuffer>();
    for (const each of blobsOfWire(text))
      blobs.set(each, await fetchBlob(this.#database, each, this.#options.folder));
    const value = readWire(text, (each) => blobs.get(each) ?? new SharedArrayBuffer(0));
    return { kind, value };
  }

  #keepBeating(seats: number): NodeJS.Timeout {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      this.#look(seats)
        .catch((error: unknown) => (this.#failure ??= error))
        .finally(() => (busy = false));
    }, this.#lease / 5);
  }

  /** Says that it lives, stops what was cancelled, and takes over from workers that died. */
  async #look(seats: number): Promise<void> {
    await this.#beat(seats);
    const batches = [...new Set([...this.#current.values()].map(({ batch }) => batch))];
    if (batches.length > 0) {
      const rows = await this.#database.query("select id from sage.batches where over and id = any($1)", [
        batches,
      ]);
      const cancelled = new Set(rows.map(({ id }) => id));
      for (const { batch, stop } of this.#current.values())
        if (cancelled.has(batch)) stop.abort(new Error("it was cancelled"));
    }
    // Whoever submitted looks first; this is for batches whose submitter is gone.
    if (this.#database.steadyFor < 2 * this.#lease) return;
    const orphans = await this.#queue.orphans(2 * this.#lease, null);
    await this.#queue.giveBack(orphans, "its worker died");
  }

  async #beat(seats: number | null): Promise<void> {
    await this.#database.query(
      `insert into sage.workers (id, program, host, seats, jobs) values ($1, $2, $3, $4, $5::uuid[])
       on conflict (id) do update set seen = now(), jobs = excluded.jobs`,
      [this.#id, programIdentity(), hostname(), seats ?? 0, [...this.#current.keys()]],
    );
  }
}

/** Has one task done by the thread of a seat. */
async function compute(
  pool: WorkerPool,
  { kind, value }: Setup,
  task: unknown,
  signal: AbortSignal,
): Promise<Outcome> {
  let outcome: Outcome | null = null;
  // Setup and task belong to the kind they were submitted as.
  await pool.run(kind, value as WorkKinds[typeof kind]["setup"], [task as WorkKinds[typeof kind]["task"]], {
    onResult: (result) => {
      outcome = { failed: false, value: result };
    },
    onFailure: (failure) => {
      outcome = { failed: true, value: failureOf(failure) };
    },
    signal,
  });
  if (outcome === null) throw new Error("it gave no result");
  return outcome;
}
