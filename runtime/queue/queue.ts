import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type PgBoss from "pg-boss";
import { programVersion } from "../modes/identity.js";
import { packageRoot } from "../package-root.js";
import type { Database } from "./database.js";
import { hashOfContent } from "./wire.js";

/** A worker that has not been heard of for so long has died; what it was at is done by another. */
export const defaultLease = 15_000;
const schema = "sage_queue";
/** Of one piece of work, so many attempts. */
export const mostAttempts = 5;

let identity: string | undefined;

/** What must be the same everywhere so that the same work gives the same bits: the version and the kernels. */
export function programIdentity(): string {
  if (identity === undefined) {
    const folder = join(packageRoot, "kernels", "build");
    const kernels = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
    const hashes = kernels.toSorted().map((name) => hashOfContent(readFileSync(join(folder, name))));
    identity = `${programVersion()} (kernels ${hashOfContent(hashes.join()).slice(0, 8)})`;
  }
  return identity;
}

export interface Job {
  readonly id: string;
  readonly key: string;
  readonly batch: string;
}

/** Jobs of this version of the program; each is one item of work of one batch. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #database: Database;
  readonly #name: string;

  private constructor(boss: PgBoss, database: Database, name: string) {
    this.#boss = boss;
    this.#database = database;
    this.#name = name;
  }

  static async open(database: Database): Promise<JobQueue> {
    const { default: Boss } = await import("pg-boss");
    const boss = new Boss({
      schema,
      supervise: false,
      schedule: false,
      db: {
        executeSql: async (text, values: readonly unknown[] = []) => ({
          rows: [...(await database.query(text, values))],
        }),
      },
    });
    boss.on("error", () => {});
    await boss.start();
    const name = `work-${hashOfContent(programIdentity()).slice(0, 12)}`;
    await boss.createQueue(name, { name, retryLimit: mostAttempts - 1, expireInHours: 12 });
    return new JobQueue(boss, database, name);
  }

  async add(jobs: readonly Job[]): Promise<void> {
    const rows = jobs.map(({ id, key, batch }) => ({ id, name: this.#name, data: { key, batch } }));
    for (let from = 0; from < rows.length; from += 1000)
      await this.#boss.insert(rows.slice(from, from + 1000));
  }

  /** The next job, or null; it is this program's until it is completed or given back. */
  async next(): Promise<Job | null> {
    const [job] = await this.#boss.fetch<{ key: string; batch: string }>(this.#name);
    return job === undefined ? null : { id: job.id, key: job.data.key, batch: job.data.batch };
  }

  async complete(id: string): Promise<void> {
    await this.#boss.complete(this.#name, id);
  }

  /** Has a job done again, by another; after too many attempts it has failed. */
  async giveBack(ids: readonly string[], reason: string): Promise<void> {
    for (const id of ids) await this.#boss.fail(this.#name, id, { reason });
  }

  /** Has a job done by another, without counting that as an attempt. */
  async handOver(id: string): Promise<void> {
    await this.#database.query(
      `update ${schema}.job set state = 'created', started_on = null where name = $1 and id = $2 and state = 'active'`,
      [this.#name, id],
    );
  }

  async cancel(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#boss.cancel(this.#name, [...ids]);
  }

  /** Jobs whose worker has died. @param lease milliseconds @param batch only of this one; null: all */
  async orphans(lease: number, batch: string | null): Promise<readonly string[]> {
    const rows = await this.#database.query(
      `select j.id from ${schema}.job j
       where j.name = $1 and j.state = 'active' and ($3::text is null or j.data->>'batch' = $3)
         and j.started_on < now() - $2 * interval '1 millisecond'
         and not exists (select 1 from sage.workers w
                         where w.seen > now() - $2 * interval '1 millisecond' and j.id = any(w.jobs))`,
      [this.#name, lease, batch],
    );
    return rows.map(({ id }) => String(id));
  }

  /** Jobs of a batch that were tried too often, and why the last attempt failed. */
  async failed(batch: string): Promise<readonly { readonly key: string; readonly reason: string }[]> {
    const rows = await this.#database.query(
      `select data->>'key' as key, output->>'reason' as reason from ${schema}.job
       where name = $1 and state = 'failed' and data->>'batch' = $2`,
      [this.#name, batch],
    );
    return rows.map(({ key, reason }) => ({ key: String(key), reason: String(reason) }));
  }

  /** How many jobs wait or are being done. */
  async length(): Promise<number> {
    const [row] = await this.#database.query(
      `select count(*) as length from ${schema}.job where name = $1 and state < 'completed'`,
      [this.#name],
    );
    return Number(row?.["length"]);
  }

  /** Drops jobs that were done long ago. */
  async maintain(): Promise<void> {
    await this.#boss.maintain();
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, wait: false, close: false });
  }
}
