import type { LiveBar } from "../bar.js";
import { insertAll } from "./bulk.js";
import type { Query } from "./database.js";
import { groupRows } from "./group-rows.js";
import type { LiveStep } from "./live-store.js";
import { barRow, seriesText } from "./records.js";
import type { NewRow, RowOf } from "./tables.js";

const keyOf = (arena: number, time: number): string => `${arena} ${time}`;

/**
 * Keeps each bar once, whoever traded on it. Where a step was decided on other numbers than an earlier one, both are kept,
 * and each step knows its own.
 */
export class StepBars {
  readonly #known: Map<string, (RowOf<"bars"> | NewRow<"bars">)[]>;
  readonly #fresh: NewRow<"bars">[] = [];

  private constructor(rows: readonly RowOf<"bars">[]) {
    this.#known = groupRows<string, RowOf<"bars"> | NewRow<"bars">>(rows, ({ arena_id, time }) =>
      keyOf(arena_id, time),
    );
  }

  static async load(query: Query, steps: readonly { readonly arena: number; readonly step: LiveStep }[]) {
    const arenas = [...new Set(steps.map(({ arena }) => arena))];
    const times = steps.map(({ step }) => step.bar.time);
    // A moment's bars lie close together; those that lie between are few.
    const rows = await query
      .selectFrom("bars")
      .selectAll()
      .where("arena_id", "in", arenas)
      .where(
        "time",
        ">=",
        times.reduce((low, time) => Math.min(low, time)),
      )
      .where(
        "time",
        "<=",
        times.reduce((high, time) => Math.max(high, time)),
      )
      .orderBy("revision")
      .execute();
    return new StepBars(rows);
  }

  /** The revision that says exactly this. */
  revisionOf(arena: number, bar: LiveBar, received: number): number {
    const key = keyOf(arena, bar.time);
    const rows = this.#known.get(key) ?? [];
    const same = rows.find((row) => isSame(row, bar));
    if (same !== undefined) return same.revision;
    const row = barRow(arena, rows.length, bar, received);
    this.#known.set(key, [...rows, row]);
    this.#fresh.push(row);
    return row.revision;
  }

  async save(query: Query): Promise<void> {
    await insertAll(query, "bars", this.#fresh);
  }
}

function isSame(row: NewRow<"bars">, { open, high, low, close, volume, series }: LiveBar): boolean {
  return (
    row.open === open &&
    row.high === high &&
    row.low === low &&
    row.close === close &&
    row.volume === volume &&
    (row.series ?? null) === seriesText(series)
  );
}
