/** Hands out addresses one after another. */
export class Layout {
  #next: number;

  constructor(start: number) {
    this.#next = start;
  }

  /** The first address that is still free. */
  get end(): number {
    return this.#next;
  }

  /** An address for `bytes` bytes, a multiple of 16. */
  take(bytes: number): number {
    const address = Math.ceil(this.#next / 16) * 16;
    this.#next = address + bytes;
    return address;
  }
}

/**
 * Columns lie a little further apart than they are long, so that equal places of different columns do not compete for
 * the same cache lines.
 */
const columnGap = 192;

export function takeColumn(layout: Layout, capacity: number): number {
  return layout.take(capacity * 8 + columnGap);
}
