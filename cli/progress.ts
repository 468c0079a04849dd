const redrawEvery = 100;
const quietFor = 400;

/** How far long work has come: one line that is redrawn on a terminal, nothing elsewhere. */
export class Progress {
  readonly #started = performance.now();
  readonly #shown: boolean;
  #drawn = 0;

  constructor(
    private readonly unit: string,
    quiet: boolean,
  ) {
    this.#shown = !quiet && process.stderr.isTTY;
  }

  update(done: number, total: number): void {
    const now = performance.now();
    const elapsed = now - this.#started;
    if (!this.#shown || elapsed < quietFor || now - this.#drawn < redrawEvery || total <= 0) return;
    this.#drawn = now;
    const rate = done / (elapsed / 1000);
    const left = Math.max(0, total - done) / rate;
    const percent = Math.min(100, Math.round((100 * done) / total));
    process.stderr.write(
      `\r\u001b[2K${percent} %  ${(rate / 1e6).toFixed(1)} M ${this.unit}/s  ${left.toFixed(0)} s left`,
    );
  }

  end(): void {
    if (this.#drawn > 0) process.stderr.write("\r\u001b[2K");
  }
}
