import type { Register } from "./program.js";

/**
 * What a value made from `prev` cannot do without on a bar. Where one of it is missing the bar is skipped; what only a
 * branch that is not taken would have read is not needed.
 */
export class Needs {
  /** Read on every bar. */
  readonly inputs = new Set<Register>();
  /** Registers that are yes on bars on which something chosen there is missing. */
  readonly guards: Register[] = [];
}

/** For what may be missing. */
export const ignored = (): Needs => new Needs();

/** Moves what both branches need to what is needed in any case. */
export function shareNeeds(one: Needs, other: Needs, shared: Needs): void {
  for (const input of one.inputs) {
    if (!other.inputs.delete(input)) continue;
    one.inputs.delete(input);
    shared.inputs.add(input);
  }
}
