import type { Kernels } from "../../kernels/index.js";
import { RunError } from "../engine/error.js";

/** The broker's entry points in the kernel module, explained in `kernels/assembly/broker/step.ts`. */
export interface BrokerKernel {
  readonly step: (broker: number, from: number, count: number) => number;
  readonly skip: (broker: number, count: number) => void;
  readonly finish: (broker: number, index: number, closes: number) => void;
  /** Finds the highest and lowest prices of spans (`runtime/broker/extremes.ts`) in three columns. */
  readonly extremes: (extremes: number, high: number, low: number, close: number, count: number) => void;
}

/** The loader knows the kernels' one signature only; the broker has its own, checked here by the number of arguments. */
function find(kernels: Kernels, name: string, length: number): unknown {
  const found: unknown = kernels[name];
  if (typeof found !== "function" || found.length !== length)
    throw new RunError("SAGE8210", `The kernel module has no "${name}".`, "Run `npm run build`.");
  return found;
}

export function brokerKernel(kernels: Kernels): BrokerKernel {
  return {
    step: find(kernels, "broker_step", 3) as BrokerKernel["step"],
    skip: find(kernels, "broker_skip", 2) as BrokerKernel["skip"],
    finish: find(kernels, "broker_finish", 3) as BrokerKernel["finish"],
    extremes: find(kernels, "broker_extremes", 5) as BrokerKernel["extremes"],
  };
}

/** The entry points of `kernels/assembly/broker/portfolio.ts`. */
export interface PortfolioKernel {
  readonly take: (portfolio: number) => void;
  /** 1: rows and records are to be collected, and then it goes on. */
  readonly step: (portfolio: number) => number;
}

export function portfolioKernel(kernels: Kernels): PortfolioKernel {
  return {
    take: find(kernels, "portfolio_take", 1) as PortfolioKernel["take"],
    step: find(kernels, "portfolio_step", 1) as PortfolioKernel["step"],
  };
}
