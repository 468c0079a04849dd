import type { Pool } from "pg";
import { RunError } from "../engine/error.js";
import { parseAddress, shownAddress } from "./address.js";

/** The oldest PostgreSQL that has all that is used. */
const oldestServer = 13;

export interface DatabaseOptions {
  /** How long a database that was there may be away, in milliseconds; default ten minutes. */
  readonly patience?: number;
  readonly connections?: number;
  /** Told when the database goes away and when it is back. */
  readonly onNote?: ((sentence: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type Row = Readonly<Record<string, unknown>>;

/**
 * A PostgreSQL database that may be restarted under us: what is asked is asked again until it is back. So everything
 * that is asked must bear being done twice.
 */
export class Database {
  readonly shown: string;
  readonly #pool: Pool;
  readonly #options: DatabaseOptions;
  #isAway = false;
  #backSince = performance.now();

  private constructor(pool: Pool, shown: string, options: DatabaseOptions) {
    this.#pool = pool;
    this.#options = options;
    this.shown = shown;
    // Idle connections that end are no failure: the next question opens another.
    pool.on("error", () => {});
  }

  /** @throws RunError SAGE8410 to SAGE8413 where the database cannot be used */
  static async open(address: string, options: DatabaseOptions = {}): Promise<Database> {
    const url = parseAddress(address);
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({
      connectionString: address,
      max: options.connections ?? 4,
      connectionTimeoutMillis: 10_000,
      query_timeout: 120_000,
      keepAlive: true,
      application_name: "nailsage",
    });
    const database = new Database(pool, shownAddress(url), options);
    try {
      const { rows } = await pool.query<{ version: string }>(
        "select current_setting('server_version_num') as version",
      );
      const version = Math.floor(Number(rows[0]?.version) / 10_000);
      if (version < oldestServer)
        throw new RunError(
          "SAGE8413",
          `The database ${database.shown} is PostgreSQL ${version}; ${oldestServer} is the oldest that will do.`,
          "Use a newer server.",
        );
      return database;
    } catch (error) {
      await pool.end();
      throw error instanceof RunError ? error : refusalOf(error, database.shown);
    }
  }

  /** When it was last away, in milliseconds from now. */
  get steadyFor(): number {
    return this.#isAway ? 0 : performance.now() - this.#backSince;
  }

  /** @throws RunError when the database refuses, or stays away for longer than is borne */
  async query(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const until = performance.now() + (this.#options.patience ?? 600_000);
    for (let pause = 50; ; pause = Math.min(2 * pause, 2000)) {
      try {
        // Without values several statements may stand in a text; their results come as a list.
        const answer = await (values.length === 0
          ? this.#pool.query<Record<string, unknown>>(text)
          : this.#pool.query<Record<string, unknown>>(text, [...values]));
        this.#noteBack();
        return Array.isArray(answer) ? [] : answer.rows;
      } catch (error) {
        if (!isLost(error) || performance.now() > until || this.#options.signal?.aborted === true)
          throw refusalOf(error, this.shown);
        this.#noteAway();
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #noteAway(): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#options.onNote?.(`The database ${this.shown} is away; waiting for it.`);
  }

  #noteBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#backSince = performance.now();
    this.#options.onNote?.(`The database ${this.shown} is back.`);
  }
}

const field = (error: unknown, name: string): string => {
  const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === "string" ? value : "";
};

/** Codes of the system and of PostgreSQL that mean: not now. */
const lostCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  // Shutting down, crashed, starting up, too many connections, a deadlock that another lost.
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "40P01",
  "40001",
]);

function isLost(error: unknown): boolean {
  const code = field(error, "code");
  if (lostCodes.has(code) || code.startsWith("08")) return true;
  const several: unknown = error instanceof AggregateError ? error.errors : undefined;
  if (Array.isArray(several)) return several.some(isLost);
  return code === "" && /connection|timeout|not queryable/i.test(field(error, "message"));
}

/** What a failure of the database means for its user. */
function refusalOf(error: unknown, shown: string): unknown {
  if (error instanceof RunError) return error;
  const code = field(error, "code");
  const said = field(error, "message") || code;
  if (code === "ENOTFOUND" || isLost(error))
    return new RunError(
      "SAGE8411",
      `The database ${shown} cannot be reached: ${reasonOf(error)}.`,
      "Is it running, and are host and port right?",
    );
  if (code === "3D000")
    return new RunError(
      "SAGE8411",
      `There is no such database at ${shown}.`,
      "Make it first: createdb NAME.",
    );
  if (code.startsWith("28") || code === "42501" || /password|SASL|SCRAM/.test(said))
    return new RunError(
      "SAGE8412",
      `The database ${shown} refuses: ${said}.`,
      "Check user and password; the user needs the right to create schemas in the database.",
    );
  if (/SSL/i.test(said) && code === "")
    return new RunError(
      "SAGE8411",
      `The database ${shown} cannot be reached: ${said}.`,
      "Add ?sslmode=disable or ?sslmode=require to the address.",
    );
  if (code.startsWith("53"))
    return new RunError(
      "SAGE8419",
      `The database ${shown} has run out of something: ${said}.`,
      "Free space or memory there.",
    );
  return code === ""
    ? error
    : new RunError("SAGE8419", `The database ${shown} could not do what it was asked: ${said} (${code}).`);
}

function reasonOf(error: unknown): string {
  const several: unknown = error instanceof AggregateError ? error.errors : undefined;
  const first: unknown = Array.isArray(several) ? several[0] : error;
  const code = field(first, "code");
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nothing listens there",
    ENOTFOUND: "there is no host of that name",
    ETIMEDOUT: "it does not answer",
    EHOSTUNREACH: "no way leads to that host",
  };
  return known[code] ?? (field(first, "message") || code);
}
