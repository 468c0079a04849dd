import { ratio, type Unit } from "../../kernels/catalog/unit.js";

/** The unit of a `series` that a function is given: one that nothing else has, since it may be any. */
export const someUnit: Unit = { ...ratio, quote: 0.25, base: 0.125 };
