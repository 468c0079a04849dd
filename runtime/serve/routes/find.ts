import type { StoreDatabase } from "../../live/store/database.js";
import {
  readArenas,
  readStrategyList,
  type StoredArena,
  type StoredStrategy,
} from "../../live/store/read/index.js";
import { ServeError } from "../serve-error.js";

/** @throws ServeError SAGE8568 */
export async function strategyOf(database: StoreDatabase, id: number): Promise<StoredStrategy> {
  const [found] = await readStrategyList(database, { id });
  if (found !== undefined) return found;
  throw new ServeError("SAGE8568", `There is no strategy ${id}.`, "See /api/v1/strategies.");
}

/** @throws ServeError SAGE8568 */
export async function arenaOf(database: StoreDatabase, id: number): Promise<StoredArena> {
  const found = (await readArenas(database)).find((arena) => arena.id === id);
  if (found !== undefined) return found;
  throw new ServeError("SAGE8568", `There is no arena ${id}.`, "See /api/v1/arenas.");
}
