import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { evaluate, type BarColumns } from "../../runtime/index.js";
import { feedOf } from "../../runtime/testing/feed.js";

/** Settings of a computation over bars in memory. */
export interface ComputeSettings {
  readonly bars: BarColumns;
  /** Milliseconds; an hour when left out. */
  readonly interval?: number;
  /** Lengths of the chunks the bars come in. */
  readonly chunks?: readonly number[];
}

/** The columns of expressions that use a module of the library, by their labels; records give one a field. */
export function compute(
  modules: readonly string[],
  expressions: readonly string[],
  { bars, interval = 3_600_000, chunks = [4096] }: ComputeSettings,
): ReadonlyMap<string, Float64Array> {
  const source = createSource("library.sage", strategyText(modules, expressions, interval));
  const { graph, diagnostics } = compile(source);
  if (graph === null) {
    const told = diagnostics.map(({ code, message, span }) => {
      return `${code} ${message}: ${source.text.slice(span.start, span.end)}`;
    });
    throw new Error(told.join("\n"));
  }
  const { columns } = evaluate(graph, feedOf(bars, interval, chunks));
  return new Map(columns.map(({ label, values }) => [label, values]));
}

/** A strategy that uses the modules and plots each expression under its own text. */
export function strategyText(
  modules: readonly string[],
  expressions: readonly string[],
  interval: number,
): string {
  const uses = modules.map((name) => `use std.${name}`);
  const plots = expressions.map((each) => `plot ${each} as "${each}"`);
  const minutes = interval / 60_000;
  return `sage 1
${uses.join("\n")}
strategy library {
  market {
    symbol: BTCUSDT
    timeframe: ${minutes}m
  }
  ${plots.join("\n  ")}
  enter long when close > open
  exit  long when close < open
  size 1% of equity
  costs {
    fee: 0.1%
  }
}
`;
}

export function textOf(module: string): string {
  return readFileSync(join(import.meta.dirname, "..", `${module}.sage`), "utf8");
}
