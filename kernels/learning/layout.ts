/** Where things lie in the memory of a training; the kernels read the same file. */
export * from "../assembly/learning/layout.js";
