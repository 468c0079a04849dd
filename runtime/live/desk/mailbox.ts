/** More than that is not heaped up: who brings it waits until there is room. */
const room = 512;

/** What comes while something else is being done: taken all at once when there is time for it. */
export class Mailbox<Item> {
  #items: Item[] = [];
  #isOver = false;
  #failure: unknown = null;
  #wake: (() => void) | null = null;
  #makeRoom: (() => void) | null = null;
  #isRefused = false;

  /** One at a time; resolves when there is room for the next. */
  async put(item: Item): Promise<void> {
    if (this.#isRefused) return;
    this.#items.push(item);
    this.#ring();
    if (this.#items.length >= room) await new Promise<void>((resolve) => (this.#makeRoom = resolve));
  }

  /** Nobody takes any more: what is brought is thrown away. */
  refuse(): void {
    this.#isRefused = true;
    this.#giveRoom();
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
    this.#giveRoom();
    return items;
  }

  #giveRoom(): void {
    this.#makeRoom?.();
    this.#makeRoom = null;
  }

  #ring(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
