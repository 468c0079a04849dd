/** More than that is not heaped up: who brings it waits until there is room. */
const room = 512;
/** How long what comes in one stroke is gathered: turns of the event loop, each of which brought something. */
const mostTurns = 64;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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

  /**
   * All that has come, once something has; null when nothing more will. Hundreds of bars that close together come in one
   * stroke: the first is not stored alone while the others wait for that.
   */
  async take(): Promise<readonly Item[] | null> {
    while (this.#items.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    await this.#gather();
    const items = this.#items;
    this.#items = [];
    this.#giveRoom();
    return items;
  }

  async #gather(): Promise<void> {
    for (let turn = 0, had = 0; turn < mostTurns && had < this.#items.length; turn++) {
      had = this.#items.length;
      if (had >= room || this.#isOver) return;
      await nextTurn();
    }
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
