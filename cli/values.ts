import type { GraphParameter } from "../compiler/graph/index.js";
import { exitCodes, Failure } from "./failure.js";

const millisecondsOf: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `1h`, `15m`, `1d` as milliseconds. */
export function parseDuration(text: string, flag: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text) ?? [];
  const factor = millisecondsOf[unit];
  if (digits === undefined || factor === undefined || Number(digits) <= 0) {
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `${flag} "${text}" is not a duration`,
      `write a number and s, m, h, d or w: ${flag} 1h`,
    );
  }
  return Number(digits) * factor;
}

/** `90d`, `1y` or `2000 bars` as whole bars. */
export function parseLength(text: string, flag: string, timeframe: number): number {
  const [, bars] = /^(\d+)\s*(?:bars?)?$/.exec(text) ?? [];
  const [, years] = /^(\d+(?:\.\d+)?)\s*y$/.exec(text) ?? [];
  const length =
    bars !== undefined
      ? Number(bars)
      : (years === undefined ? parseDuration(text, flag) : Number(years) * 365 * 86_400_000) / timeframe;
  if (length >= 1) return Math.round(length);
  throw new Failure(
    exitCodes.usage,
    "SAGE9502",
    `${flag} ${text} is shorter than a bar`,
    `for example ${flag} 90d, ${flag} 1y or ${flag} "2000 bars"`,
  );
}

/** A date, a date with time, or epoch milliseconds; without a zone it is UTC. */
export function parseTime(text: string, flag: string): number {
  if (/^\d{12,}$/.test(text)) return Number(text);
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? `${text}T00:00Z`
    : /(Z|[+-]\d{2}:?\d{2})$/.test(text)
      ? text
      : `${text}Z`;
  const time = /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(text) ? Date.parse(iso.replace(" ", "T")) : NaN;
  if (Number.isNaN(time)) {
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `${flag} "${text}" is not a time`,
      `write it as 2021-05-19 or 2021-05-19T13:00 (UTC)`,
    );
  }
  return time;
}

export function parsePositive(text: string, flag: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new Failure(exitCodes.usage, "SAGE9502", `${flag} "${text}" is not a number above zero`, undefined);
  }
  return value;
}

/** `--set fast=10 --set stake=25%`: values by name, in the parameter's own unit, checked against its range. */
export function parseSettings(
  settings: readonly string[],
  parameters: readonly GraphParameter[],
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const setting of settings) {
    const [, name = "", text = ""] = /^([^=]+)=(.+)$/s.exec(setting) ?? [];
    const parameter = parameters.find((one) => one.name === name.trim());
    if (parameter === undefined) {
      const known = parameters.map((one) => one.name).join(", ") || "none";
      throw new Failure(
        exitCodes.usage,
        "SAGE6010",
        `--set ${setting}: the strategy has no parameter "${name || setting}"`,
        `its parameters: ${known}`,
      );
    }
    const value = parseParameter(text.trim(), parameter);
    if (value < parameter.low || value > parameter.high) {
      throw new Failure(
        exitCodes.usage,
        "SAGE6011",
        `--set ${setting}: ${parameter.name} runs from ${settingText(parameter.low, parameter)} to ${settingText(parameter.high, parameter)}`,
        "choose a value in its range, or widen the range in the strategy",
      );
    }
    values[parameter.name] = value;
  }
  return values;
}

/** A value as it is written after `--set name=`, in the parameter's own unit. */
export function parseParameter(text: string, parameter: GraphParameter): number {
  if (parameter.kind === "truth" && /^(true|false)$/.test(text)) return text === "true" ? 1 : 0;
  if (parameter.kind === "duration") return parseDuration(text, `--set ${parameter.name}=`);
  const [, digits = "", percent] = /^(-?[\d_]*\.?\d+(?:e[+-]?\d+)?)\s*(%|bars?|ticks?)?$/i.exec(text) ?? [];
  const number = digits === "" ? NaN : Number(digits.replaceAll("_", ""));
  const value = percent === "%" ? number / 100 : number;
  const whole = parameter.kind === "bars" || parameter.kind === "ticks";
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    const example = settingText(parameter.value, parameter);
    throw new Failure(
      exitCodes.usage,
      "SAGE6012",
      `--set ${parameter.name}=${text}: this parameter takes ${whole ? "a whole number" : "a number"}`,
      `for example --set ${parameter.name}=${example}`,
    );
  }
  return value;
}

/** A value as it can be written after `--set name=`. */
export function settingText(value: number, parameter: GraphParameter): string {
  if (parameter.kind === "percent") return `${Number((value * 100).toPrecision(12))}%`;
  if (parameter.kind === "duration") return `${value / 3_600_000}h`;
  return String(value);
}
