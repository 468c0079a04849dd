import { price, ratio } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { condition, expression } from "./expressions.js";
import { numberOf } from "./kinds.js";
import type { Scope } from "./scope.js";

type Side = "long" | "short";

/** What the generated market trades. */
export type MarketType = "perpetual" | "spot";

const block = (head: string, settings: readonly string[]): string =>
  `${head} {\n${settings.map((each) => `  ${each}\n`).join("")}}`;

/** A distance in price that is never negative. */
function distance(scope: Scope, choices: Choices): string {
  return choices.pick([
    "2 * atr(5)",
    "atr(3 bars)",
    `abs(${expression(numberOf(price), 2, scope, choices)} - close)`,
    "0.03 * close",
    "max(high - low, 2 ticks)",
    `stdev(${expression(numberOf(price), 1, scope, choices)} + close, 5)`,
  ]);
}

const duration = (choices: Choices): string => choices.pick(["5 bars", "1d", "12", "36h"]);

/** An entry that waits: a limit, a stop, or a stop with a limit beyond it. */
function waiting(away: string, toward: string, scope: Scope, choices: Choices): string {
  const far = distance(scope, choices);
  const order = choices.pick([
    ` limit at close ${away} ${far}`,
    ` stop at close ${toward} ${far}`,
    ` stop at close ${toward} ${far} limit close ${toward} ${far} ${toward} ${choices.pick(["1%", "0.02"])} * close`,
  ]);
  return order + (choices.chance(70) ? ` for ${duration(choices)}` : "");
}

/** Distances of a trailing stop; in R only where there is a first stop to measure. */
function trailing(measured: boolean, scope: Scope, choices: Choices): string {
  const away = choices.pick([distance(scope, choices), "3%", measured ? "1.5 * risk" : "2.5%"]);
  const after = choices.pick([distance(scope, choices), "2%", measured ? "risk" : "1%"]);
  return `trail ${away}${choices.chance(50) ? ` after ${after}` : ""}`;
}

function entry(side: Side, sizedByRisk: boolean, scope: Scope, choices: Choices): string {
  const [away, toward] = side === "long" ? (["-", "+"] as const) : (["+", "-"] as const);
  const order = choices.chance(40) ? waiting(away, toward, scope, choices) : "";
  const protections: string[] = [];
  const measured = sizedByRisk || choices.chance(60);
  if (measured) {
    protections.push(
      choices.pick([
        `stop entry ${away} ${distance(scope, choices)}`,
        `stop entry * (1 ${away} 4%)`,
        `stop ${side === "long" ? "low" : "high"} ${away} ${distance(scope, choices)}`,
      ]),
    );
    if (choices.chance(30)) protections.push("stop entry after risk");
    if (choices.chance(30)) protections.push(`stop entry ${toward} 0.5 * risk after 2 * risk`);
    if (choices.chance(30)) protections.push(`take entry ${toward} 3 * risk for 25%`);
  }
  if (choices.chance(30)) protections.push(`stop entry * (1 ${toward} 0.2%) after 2%`);
  if (choices.chance(50)) protections.push(`take entry ${toward} ${distance(scope, choices)} for 40%`);
  if (choices.chance(50)) protections.push(`take entry * (1 ${toward} 6%)`);
  if (choices.chance(40)) protections.push(trailing(measured, scope, choices));
  if (choices.chance(40)) protections.push(`expire ${duration(choices)}`);
  const block = protections.length === 0 ? "" : ` {\n${protections.map((each) => `  ${each}`).join("\n")}\n}`;
  return `enter ${side} when ${condition(3, scope, choices)}${order}${block}`;
}

