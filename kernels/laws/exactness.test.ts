import { describe, expect, it } from "vitest";
import { findOperation, operations } from "../catalog/index.js";
import { rowOf } from "./exact/averages.js";
import { toNumber } from "./exact/number.js";
import { adversarial, usual, type Market } from "./exact/markets.js";
import { recursiveRules } from "./exact/recursions.js";
import type { Rule } from "./exact/rule.js";
import { barsBetween, columnsOf, outputsAt, stage } from "./exact/stream.js";
import { windowRules } from "./exact/windows.js";

const bars = Number(process.env["NAILSAGE_BARS"] ?? 200_000);
const rules: Readonly<Record<string, Rule>> = { ...windowRules, ...recursiveRules };
const place = stage();

function sampled(count: number, reach: number): readonly number[] {
  const from = reach + 10;
  return Array.from({ length: count }, (_, k) => Math.floor(from + ((bars - 1 - from) * (k + 1)) / count));
}

/** Where so many bars on which something moved begin, as far as there are so many. */
function movingFrom({ close, high, low }: Market, bar: number, count: number): number {
  const at = (column: Float64Array, k: number): number => column[k % column.length] ?? NaN;
  let from = bar;
  for (let seen = 0; from > 0 && seen < count; from--)
    if (at(close, from) !== at(close, from - 1) || at(high, from) !== at(low, from)) seen++;
  return from;
}

function worstOf(name: string, rule: Rule, market: Market): Record<string, number> {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(name);
  const columns = columnsOf(operation, market);
  const worst: Record<string, number> = {};
  for (const parameters of rule.sets) {
    const reach = rule.reach(parameters);
    const asked = sampled(Math.max(20, Math.min(200, Math.floor(100_000 / reach))), reach);
    const found = outputsAt(place, operation, parameters, columns, asked);
    asked.forEach((bar, k) => {
      const from = rule.moving ? movingFrom(market, bar, reach) : bar + 1 - reach;
      const rows = columns.map((column) => rowOf(barsBetween(column, from, bar + 1)));
      rule.value(rows, parameters).forEach((measured, output) => {
        const got = found[k]?.[output] ?? NaN;
        const key = `${parameters.join()} .${operation.outputs[output]?.name}`;
        if (measured === null) return;
        const wanted = toNumber(measured.value);
        const error = got === wanted ? 0 : Math.abs(got - wanted) / measured.size;
        worst[key] = Math.max(worst[key] ?? 0, Number.isNaN(error) ? Infinity : error);
      });
    });
  }
  return worst;
}
const markets = [usual("prices around 30,000", 30_000, 0.01, 7), usual("rates", 1.1, 1e-5, 8), adversarial(9)];
describe.each(markets)("$name", (market) => {
  it.each(Object.keys(rules))("%s", (name) => {
    const rule = rules[name];
    if (rule === undefined) throw new Error(name);
    const worst = worstOf(name, rule, market);
    for (const [k, v] of Object.entries(worst)) if (!(v < 1e-13)) console.log("WORST", market.name, name, k, v.toExponential(1));
  });
});
it("x", () => { console.log("WITHOUT", operations.filter((o) => rules[o.name] === undefined).map((o) => o.name).join()); expect(1).toBe(1); });
