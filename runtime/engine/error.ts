/** A run that cannot be: the sentence says why, `help` what to do. */
export class RunError extends Error {
  constructor(
    /** Stable, for scripts: `parameter`, `requirement`, `operation`, `snapshot`, `no_tick`, `data`, … */
    readonly code: string,
    message: string,
    readonly help: string | null = null,
  ) {
    super(message);
    this.name = "RunError";
  }
}
