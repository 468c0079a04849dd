import { exitCodes, Failure } from "./failure.js";

/** A number that no trade or signal of the run has. */
export function noSuch(run: string, what: "trade" | "signal", which: string, count: number): Failure {
  const known = count === 0 ? "none" : `1 to ${count}`;
  return new Failure(
    exitCodes.usage,
    "SAGE9513",
    `run ${run} has no ${what} ${which}`,
    `its ${what}s: ${known}`,
  );
}
