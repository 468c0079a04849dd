import { ProgressLines } from "./progress-lines.js";
import { duration } from "../runtime/report/format.js";

const redrawEvery = 100;
const lineEvery = 10_000;
const quietFor = 400;

/** How far work in folds has come. */
export interface FoldsDone {
  /** Counted from 1. */
  readonly fold: number;
  readonly folds: number;
  readonly done: number;
  readonly total: number;
}

/** How far work that goes fold by fold has come: one line redrawn on a terminal, a plain line now and then elsewhere. */
export class FoldProgress {
  readonly #started = performance.now();
  readonly #isTerminal = process.stderr.isTTY;
  #said = performance.now();
  #isDrawn = false;
  #last: FoldsDone | null = null;
  readonly #lines = new ProgressLines();

  constructor(
    private readonly unit: string,
    private readonly quiet: boolean,
    /** What is counted: folds, or trainings, of which a fold can have several. */
    private readonly noun: "fold" | "training" = "fold",
  ) {}

  get last(): FoldsDone | null {
    return this.#last;
  }

  update(progress: FoldsDone): void {
    this.#last = progress;
    const { fold, folds, done, total } = progress;
    this.#lines.tell({ done, total, part: { name: this.noun, number: fold, of: folds }, best: null });
    const now = performance.now();
    const every = this.#isTerminal ? redrawEvery : lineEvery;
    if (this.quiet || now - this.#started < quietFor || now - this.#said < every) return;
    this.#said = now;
    const line = this.#line(progress, now - this.#started);
    process.stderr.write(this.#isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    this.#isDrawn = this.#isTerminal;
  }

  end(): void {
    if (this.#isDrawn) process.stderr.write("\r\u001b[2K");
    this.#isDrawn = false;
  }

  #line({ fold, folds, done, total }: FoldsDone, elapsed: number): string {
    const share = (fold - 1 + done / Math.max(1, total)) / Math.max(1, folds);
    const left = share > 0.01 ? `  ${duration((elapsed * (1 - share)) / share)} left` : "";
    return `${Math.floor(100 * share)} %  ${this.noun} ${fold} of ${folds}, ${done} of ${total} ${this.unit}${left}`;
  }
}
