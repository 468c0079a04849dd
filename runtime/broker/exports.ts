import type { Kernels } from "../../kernels/index.js";
import { RunError } from "../engine/error.js";

/** The broker's entry points in the kernel module, explained in `kernels/assembly/broker/step.ts`. */
export interface BrokerKernel {
  readonly step: (broker: number, from: number, count: number) => number;
  readonly skip: (broker: number, count: number) => void;
  readonly finish: (broker: number, index: number, closes: number) => void;
}

/** The loader knows the kernels' one signature only; the broker has its own, checked here by the number of arguments. */
export function brokerKernel(kernels: Kernels): BrokerKernel {
  const find = (name: string, length: number): unknown => {
    const found: unknown = kernels[name];
    if (typeof found !== "function" || found.length !== length)
      throw new RunError("SAGE8210", `The kernel module has no "${name}".`, "Run `npm run build`.");
    return found;
  };
  return {
    step: find("broker_step", 3) as BrokerKernel["step"],
    skip: find("broker_skip", 2) as BrokerKernel["skip"],
    finish: find("broker_finish", 3) as BrokerKernel["finish"],
  };
}
