import { figure, listOf, words, type Fields } from "../fields.js";

/** What a strategy was written as. */
export interface StrategyText {
  readonly path: string;
  readonly isCurrent: boolean;
  readonly documentation: string;
  readonly text: string;
  readonly rules: readonly {
    readonly action: string;
    readonly rule: number;
    readonly line: number;
    readonly text: string;
  }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly value: number | null;
    readonly usual: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

export const readStrategyText = (fields: Fields): StrategyText => ({
  path: words(fields["path"]),
  isCurrent: fields["is_current"] === true,
  documentation: words(fields["documentation"]),
  text: words(fields["text"]),
  rules: listOf(fields["rules"], (rule) => ({
    action: words(rule["action"]),
    rule: figure(rule["rule"]) ?? -1,
    line: figure(rule["line"]) ?? 0,
    text: words(rule["text"]),
  })),
  parameters: listOf(fields["parameters"], (parameter) => ({
    name: words(parameter["name"]),
    value: figure(parameter["value"]),
    usual: figure(parameter["default"]),
    low: figure(parameter["low"]),
    high: figure(parameter["high"]),
  })),
});
