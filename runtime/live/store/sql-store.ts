import { writeSteps } from "./commit.js";
import type { StoreDatabase } from "./database.js";
import type {
  LiveNote,
  LiveStep,
  LiveStore,
  Standing,
  StrategyRecord,
  StrategySwitch,
  WriteLock,
} from "./live-store.js";
import { Locks } from "./locks.js";
import { insertNotes } from "./notes.js";
import { readStanding } from "./standing.js";
import { States, type PlannedState } from "./states.js";
import { insertSwitchChanges, readSwitchHistory } from "./switches.js";
import { findOrMakeStrategy, type WantedStrategy } from "./strategies.js";

/** The ledger in a database; what differs between the two kinds lies in `StoreDatabase`. */
export class SqlStore implements LiveStore {
  readonly #locks: Locks;
  readonly #states = new States();
  readonly #now: () => number;

  constructor(
    readonly database: StoreDatabase,
    now: () => number,
  ) {
    this.#now = now;
    this.#locks = new Locks(database);
  }

  get kind(): "sqlite" | "postgres" {
    return this.database.kind;
  }

  get shown(): string {
    return this.database.shown;
  }

  strategy(wanted: WantedStrategy): Promise<StrategyRecord> {
    return this.database.transact("write", (query) => findOrMakeStrategy(query, wanted, this.#now()));
  }

  lock(strategy: number): Promise<WriteLock> {
    return this.#locks.take(strategy);
  }

  async commit(steps: readonly LiveStep[], notes: readonly Omit<LiveNote, "id">[] = []): Promise<void> {
    if (steps.length === 0 && notes.length === 0) return;
    const strategies = [...new Set(steps.map(({ strategy }) => strategy))];
    const session = await this.#locks.ensure();
    try {
      const planned = await this.database.transact("write", async (query) => {
        let states: readonly PlannedState[] = [];
        if (steps.length > 0) {
          await this.#locks.refuseOthers(query, strategies, session);
          states = await writeSteps(query, steps, this.#states);
        }
        await insertNotes(query, notes);
        return states;
      });
      this.#states.remember(planned);
    } catch (error) {
      this.#states.forget(strategies);
      throw error;
    }
  }

  standing(strategy: number): Promise<Standing | null> {
    return this.database.transact("read", (query) => readStanding(query, strategy));
  }

  note(note: Omit<LiveNote, "id">): Promise<void> {
    return this.database.transact("write", (query) => insertNotes(query, [note]));
  }

  switched(changes: readonly StrategySwitch[]): Promise<void> {
    return insertSwitchChanges(this.database, changes);
  }

  switchHistory(strategy: number): Promise<readonly StrategySwitch[]> {
    return readSwitchHistory(this.database, strategy);
  }

  async close(): Promise<void> {
    await this.#locks.leave();
    await this.database.close();
  }
}
