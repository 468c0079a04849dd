import type { TwinRules } from "./twin-rules.js";

const day = 86_400_000;

/** What stops the slow twin from trading, and for how long. */
export class TwinHalts {
  private day = Number.NaN;
  private readonly states: { reference: number; until: number; base: number }[];

  constructor(
    private readonly rules: TwinRules,
    equity: number,
  ) {
    this.states = rules.halts.map(() => ({ reference: equity, until: 0, base: 0 }));
  }

  areOn(): boolean {
    return this.states.some(({ until }) => until !== 0);
  }

  /** A day's loss counts from the last mark of the day before. */
  beginDay(time: number, mark: number): void {
    const today = Math.floor(time / day);
    if (today === this.day) return;
    this.day = today;
    this.rules.halts.forEach((halt, k) => {
      const state = this.states[k];
      if (halt.quantity === "daily loss" && state !== undefined) state.reference = mark;
    });
  }

  /** At the close, with the equity of the account and the losses in a row. */
  check(bar: number, mark: number, losses: number): void {
    this.rules.halts.forEach((halt, k) => {
      const state = this.states[k];
      if (state === undefined) return;
      if (state.until > 0 && bar >= state.until) {
        state.until = 0;
        state.reference = mark;
        state.base = losses;
      }
      if (state.until !== 0) return;
      if (halt.quantity === "drawdown") state.reference = Math.max(state.reference, mark);
      if (losses < state.base) state.base = 0;
      const value =
        halt.quantity === "losing streak" ? losses - state.base : (state.reference - mark) / state.reference;
      if (value > halt.above)
        state.until = halt.length === undefined ? Number.POSITIVE_INFINITY : bar + halt.length;
    });
  }
}
