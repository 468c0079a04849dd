import { immediate, output } from "./declare.js";
import type { BarColumn, Operation } from "./operation.js";
import { anywhere, notNegative, type Range } from "./range.js";
import { milliseconds, price, quantity, type Unit } from "./unit.js";

/** The columns of the bar. The feed supplies them, so they have no kernel. */
export const bar: readonly Operation[] = [
  column("open", "Price of the bar's first trade.", price, notNegative, 1),
  column("high", "Highest price of the bar.", price, notNegative, 1),
  column("low", "Lowest price of the bar.", price, notNegative, 1),
  column("close", "Price of the bar's last trade.", price, notNegative, 1),
  column("volume", "Amount traded during the bar, in units of the base asset.", quantity, notNegative, 0),
  column("time", "Moment the bar opens, in milliseconds since 1970-01-01 UTC.", milliseconds, anywhere, 0),
];

function column(name: BarColumn, summary: string, unit: Unit, range: Range, degree: number): Operation {
  return {
    name,
    surface: "internal",
    family: "bar",
    summary,
    formula: name,
    source: "The market data.",
    inputs: [],
    bar: [],
    parameters: [],
    outputs: [output("value", summary, unit, range, degree)],
    ...immediate,
    missing: "through",
    kernel: "",
  };
}
