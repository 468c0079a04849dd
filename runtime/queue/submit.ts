import { randomUUID } from "node:crypto";
import { RunError } from "../engine/error.js";
import { errorOf } from "../parallel/failure.js";
import type { SentFailure, WorkKind, WorkKinds } from "../parallel/protocol.js";
import type { Workforce, WorkOptions } from "../parallel/workforce.js";
import { uploadBlobs } from "./blobs.js";
import { Database, type DatabaseOptions } from "./database.js";
import { defaultLease, JobQueue, mostAttempts, programIdentity, type Job } from "./queue.js";
import { prepareTables, sweepTables } from "./tables.js";
import { hashOfContent, readWire, writeWire } from "./wire.js";

export interface QueueOptions extends DatabaseOptions {
  /** How long a worker may be silent before others do its work, in milliseconds. */
  readonly lease?: number;
}

/** Work is cut for so many, whoever joins: equal work then is cut alike, and its results are found again. */
const cutFor = 16;
const pollMs = 200;
const lookForWorkersMs = 5000;
const rowsOfInsert = 200;

/** Tasks of one piece of work: what is still out, by key. Equal tasks have one key. */
type Places = Map<string, number[]>;

/**
 * Work done by `sage worker` processes on any machine, through a PostgreSQL database. Setups and results are known by
 * their content: what was done before is taken, not done again; a worker that dies, or a database that is restarted,
 * costs an attempt.
 */
export class QueueWorkforce implements Workforce {
  readonly size = cutFor;
  readonly #database: Database;
  readonly #queue: JobQueue;
  readonly #options: QueueOptions;
  readonly #setups = new WeakMap<object, string>();

  private constructor(database: Database, queue: JobQueue, options: QueueOptions) {
    this.#database = database;
    this.#queue = queue;
    this.#options = options;
  }

  /** @throws RunError SAGE8410 to SAGE8415 where the database or its workers will not do */
  static async connect(address: string, options: QueueOptions = {}): Promise<QueueWorkforce> {
    const database = await Database.open(address, options);
    try {
      await prepareTables(database);
      await sweepTables(database);
      return new QueueWorkforce(database, await JobQueue.open(database), options);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async run<Kind extends WorkKind>(
    kind: Kind,
    setup: WorkKinds[Kind]["setup"],
    tasks: readonly WorkKinds[Kind]["task"][],
    options: WorkOptions<Kind>,
  ): Promise<void> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (tasks.length === 0) return;
    await this.#refuseOtherVersions();
    const places = await this.#submit(kind, setup, tasks);
    const batch = randomUUID();
    const take = await this.#taker(places, options);
    await take();
    const jobs = [...places.keys()].map((key): Job => ({ id: jobId(batch, key), key, batch }));
    if (jobs.length === 0) return;
    await this.#database.query(
      "insert into sage.batches (id, program, items) values ($1, $2, $3) on conflict do nothing",
      [batch, programIdentity(), jobs.length],
    );
    try {
      await this.#queue.add(jobs);
      await this.#follow(batch, jobs, places, take, options);
    } finally {
      // Whoever is still at it stops; of a batch that is done nothing is left to stop.
      await this.#database.query("update sage.batches set over = true where id = $1", [batch]);
      await this.#queue.cancel(jobs.map(({ id }) => id));
    }
    signal?.throwIfAborted();
  }

  async close(): Promise<void> {
    await this.#queue.close();
    await this.#database.close();
  }

