import { createHash } from "node:crypto";
import { marketKey } from "../market.js";
import { arenaId } from "./arenas.js";
import type { Query } from "./database.js";
import type { LiveNote } from "./live-store.js";

/** The same note, told again because an answer was lost, is one note. */
function digestOf({ time, event, severity, strategy, market, message, data }: Omit<LiveNote, "id">): string {
  const place = market === null ? null : marketKey(market);
  const text = JSON.stringify([time, event, severity, strategy, place, message, data]);
  return createHash("sha256").update(text).digest("hex");
}

export async function insertNotes(query: Query, notes: readonly Omit<LiveNote, "id">[]): Promise<void> {
  for (const note of notes)
    await query
      .insertInto("event_log")
      .values({
        digest: digestOf(note),
        time: note.time,
        event: note.event,
        severity: note.severity,
        strategy_id: note.strategy,
        arena_id: note.market === null ? null : await arenaId(query, note.market),
        message: note.message,
        data: JSON.stringify(note.data),
      })
      .onConflict((conflict) => conflict.column("digest").doNothing())
      .execute();
}
