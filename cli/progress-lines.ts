/** How far long work is, for a program that watches this one. */
export interface ProgressLine {
  readonly done: number;
  readonly total: number;
  /** What is being done, where it has parts: fold 2 of 5. */
  readonly part: { readonly name: "fold" | "training"; readonly number: number; readonly of: number } | null;
  /** The best so far of what is optimised. */
  readonly best: number | null;
}

const every = 100;

/** With `SAGE_PROGRESS=json` in the environment: a JSON line on standard error now and then; else nothing. */
export class ProgressLines {
  readonly #isWanted = process.env["SAGE_PROGRESS"] === "json";
  #said = Number.NEGATIVE_INFINITY;

  tell(progress: ProgressLine): void {
    const now = performance.now();
    if (!this.#isWanted || now - this.#said < every) return;
    this.#said = now;
    process.stderr.write(`${JSON.stringify({ progress })}\n`);
  }
}