  /** Puts a setup with its content where workers find it, once; its hash. */
  async #submitSetup(kind: WorkKind, setup: object): Promise<string> {
    const known = this.#setups.get(setup);
    if (known !== undefined) return known;
    const { text, blobs } = writeWire(setup);
    await uploadBlobs(this.#database, blobs);
    const hash = hashOfContent(JSON.stringify([kind, text]));
    await this.#database.query(
      "insert into sage.setups (hash, kind, body) values ($1, $2, $3) on conflict (hash) do update set used = now()",
      [hash, kind, Buffer.from(text)],
    );
    this.#setups.set(setup, hash);
    return hash;
  }

  /** Puts setup and tasks where workers find them. */
  async #submit(kind: WorkKind, setup: object, tasks: readonly unknown[]): Promise<Places> {
    const hash = await this.#submitSetup(kind, setup);
    const places: Places = new Map();
    const rows: (readonly [string, Buffer])[] = [];
    for (const [place, task] of tasks.entries()) {
      const written = writeWire(task, true).text;
      const key = hashOfContent(JSON.stringify([programIdentity(), hash, written]));
      const known = places.get(key);
      if (known === undefined) rows.push([key, Buffer.from(written)]);
      places.set(key, [...(known ?? []), place]);
    }
    for (let from = 0; from < rows.length; from += rowsOfInsert) {
      const part = rows.slice(from, from + rowsOfInsert);
      await this.#database.query(
        `insert into sage.items (key, setup, task) select key, $2, task from unnest($1::text[], $3::bytea[]) as x (key, task)
         on conflict (key) do update set used = now()`,
        [part.map(([key]) => key), hash, part.map(([, task]) => task)],
      );
      // A failure may have been the machine's; it is tried again, once whoever else waits for it has seen it.
      await this.#database.query(
        "delete from sage.results where failed and made < now() - interval '1 minute' and key = any($1)",
        [part.map(([key]) => key)],
      );
    }
    return places;
  }

  /** What takes results that are there and not taken yet. */
  async #taker<Kind extends WorkKind>(places: Places, { onResult, onFailure }: WorkOptions<Kind>) {
    const give = (key: string, isFailure: boolean, value: unknown): void => {
      const own = places.get(key) ?? [];
      places.delete(key);
      for (const place of own) {
        // The worker did the kind that was asked for.
        if (!isFailure) onResult(value as WorkKinds[Kind]["result"], place);
        else if (onFailure === undefined) throw errorOf(value as SentFailure);
        else onFailure(errorOf(value as SentFailure), place);
      }
    };
    return async (): Promise<void> => {
      const open = [...places.keys()];
      for (let from = 0; from < open.length; from += 1000) {
        const keys = await this.#database.query("select key from sage.results where key = any($1)", [
          open.slice(from, from + 1000),
        ]);
        for (const { key } of keys) {
          const [row] = await this.#database.query(
            "select key, failed, body, hash from sage.results where key = $1",
            [key],
          );
          const body = row?.["body"];
          if (!Buffer.isBuffer(body)) continue;
          if (hashOfContent(body) !== row?.["hash"])
            throw new RunError("SAGE8417", "A result in the database is not what a worker has stored.");
          give(String(key), row["failed"] === true, readWire(body.toString("utf8")));
        }
      }
    };
  }

  async #follow<Kind extends WorkKind>(
    batch: string,
    jobs: readonly Job[],
    places: Places,
    take: () => Promise<void>,
    { signal, onLost }: WorkOptions<Kind>,
  ): Promise<void> {
    const byId = new Map(jobs.map(({ id, key }) => [id, key]));
    let looked = Number.NEGATIVE_INFINITY;
    let workers = -1;
    while (places.size > 0) {
      signal?.throwIfAborted();
      await take();
      if (places.size === 0) return;
      if (performance.now() - looked > Math.min(lookForWorkersMs, this.#lease / 3)) {
        looked = performance.now();
        const now = await this.#liveWorkers();
        if (now !== workers) this.#options.onNote?.(workersText(now));
        workers = now;
        for (const id of await this.#reclaim(batch)) {
          const [place] = places.get(byId.get(id) ?? "") ?? [];
          if (place !== undefined)
            onLost?.("A worker stopped; what it was at is done again by another.", place);
        }
        await this.#refuseFailed(batch, places);
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  get #lease(): number {
    return this.#options.lease ?? defaultLease;
  }

  async #liveWorkers(): Promise<number> {
    const [row] = await this.#database.query(
      "select count(*) as count from sage.workers where program = $1 and seen > now() - $2 * interval '1 millisecond'",
      [programIdentity(), this.#lease],
    );
    return Number(row?.["count"]);
  }

  async #refuseOtherVersions(): Promise<void> {
    const rows = await this.#database.query(
      "select distinct program from sage.workers where seen > now() - $1 * interval '1 millisecond'",
      [this.#lease],
    );
    const programs = rows.map(({ program }) => String(program));
    if (programs.length === 0 || programs.includes(programIdentity())) return;
    throw new RunError(
      "SAGE8415",
      `All workers there run another version: ${programs.join(", ")}; this is ${programIdentity()}.`,
      "Results are the same bits only from the same version; start workers of this one.",
    );
  }

  /** Has what dead workers were at done again. After a restart of the database the living are given time to say so. */
  async #reclaim(batch: string): Promise<readonly string[]> {
    if (this.#database.steadyFor < this.#lease) return [];
    const orphans = await this.#queue.orphans(this.#lease, batch);
    await this.#queue.giveBack(orphans, "its worker died");
    return orphans;
  }

  async #refuseFailed(batch: string, places: Places): Promise<void> {
    const failed = (await this.#queue.failed(batch)).filter(({ key }) => places.has(key));
    const [first] = failed;
    if (first === undefined) return;
    throw new RunError(
      "SAGE8416",
      `A piece of work was tried ${mostAttempts} times and never done: ${first.reason}.`,
      "Do the workers have enough memory? `sage worker --workers 1` takes the least.",
    );
  }
}

const workersText = (count: number): string =>
  count === 0
    ? "No worker has joined; start one with `sage worker --queue ADDRESS`."
    : `${count} ${count === 1 ? "worker" : "workers"} joined.`;

/** The same job for the same item of a batch, so that adding it twice is adding it once. */
function jobId(batch: string, key: string): string {
  const hex = hashOfContent(`${batch} ${key}`);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
