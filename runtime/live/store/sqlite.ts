import type BetterSqlite from "better-sqlite3";
import { CompiledQuery, Kysely, SqliteDialect, type SqliteDatabase } from "kysely";
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Presence, Query, StoreDatabase } from "./database.js";
import { storeErrorOf } from "./failure.js";
import { StoreError } from "./store-error.js";
import type { Tables } from "./tables.js";

/** Marks the file as ours: "SAGE". */
const applicationId = 0x53414745;
/** How long the event loop may stand still for another process's transaction, in milliseconds. */
const busyTime = 20;
/** How long a call goes on asking, without standing still. */
const patience = 2000;

type Sqlite = BetterSqlite.Database;
type Open = (path: string, options?: BetterSqlite.Options) => Sqlite;

/** @throws StoreError */
export async function openSqlite(path: string, shown: string): Promise<StoreDatabase> {
  const { default: Library } = await import("better-sqlite3");
  const open: Open = (...words) => new Library(...words);
  let file: Sqlite | null = null;
  try {
    if (path !== ":memory:") makeFolder(path, shown);
    file = open(path, { timeout: busyTime });
    await prepare(file, shown);
    return new SqliteStoreDatabase(file, path, shown, open);
  } catch (error) {
    file?.close();
    throw storeErrorOf(error, shown, "open");
  }
}

function makeFolder(path: string, shown: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new StoreError(
      "SAGE8523",
      `The folder of the store ${shown} cannot be made.`,
      "Give another path with --store, or the right to write there.",
      error,
    );
  }
}

async function prepare(file: Sqlite, shown: string): Promise<void> {
  await patiently(() => {
    const owner = file.pragma("application_id", { simple: true });
    const { count } = file
      .prepare<[], { readonly count: number }>("select count(*) as count from sqlite_master")
      .get() ?? { count: 0 };
    if (owner !== applicationId && (owner !== 0 || count > 0))
      throw new StoreError(
        "SAGE8521",
        `The store ${shown} is a database of some other program.`,
        "Give another path with --store, or move that file away.",
      );
    file.pragma("journal_mode = wal");
    // What was told as stored must be there after a loss of power.
    file.pragma("synchronous = full");
    file.pragma("foreign_keys = on");
    file.pragma("trusted_schema = off");
    file.pragma("cache_size = -16000");
    if (owner === 0) file.pragma(`application_id = ${applicationId}`);
  });
}

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;

const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(String(codeOf(error)));

/** Asks again while another process is at it; the event loop goes on meanwhile. */
async function patiently<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const until = performance.now() + patience;
  for (let pause = 5; ; pause = Math.min(2 * pause, 100)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** A desk asks the same few statements at each bar, and preparing one costs more than most take to run. */
const keptStatements = 100;
/** Longer ones are seldom the same again, and take much memory. */
const longestKept = 8192;

/** The file, with the statements that were asked last kept ready. */
function withStatements(file: Sqlite): SqliteDatabase {
  const kept = new Map<string, ReturnType<SqliteDatabase["prepare"]>>();
  return {
    close: () => void file.close(),
    prepare: (text) => {
      const statement = kept.get(text) ?? file.prepare(text);
      if (text.length > longestKept) return statement;
      kept.delete(text);
      kept.set(text, statement);
      for (const oldest of kept.keys()) {
        if (kept.size <= keptStatements) break;
        kept.delete(oldest);
      }
      return statement;
    },
  };
}

/** Kept from being collected as garbage, which would end the locks. */
const heldFiles = new Set<Sqlite>();

class SqliteStoreDatabase implements StoreDatabase {
  readonly kind = "sqlite";
  readonly shown: string;
  readonly #db: Kysely<Tables>;
  readonly #path: string;
  readonly #open: Open;
  readonly #inode: number | null;

  constructor(file: Sqlite, path: string, shown: string, open: Open) {
    this.shown = shown;
    this.#path = path;
    this.#open = open;
    this.#inode = path === ":memory:" ? null : statSync(path).ino;
    this.#db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: withStatements(file) }) });
  }

  async transact<Result>(kind: "read" | "write", work: (query: Query) => Promise<Result>): Promise<Result> {
    try {
      this.#refuseOtherFile();
      return await this.#db.connection().execute((query) => this.#inside(kind, query, work));
    } catch (error) {
      throw storeErrorOf(error, this.shown, "run");
    }
  }

  async #inside<Result>(
    kind: "read" | "write",
    query: Query,
    work: (query: Query) => Promise<Result>,
  ): Promise<Result> {
    const begin = CompiledQuery.raw(kind === "write" ? "begin immediate" : "begin");
    await patiently(() => query.executeQuery(begin));
    try {
      const result = await work(query);
      await patiently(() => query.executeQuery(CompiledQuery.raw("commit")));
      return result;
    } catch (error) {
      // A full disk has ended the transaction already.
      await query.executeQuery(CompiledQuery.raw("rollback")).catch(() => {});
      throw error;
    }
  }

  /** An open file that was deleted or replaced takes what is written and loses it. */
  #refuseOtherFile(): void {
    if (this.#inode === null) return;
    const now = statSync(this.#path, { throwIfNoEntry: false });
    if (now === undefined)
      throw new StoreError(
        "SAGE8520",
        `The store ${this.shown} is gone: somebody deleted or moved the file.`,
        "Put the file back where it was.",
      );
    if (now.ino !== this.#inode)
      throw new StoreError(
        "SAGE8524",
        `Another file was put in the place of the store ${this.shown} while it was in use.`,
        "Stop this process and start it again.",
      );
  }

  #presencePath(session: number): string {
    return `${this.#path}-session-${session}`;
  }

  /** A file that is kept locked: the system ends the lock with the process, whatever ends that. */
  async appear(session: number): Promise<Presence> {
    if (this.#inode === null) return { ensure: async () => {}, leave: async () => {} };
    const path = this.#presencePath(session);
    try {
      const held = this.#open(path, { timeout: 0 });
      held.exec("begin exclusive");
      heldFiles.add(held);
      return {
        ensure: async () => {},
        leave: async () => {
          heldFiles.delete(held);
          held.close();
          rmSync(path, { force: true });
        },
      };
    } catch (error) {
      throw storeErrorOf(error, this.shown, "run");
    }
  }

  async isPresent(session: number): Promise<boolean> {
    const path = this.#presencePath(session);
    if (this.#inode === null || !existsSync(path)) return false;
    const other = this.#open(path, { timeout: 0 });
    try {
      other.exec("begin exclusive");
    } catch (error) {
      if (isBusy(error)) return true;
      throw error;
    } finally {
      other.close();
    }
    rmSync(path, { force: true });
    return false;
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}