/** What trading costs, and what holding does: funding on a perpetual, interest on a spot market. */
function costsOf(type: MarketType, choices: Choices): string {
  const settings = choices.pick([
    ["fee: 0.1%"],
    ["maker: 0.02%", "taker: 0.05%", "slippage: 2 ticks"],
    ["fee: 0.04%", "slippage: 0.02%", "spread: 0.01%"],
    ["fee: 0.04%", "slippage {\n    volume: 10%\n    shape: square_root\n  }"],
    ["fee: 0.04%", "fixed: 0.1", "slippage {\n    volume: 5%\n    shape: linear\n  }"],
    ["fee: 0.04%", "slippage {\n    range: 10%\n  }"],
  ]);
  const held =
    type === "spot"
      ? ["borrow: 5% per year", "borrow: 0.02% per day"]
      : ["funding: 0.01% every 8h", "funding: -0.02% every 4h"];
  const holding = choices.chance(50) ? [choices.any(held) ?? ""] : [];
  const liquidation = choices.chance(20) ? ["liquidation: 1%"] : [];
  return block("costs", [...settings, ...holding, ...liquidation]);
}

/** How much; by risk only where every entry has a stop. */
function sizeOf(byRisk: boolean, scope: Scope, choices: Choices): string {
  const size = byRisk
    ? "risk 1% of equity"
    : choices.pick([
        "25% of equity",
        "fixed 1 of base",
        "fixed 1000 of quote",
        `clamp(${expression(numberOf(ratio), 2, scope, choices)}, 0.1, 0.9) of equity`,
        "volatility 20% of equity over 12 bars",
        "kelly 50% of equity after 3 trades else 5%",
      ]);
  const factor = `clamp(${expression(numberOf(ratio), 2, scope, choices)}, 0.1, 1)`;
  const limit = choices.pick(["max 150% of equity", "max 60% of equity"]);
  return `size ${size}${choices.chance(25) ? ` scaled by ${factor}` : ""}${choices.chance(40) ? ` ${limit}` : ""}`;
}

/** How orders fill, and on what margin. */
function fillsOf(choices: Choices): string {
  const settings = [
    choices.any(["path: pessimistic", "path: ohlc", "path: olhc"]),
    choices.any(["protect: next", "opposite: ignore", "pyramiding: 3"]),
    choices.any(["participation: 10%", "participation: 60%"]),
    choices.any(["leverage: 2", "leverage: 50", "leverage: 10\n  maintenance: 2%"]),
  ];
  return block(
    "fills",
    settings.flatMap((each) => (each !== undefined && choices.chance(50) ? [each] : [])),
  );
}

/** Rules, or a target, with a size, costs, and everything around them. */
export function ordersOf(type: MarketType, scope: Scope, choices: Choices): readonly string[] {
  const costs = costsOf(type, choices);
  if (choices.chance(20)) {
    const target = expression(numberOf(ratio), 3, scope, choices);
    const settings = choices.chance(60) ? " {\n  rebalance: 5%\n}" : "";
    const lowest = type === "spot" ? 0 : -1;
    return [`position clamp(${target}, ${lowest}, 1)${settings}`, costs, ...halts(choices)];
  }
  const byRisk = choices.chance(30);
  const sides: readonly Side[] =
    type === "spot"
      ? choices.pick([["long"], ["long", "long"]])
      : choices.pick([["long"], ["long", "short"], ["short"], ["long", "long"]]);
  return [
    ...sides.map((side) => entry(side, byRisk, scope, choices)),
    `exit all when ${condition(2, scope, choices)}`,
    ...choices.several(1, () => `exit long when ${condition(3, scope, choices)}`),
    sizeOf(byRisk, scope, choices),
    costs,
    ...choices.several(1, () =>
      choices.pick(["cooldown 3 bars after loss", "cooldown 6h", "cooldown 2 bars after win"]),
    ),
    ...choices.several(1, () => fillsOf(choices)),
    ...halts(choices),
  ];
}

const halts = (choices: Choices): readonly string[] =>
  choices.several(2, () =>
    choices.pick([
      "halt when drawdown > 15% for 7d",
      "halt when daily_loss > 3% for 5 bars",
      "halt when losing_streak >= 4 for 1d",
      "halt when drawdown > 60%",
    ]),
  );
