import { ProgressLines } from "./progress-lines.js";
import type { SearchProgress } from "../runtime/index.js";
import { duration } from "../runtime/report/format.js";

const redrawEvery = 100;
const lineEvery = 10_000;
const quietFor = 400;

/** How far a search has come: one line that is redrawn on a terminal, a plain line now and then elsewhere. */
export class SearchProgressLine {
  readonly #started = performance.now();
  readonly #isTerminal = process.stderr.isTTY;
  #said = performance.now();
  #isDrawn = false;
  #last: SearchProgress | null = null;
  #first: number | null = null;
  readonly #lines = new ProgressLines();

  constructor(private readonly quiet: boolean) {}

  /** What was done when the search was last heard of. */
  get last(): SearchProgress | null {
    return this.#last;
  }

  update(progress: SearchProgress): void {
    this.#last = progress;
    this.#first ??= progress.done;
    const { done, total, best } = progress;
    this.#lines.tell({ done, total, part: null, best: best?.objective ?? null });
    const now = performance.now();
    const every = this.#isTerminal ? redrawEvery : lineEvery;
    if (this.quiet || now - this.#started < quietFor || now - this.#said < every) return;
    this.#said = now;
    const line = lineOf(progress, this.#first, (now - this.#started) / 1000);
    if (!this.#isTerminal) process.stderr.write(`${line}\n`);
    else process.stderr.write(`\r\u001b[2K${line}`);
    this.#isDrawn = this.#isTerminal;
  }

  end(): void {
    if (this.#isDrawn) process.stderr.write("\r\u001b[2K");
    this.#isDrawn = false;
  }
}

function lineOf({ done, total, evaluations, best }: SearchProgress, first: number, seconds: number): string {
  const left = done === first ? "" : `  ${duration((1000 * seconds * (total - done)) / (done - first))} left`;
  const rate = (evaluations / seconds / 1e6).toFixed(1);
  const found =
    best === null
      ? ""
      : `  best ${best.objective?.toPrecision(5) ?? "–"} at ${Object.values(best.parameters).join(", ")}`;
  const percent = Math.floor((100 * done) / Math.max(1, total));
  return `${percent} %  ${done} of ${total} sets  ${rate} M bars/s${left}${found}`;
}
