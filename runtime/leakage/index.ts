export { corruptAfter } from "./corrupt.js";
export { findLeaks, type Computed, type Decision, type Leak, type LeakageProof } from "./find-leaks.js";
export { findForesight, type Foresight, type ForesightOptions } from "./foresight.js";
export { proveNoLeakage, type ProofOptions } from "./prove.js";
