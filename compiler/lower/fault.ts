import type { Expression } from "../../lang/tree.js";

/** Something lowering was given that a sound strategy does not hold. A mistake of the compiler, not of the author. */
export class LoweringFault extends Error {
  constructor(
    what: string,
    readonly expression: Expression,
  ) {
    super(`${what} cannot be lowered`);
    this.name = "LoweringFault";
  }
}

/** What checks but cannot be run by this version; becomes a diagnostic with these words. */
export class NotRunYet extends Error {
  constructor(
    readonly expression: Expression,
    /** Subject of "… cannot be run yet". */
    readonly what: string,
    /** What does the job today. */
    readonly today: string,
  ) {
    super(`${what} cannot be run yet`);
    this.name = "NotRunYet";
  }
}
