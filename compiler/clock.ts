/** What a value ticks with: the strategy's own bars, or a slower timeframe's. */
export type Clock = "base" | FrameClock;

/** The bars of a `frame`: made of the strategy's own, and known when they are finished. */
export interface FrameClock {
  readonly kind: "frame";
  readonly name: string;
  /** Milliseconds of one of its bars. */
  readonly interval: number;
  /** How many of the strategy's bars make one of its own. */
  readonly ratio: number;
}

/** Milliseconds of a bar of a clock. */
export function intervalOf(clock: Clock, timeframe: number): number {
  return clock === "base" ? timeframe : clock.interval;
}
