import type { GraphParameter } from "../compiler/graph/index.js";
import type { SearchRange } from "../runtime/index.js";
import { exitCodes, Failure } from "./failure.js";
import { parseParameter, settingText } from "./values.js";

/** `--param fast=5..50:5 --param mode=1,2,4`: what is tried, by parameter. */
export function parseRanges(
  given: readonly string[],
  parameters: readonly GraphParameter[],
): Readonly<Record<string, SearchRange | readonly number[]>> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name = "", range = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
      const parameter = parameters.find((one) => one.name === name.trim());
      if (parameter === undefined) {
        const known = parameters.map((one) => one.name).join(", ") || "none";
        throw new Failure(
          exitCodes.usage,
          "SAGE6010",
          `--param ${text}: the strategy has no parameter "${name || text}"`,
          `its parameters: ${known}`,
        );
      }
      return [parameter.name, rangeOf(range.trim(), parameter)] as const;
    }),
  );
}

function rangeOf(text: string, parameter: GraphParameter): SearchRange | readonly number[] {
  const value = (one: string): number => parseParameter(one.trim(), parameter);
  if (!text.includes("..")) return text.split(",").map(value);
  const [, low = "", high = "", step] = /^(.+?)\.\.([^:]+)(?::(.+))?$/s.exec(text) ?? [];
  const range = {
    low: value(low),
    high: value(high),
    step: step === undefined ? parameter.step : value(step),
  };
  if (range.low <= range.high && range.step > 0) return range;
  throw new Failure(
    exitCodes.usage,
    "SAGE9502",
    range.low > range.high
      ? `--param ${parameter.name}=${text} ends below its beginning`
      : `--param ${parameter.name}=${text} holds no value`,
    `for example --param ${parameter.name}=${settingText(parameter.low, parameter)}..${settingText(parameter.high, parameter)}`,
  );
}
