import { findOperation, type Operation } from "../../kernels/catalog/index.js";
import type { Other } from "./interpret.js";

type Run = (
  operation: Operation,
  parameters: readonly number[],
  inputs: readonly Float64Array[],
) => { readonly outputs: readonly Float64Array[] };

/** Operations that the interpreter does not define itself, computed by their kernels. */
export function computedBy(run: Run): Other {
  return (name, parameters, inputs) => {
    const operation = findOperation(name);
    if (operation === undefined) throw new RangeError(`the catalogue has no ${name}`);
    const columns = inputs.map((input) => Float64Array.from(input));
    return run(operation, parameters, columns).outputs.map((column) => [...column]);
  };
}
