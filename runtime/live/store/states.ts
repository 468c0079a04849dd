import type { Query } from "./database.js";
import { packDelta, packFull, unpack, type PackedState } from "./state-delta.js";
import { StoreError } from "./store-error.js";
import type { NewRow, RowOf } from "./tables.js";

interface Base {
  readonly number: number;
  readonly digest: number;
  readonly state: Uint8Array;
}

export interface PlannedState {
  readonly row: NewRow<"states">;
  /** What the next delta is taken from, where that changes. */
  readonly base: Base | null;
}

/**
 * The last state of each strategy: a whole one now and then, and what has changed since. The whole one is remembered, so
 * that the change is found without reading it; whoever forgot it writes a whole one again.
 */
export class States {
  readonly #bases = new Map<number, Base>();

  plan(
    strategy: number,
    number: number,
    state: Uint8Array,
    stored: Pick<RowOf<"standings">, "full_number" | "full_digest"> | undefined,
  ): PlannedState {
    const base = this.#bases.get(strategy);
    const isKnown =
      base !== undefined && base.number === stored?.full_number && base.digest === stored.full_digest;
    const delta = isKnown ? packDelta(base.state, state) : null;
    const packed = delta ?? packFull(state);
    const { kind, size, digest, content } = packed;
    const origin = delta === null ? number : (base?.number ?? number);
    return {
      row: { strategy_id: strategy, kind, number, base: origin, size, digest, content: Buffer.from(content) },
      base: delta === null ? { number, digest, state: new Uint8Array(state) } : null,
    };
  }

  /** After the transaction that stored them. */
  remember(planned: readonly PlannedState[]): void {
    for (const { row, base } of planned) if (base !== null) this.#bases.set(row.strategy_id, base);
  }

  /** After a transaction of which nobody knows whether it was done. */
  forget(strategies: readonly number[]): void {
    for (const strategy of strategies) this.#bases.delete(strategy);
  }
}

/** @returns the last state and its step; null where none was stored. @throws StoreError SAGE8524 where it is damaged */
export async function readState(
  query: Query,
  strategy: number,
): Promise<{ readonly number: number; readonly state: Uint8Array } | null> {
  const rows = await query.selectFrom("states").selectAll().where("strategy_id", "=", strategy).execute();
  const full = rows.find(({ kind }) => kind === "full");
  if (full === undefined) return null;
  const base = unpack(packedOf(full), null);
  const delta = rows.find(({ kind, base: origin }) => kind === "delta" && origin === full.number);
  const state = base === null || delta === undefined ? base : unpack(packedOf(delta), base);
  if (state === null)
    throw new StoreError(
      "SAGE8524",
      `The saved state of strategy ${strategy} is damaged.`,
      "Restore the last backup; docs/live.md, section Store, tells how.",
    );
  return { number: delta?.number ?? full.number, state };
}

const packedOf = ({ kind, size, digest, content }: RowOf<"states">): PackedState => ({
  kind,
  size,
  digest,
  content,
});
