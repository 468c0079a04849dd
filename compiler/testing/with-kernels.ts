import { findOperation } from "../../kernels/catalog/index.js";
import { run } from "../../kernels/testing/run-operation.js";
import type { Other } from "./interpret.js";

/** Operations that the interpreter does not define itself, computed by their kernels. */
export const withKernels: Other = (name, parameters, inputs) => {
  const operation = findOperation(name);
  if (operation === undefined) throw new RangeError(`the catalogue has no ${name}`);
  const columns = inputs.map((input) => Float64Array.from(input));
  return run(operation, parameters, columns).outputs.map((column) => [...column]);
};
