import { findOperation, type Operation } from "../../catalog/index.js";
import { rowOf } from "./averages.js";
import type { Market } from "./markets.js";
import { toNumber } from "./number.js";
import type { Measured, Rule } from "./rule.js";
import type { Sequence } from "./sequences.js";
import { barsBetween, columnsOf, outputsAt, type Stage } from "./stream.js";

/** The worst error of each output, over all settings, in parts of what it is measured by. */
export type Worst = Readonly<Record<string, number>>;

export interface Extent {
  readonly bars: number;
  /** On how many bars a setting is looked at, if its windows are not too long for that. */
  readonly samples: number;
}

export function operationOf(name: string): Operation {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(`No operation ${name}.`);
  return operation;
}

/** Bars spread over all of the run, the last one among them. */
function spreadOver({ bars, samples }: Extent, reach: number): readonly number[] {
  const from = Math.min(bars - 2, 2 * reach + 10);
  const count = Math.max(4, Math.min(samples, Math.floor((400 * samples) / reach)));
  return Array.from({ length: count }, (_, k) => Math.floor(from + ((bars - 1 - from) * (k + 1)) / count));
}

export function measureWindow(stage: Stage, name: string, rule: Rule, market: Market, extent: Extent): Worst {
  const operation = operationOf(name);
  const columns = columnsOf(operation, market);
  const worst: Record<string, number> = {};
  for (const parameters of rule.sets) {
    const reach = rule.reach(parameters);
    const asked = spreadOver(extent, reach);
    const found = outputsAt(stage, operation, parameters, columns, asked);
    asked.forEach((bar, k) => {
      const from = rule.moving === true ? movingFrom(market, bar, reach) : bar + 1 - reach;
      const rows = columns.map((column) => rowOf(barsBetween(column, from, bar + 1)));
      note(worst, operation, found[k] ?? [], rule.value(rows, parameters));
    });
  }
  return worst;
}

export function measureSequence(
  stage: Stage,
  name: string,
  { sets, begin }: Sequence,
  market: Market,
  extent: Extent,
): Worst {
  const operation = operationOf(name);
  const columns = columnsOf(operation, market);
  const worst: Record<string, number> = {};
  for (const parameters of sets) {
    const asked = spreadOver(extent, 200);
    const found = outputsAt(stage, operation, parameters, columns, asked);
    const step = begin(parameters);
    const piece = 4096;
    let next = 0;
    for (let from = 0; from < extent.bars; from += piece) {
      const to = Math.min(extent.bars, from + piece);
      const rows = columns.map((column) => barsBetween(column, from, to));
      for (let bar = from; bar < to; bar++) {
        const answer = step(rows.map((row) => row[bar - from] ?? NaN));
        if (bar !== asked[next]) continue;
        note(worst, operation, found[next] ?? [], answer());
        next++;
      }
    }
  }
  return worst;
}

/** Where so many bars on which something moved begin, as far as there are so many. */
function movingFrom({ close, high, low }: Market, bar: number, count: number): number {
  const at = (column: Float64Array, k: number): number => column[k % column.length] ?? NaN;
  let from = bar;
  for (let seen = 0; from > 0 && seen < count; from--)
    if (at(close, from) !== at(close, from - 1) || at(high, from) !== at(low, from)) seen++;
  return from;
}

function note(
  worst: Record<string, number>,
  operation: Operation,
  got: readonly number[],
  wanted: readonly Measured[],
): void {
  operation.outputs.forEach(({ name }, output) => {
    const measured = wanted[output];
    if (measured === undefined || measured === null) return;
    const [ours, exact] = [got[output] ?? NaN, toNumber(measured.value)];
    const error = ours === exact ? 0 : Math.abs(ours - exact) / measured.size;
    worst[name] = Math.max(worst[name] ?? 0, Number.isNaN(error) ? Infinity : error);
  });
}
