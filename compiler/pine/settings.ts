import { numberText } from "./inputs.js";
import { argumentsByName } from "./orders.js";
import type { Scope } from "./scope.js";
import type { PineArgument, PineExpression } from "./tree.js";

/** What `strategy(…)` at the head of a script says. */
export interface ScriptSettings {
  readonly title: string;
  /** `size …` as written here; undefined where it cannot be. */
  readonly size: string;
  readonly costs: readonly string[];
  /** How many entries in a row Pine allows; 0 and 1 are one. */
  readonly pyramiding: number;
  /** Of the call that declares the script. */
  readonly line: number;
}

const names = ["title", "shorttitle", "overlay"];

/** Reads the call of `strategy` or `indicator`. What it sets otherwise than it can be here becomes notes. */
export function readSettings(given: readonly PineArgument[], line: number, scope: Scope): ScriptSettings {
  const known = argumentsByName(given, names);
  const title = known.get("title");
  const capital = numberText(known.get("initial_capital"));
  if (capital !== undefined)
    scope.note(
      line,
      "assumed",
      "`initial_capital`",
      `it is an option of the run: \`sage run … --capital ${capital}\``,
    );
  const on = (name: string) => {
    const value = known.get(name);
    return value?.kind === "truth" && value.value;
  };
  if (on("process_orders_on_close"))
    scope.note(
      line,
      "not translated",
      "`process_orders_on_close`",
      "an order cannot fill at the price that decided it; it fills at the next open",
    );
  if (on("calc_on_every_tick"))
    scope.note(line, "differs", "`calc_on_every_tick`", "decisions are taken on finished bars only");
  if (on("calc_on_order_fills"))
    scope.note(line, "differs", "`calc_on_order_fills`", "decisions are taken on finished bars only");
  return {
    title: title?.kind === "text" ? title.value : "",
    size: sizeOf(known, line, scope),
    costs: costsOf(known, line, scope),
    pyramiding: Number(numberText(known.get("pyramiding")) ?? 0),
    line,
  };
}

function sizeOf(known: ReadonlyMap<string, PineExpression>, line: number, scope: Scope): string {
  const type = known.get("default_qty_type");
  const value = numberText(known.get("default_qty_value")) ?? "1";
  const kind = type?.kind === "name" ? type.name : "strategy.fixed";
  if (kind === "strategy.percent_of_equity") return `size ${value}% of equity`;
  if (kind === "strategy.cash") return `size fixed ${value} of quote`;
  if (type === undefined && !known.has("default_qty_value"))
    scope.note(
      line,
      "assumed",
      "the size of an order",
      "Pine's default is kept: one unit of the base currency",
    );
  return `size fixed ${value} of base`;
}

function costsOf(known: ReadonlyMap<string, PineExpression>, line: number, scope: Scope): readonly string[] {
  const type = known.get("commission_type");
  const value = numberText(known.get("commission_value")) ?? "0";
  const kind = type?.kind === "name" ? type.name : "strategy.commission.percent";
  const costs: string[] = [];
  if (kind === "strategy.commission.cash_per_order") costs.push(`fixed: ${value}`);
  else if (kind === "strategy.commission.cash_per_contract")
    scope.note(
      line,
      "not translated",
      "commission per contract",
      "fees are a share of the value or a sum for each order",
    );
  else costs.push(`fee: ${value}%`);
  if (Number(value) === 0)
    scope.note(
      line,
      "assumed",
      "costs",
      "the script trades without fees, and so does the result; set `fee` to what your exchange takes",
    );
  const slippage = numberText(known.get("slippage"));
  if (slippage !== undefined && Number(slippage) > 0) costs.push(`slippage: ${slippage} ticks`);
  return costs;
}
