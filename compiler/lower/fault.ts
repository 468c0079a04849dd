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
