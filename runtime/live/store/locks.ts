import { hostname } from "node:os";
import { machineClock } from "../clock.js";
import type { Presence, Query, StoreDatabase } from "./database.js";
import type { WriteLock } from "./live-store.js";
import { StoreError } from "./store-error.js";

interface Session {
  readonly id: number;
  readonly presence: Presence;
}

/**
 * Who writes which ledger. A row says so; the row counts only while its process is seen to live, so what a killed process
 * held is free at once. Processes live by the machine's clock, whatever a replay's says. Each commit asks again, inside its transaction, whether the row is still ours.
 */
export class Locks {
  readonly #database: StoreDatabase;
  readonly #held = new Set<number>();
  #session: Promise<Session> | null = null;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  /** @throws StoreError SAGE8522 */
  async take(strategy: number): Promise<WriteLock> {
    const { id, presence } = await this.#appear();
    await presence.ensure();
    await this.#database.transact("write", (query) => this.#takeInside(query, strategy, id));
    this.#held.add(strategy);
    return { release: () => this.#release(strategy, id) };
  }

  /**
   * @returns the session that writes, after making sure that others see it
   * @throws StoreError
   */
  async ensure(): Promise<number | null> {
    if (this.#session === null) return null;
    const { id, presence } = await this.#session;
    await presence.ensure();
    return id;
  }

  /** Inside the transaction of a commit. @throws StoreError SAGE8522 where another process has taken over */
  async refuseOthers(query: Query, strategies: readonly number[], session: number | null): Promise<void> {
    const rows = query
      .selectFrom("locks")
      .selectAll()
      .where("strategy_id", "in", strategies)
      .orderBy("strategy_id");
    // Nobody takes over between this and the end of the transaction.
    const locked = await (this.#database.kind === "postgres" ? rows.forShare() : rows).execute();
    const other = locked.find(({ session_id }) => session_id !== session);
    if (other !== undefined) throw await refusal(query, other.strategy_id, other.session_id, other.taken_at);
    const owned = new Set(locked.map(({ strategy_id }) => strategy_id));
    const lost = strategies.find((strategy) => this.#held.has(strategy) && !owned.has(strategy));
    if (lost !== undefined)
      throw new StoreError(
        "SAGE8522",
        `Another process took over strategy ${lost} while this one could not reach the store, and has ended since.`,
        "Start this one again; it goes on where the other stopped.",
      );
  }

  async leave(): Promise<void> {
    const session = await this.#session?.catch(() => null);
    this.#session = null;
    if (!session) return;
    await this.#database
      .transact("write", async (query) => {
        await query.deleteFrom("locks").where("session_id", "=", session.id).execute();
        await query
          .updateTable("sessions")
          .set({ ended_at: machineClock.now() })
          .where("id", "=", session.id)
          .execute();
      })
      // Where the database is away, the end of the presence says the same.
      .catch(() => {});
    await session.presence.leave();
  }

  #appear(): Promise<Session> {
    this.#session ??= this.#begin().catch((error: unknown) => {
      this.#session = null;
      throw error;
    });
    return this.#session;
  }

  async #begin(): Promise<Session> {
    const { id } = await this.#database.transact("write", (query) =>
      query
        .insertInto("sessions")
        .values({ pid: process.pid, host: hostname(), started_at: machineClock.now(), ended_at: null })
        .returning("id")
        .executeTakeFirstOrThrow(),
    );
    return { id, presence: await this.#database.appear(id) };
  }

  async #takeInside(query: Query, strategy: number, session: number): Promise<void> {
    const rows = query.selectFrom("locks").selectAll().where("strategy_id", "=", strategy);
    const row = await (this.#database.kind === "postgres" ? rows.forUpdate() : rows).executeTakeFirst();
    if (row !== undefined) {
      const isOther = row.session_id !== session;
      const isHeld = isOther
        ? await this.#database.isPresent(row.session_id, query)
        : this.#held.has(strategy);
      if (isHeld) throw await refusal(query, strategy, row.session_id, row.taken_at);
    }
    const taken = { session_id: session, taken_at: machineClock.now() };
    const made = await query
      .insertInto("locks")
      .values({ strategy_id: strategy, ...taken })
      .onConflict((conflict) =>
        conflict
          .column("strategy_id")
          .doUpdateSet(taken)
          // Of two that found no row, the second changes nothing.
          .where("locks.session_id", "=", row?.session_id ?? session),
      )
      .returning("session_id")
      .executeTakeFirst();
    if (made === undefined) {
      const first = await rows.executeTakeFirstOrThrow();
      throw await refusal(query, strategy, first.session_id, first.taken_at);
    }
  }

  async #release(strategy: number, session: number): Promise<void> {
    if (!this.#held.has(strategy)) return;
    await this.#database.transact("write", (query) =>
      query
        .deleteFrom("locks")
        .where("strategy_id", "=", strategy)
        .where("session_id", "=", session)
        .execute(),
    );
    this.#held.delete(strategy);
  }
}

async function refusal(query: Query, strategy: number, session: number, since: number): Promise<StoreError> {
  const holder = await query
    .selectFrom("sessions")
    .select(["pid", "host"])
    .where("id", "=", session)
    .executeTakeFirst();
  const named = await query
    .selectFrom("strategies")
    .innerJoin("arenas", "arenas.id", "strategies.arena_id")
    .select(["strategies.name", "arenas.symbol"])
    .where("strategies.id", "=", strategy)
    .executeTakeFirst();
  const what = named === undefined ? `Strategy ${strategy}` : `${named.name} on ${named.symbol}`;
  const when = `${new Date(since).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return new StoreError(
    "SAGE8522",
    `${what} is traded by process ${holder?.pid ?? "?"} on ${holder?.host ?? "?"} since ${when}.`,
    "Stop that process first, or give this one another store with --store.",
  );
}
