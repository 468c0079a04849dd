export { corruptAfter } from "./corrupt.js";
export { findLeaks, type Computed, type Decision, type Leak, type LeakageProof } from "./find-leaks.js";
export { proveNoLeakage, type ProofOptions } from "./prove.js";
