/** Messages of several connections in the order in which they came, for one reader. */
export class Inbox<Message> implements AsyncIterable<Message> {
  readonly #messages: Message[] = [];
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(
    /** Called with true when more wait than should, with false when the reader has caught up. */
    private readonly hold: (isHeld: boolean) => void,
    private readonly limit = 1024,
  ) {}

  add(message: Message): void {
    this.#messages.push(message);
    if (this.#messages.length === this.limit) this.hold(true);
    this.#wake();
  }

  /** What came before is read first. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    for (;;) {
      const batch = this.#messages.splice(0);
      if (batch.length >= this.limit) this.hold(false);
      yield* batch;
      if (this.#messages.length > 0) continue;
      if (this.#failure !== null) throw this.#failure.error;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
