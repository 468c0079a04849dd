import { CompiledQuery, Kysely, PostgresDialect, sql, type PostgresPoolClient } from "kysely";
import type { Client, ClientConfig, Pool, PoolClient } from "pg";
import type { Presence, Query, StoreDatabase } from "./database.js";
import { isConnectionLost, storeErrorOf } from "./failure.js";
import { StoreError } from "./store-error.js";
import type { Tables } from "./tables.js";

export const postgresSchema = "sage_live";
const oldestServer = 13;
/** First of the two numbers of our advisory locks: "SAGE". The second is that of the session. */
const lockSpace = 0x53414745;
/** How long the connection that others see us by is trusted without being asked, in milliseconds. */
const presenceTime = 10_000;

/** @throws StoreError */
export async function openPostgres(address: string, shown: string): Promise<StoreDatabase> {
  const { default: pg } = await import("pg");
  // Times and counts are whole numbers below 2^53.
  const types: ClientConfig["types"] = {
    getTypeParser: (type: number, format?: "text" | "binary") =>
      type === 20 || type === 1700 ? Number : pg.types.getTypeParser(type, format),
  };
  const config: ClientConfig = {
    connectionString: address,
    types,
    connectionTimeoutMillis: 5000,
    query_timeout: 30_000,
    keepAlive: true,
    application_name: "nailsage live",
    // A machine that vanished is noticed soon, so that another may take over what it traded.
    options: `-c search_path=${postgresSchema} -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3`,
  };
  const pool = new pg.Pool({ ...config, max: 4 });
  // Idle connections that end are no failure: the next question opens another.
  pool.on("error", () => {});
  // The server may end a connection in the very packet that opens it, before anybody who asked for it can listen.
  pool.on("connect", (client) => void client.on("error", () => {}));
  try {
    const { rows } = await pool.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (version < oldestServer)
      throw new StoreError(
        "SAGE8523",
        `The store ${shown} is PostgreSQL ${version}; ${oldestServer} is the oldest that will do.`,
        "Use a newer server.",
      );
    return new PostgresStoreDatabase(pool, () => new pg.Client(config), shown);
  } catch (error) {
    await pool.end();
    throw storeErrorOf(error, shown, "open");
  }
}

/** Connections on which something was lost are not used again. */
function carefulClient(client: PoolClient): PostgresPoolClient {
  let broken = false;
  // The pool listens only while nobody has the connection; what nobody listens to ends the process.
  const lose = (): void => void (broken = true);
  client.on("error", lose);
  const query = async (text: string, values: readonly unknown[]) => {
    try {
      return await client.query(text, [...values]);
    } catch (error) {
      broken ||= isConnectionLost(error);
      throw error;
    }
  };
  // The builder knows another form of `query`, for cursors, which are not used here.
  const plain = query as unknown as PostgresPoolClient["query"];
  const release = (): void => {
    client.removeListener("error", lose);
    client.release(broken);
  };
  return { query: plain, release };
}

class PostgresStoreDatabase implements StoreDatabase {
  readonly kind = "postgres";
  readonly shown: string;
  readonly #db: Kysely<Tables>;
  readonly #client: () => Client;

  constructor(pool: Pool, client: () => Client, shown: string) {
    this.shown = shown;
    this.#client = client;
    this.#db = new Kysely<Tables>({
      dialect: new PostgresDialect({
        pool: { connect: async () => carefulClient(await pool.connect()), end: () => pool.end() },
      }),
    });
  }

  async transact<Result>(kind: "read" | "write", work: (query: Query) => Promise<Result>): Promise<Result> {
    try {
      return await this.#db.connection().execute((query) => inside(kind, query, work));
    } catch (error) {
      throw storeErrorOf(error, this.shown, "run");
    }
  }

  async appear(session: number): Promise<Presence> {
    const presence = new PostgresPresence(this.#client, session, this.shown);
    await presence.ensure();
    return presence;
  }

  async isPresent(session: number, query: Query): Promise<boolean> {
    // Shared, so that two that ask at once do not take each other for the one they ask after.
    const { rows } = await sql<{
      free: boolean;
    }>`select pg_try_advisory_xact_lock_shared(${lockSpace}::int, ${session}::int) as free`.execute(query);
    return rows[0]?.free !== true;
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

async function inside<Result>(
  kind: "read" | "write",
  query: Query,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  const begin = kind === "write" ? "begin" : "begin isolation level repeatable read read only";
  await query.executeQuery(CompiledQuery.raw(begin));
  try {
    const result = await work(query);
    await query.executeQuery(CompiledQuery.raw("commit"));
    return result;
  } catch (error) {
    if (!isConnectionLost(error)) await query.executeQuery(CompiledQuery.raw("rollback")).catch(() => {});
    throw error;
  }
}

/** An advisory lock on a connection of its own, which the server ends with the connection. */
class PostgresPresence implements Presence {
  readonly #connect: () => Client;
  readonly #session: number;
  readonly #shown: string;
  #client: Client | null = null;
  #asked = 0;
  #lastProcess: number | null = null;

  constructor(connect: () => Client, session: number, shown: string) {
    this.#connect = connect;
    this.#session = session;
    this.#shown = shown;
  }

  async ensure(): Promise<void> {
    if (await this.#isSeen()) return;
    const client = this.#connect();
    const lose = (): void => {
      if (this.#client === client) this.#client = null;
    };
    client.on("error", lose);
    client.on("end", lose);
    try {
      await client.connect();
      await this.#take(client);
      this.#client = client;
      this.#asked = performance.now();
    } catch (error) {
      await client.end().catch(() => {});
      throw storeErrorOf(error, this.#shown, "run");
    }
  }

  /** A connection that nothing flows through may be dead without anybody knowing. */
  async #isSeen(): Promise<boolean> {
    const client = this.#client;
    if (client === null) return false;
    if (performance.now() - this.#asked < presenceTime) return true;
    try {
      await client.query("select 1");
      this.#asked = performance.now();
      return true;
    } catch {
      this.#client = null;
      client.end().catch(() => {});
      return false;
    }
  }

  async #take(client: Client): Promise<void> {
    const values = [lockSpace, this.#session];
    for (let attempt = 0; attempt < 20; attempt++) {
      const { rows } = await client.query<{ taken: boolean; process: number }>(
        "select pg_try_advisory_lock($1::int, $2::int) as taken, pg_backend_pid() as process",
        values,
      );
      if (rows[0]?.taken === true) {
        this.#lastProcess = rows[0].process;
        return;
      }
      // The server may still hold the connection that we lost.
      if (this.#lastProcess !== null)
        await client.query("select pg_terminate_backend($1)", [this.#lastProcess]);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new StoreError("SAGE8520", `The store ${this.#shown} still keeps a connection that was lost.`);
  }

  async leave(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }
}
