/** What comes while something else is being done: taken all at once when there is time for it. */
export class Mailbox<Item> {
  #items: Item[] = [];
  #isOver = false;
  #failure: unknown = null;
  #wake: (() => void) | null = null;

  put(item: Item): void {
    this.#items.push(item);
    this.#ring();
  }

  /** Nothing more will come; with a failure `take` throws it once all is taken. */
  end(failure: unknown = null): void {
    this.#isOver = true;
    this.#failure = failure;
    this.#ring();
  }

  /** All that has come, once something has; null when nothing more will. */
  async take(): Promise<readonly Item[] | null> {
    while (this.#items.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #ring(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
