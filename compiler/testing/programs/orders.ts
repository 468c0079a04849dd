import { price, ratio } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { condition, expression } from "./expressions.js";
import { numberOf } from "./kinds.js";
import type { Scope } from "./scope.js";

type Side = "long" | "short";

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

function entry(side: Side, sizedByRisk: boolean, scope: Scope, choices: Choices): string {
  const [away, toward] = side === "long" ? ["-", "+"] : ["+", "-"];
  const order = choices.chance(40)
    ? choices.pick([
        ` limit at close ${away} ${distance(scope, choices)}`,
        ` stop at close ${toward} ${distance(scope, choices)}`,
      ]) + (choices.chance(70) ? ` for ${duration(choices)}` : "")
    : "";
  const protections: string[] = [];
  if (sizedByRisk || choices.chance(60))
    protections.push(
      choices.pick([
        `stop entry ${away} ${distance(scope, choices)}`,
        `stop entry * (1 ${away} 4%)`,
        `stop ${side === "long" ? "low" : "high"} ${away} ${distance(scope, choices)}`,
      ]),
    );
  if (choices.chance(50)) protections.push(`take entry ${toward} ${distance(scope, choices)} for 40%`);
  if (choices.chance(50)) protections.push(`take entry * (1 ${toward} 6%)`);
  if (choices.chance(40))
    protections.push(
      `trail ${distance(scope, choices)}${choices.chance(50) ? ` after ${distance(scope, choices)}` : ""}`,
    );
  if (choices.chance(40)) protections.push(`expire ${duration(choices)}`);
  const block = protections.length === 0 ? "" : ` {\n${protections.map((each) => `  ${each}`).join("\n")}\n}`;
  return `enter ${side} when ${condition(3, scope, choices)}${order}${block}`;
}

/** Rules, or a target, with a size, costs, and everything around them. */
export function ordersOf(scope: Scope, choices: Choices): readonly string[] {
  const costs = choices.pick([
    "costs {\n  fee: 0.1%\n}",
    "costs {\n  maker: 0.02%\n  taker: 0.05%\n  slippage: 2 ticks\n}",
    "costs {\n  fee: 0.04%\n  slippage: 0.02%\n  spread: 0.01%\n}",
  ]);
  if (choices.chance(20)) {
    const target = expression(numberOf(ratio), 3, scope, choices);
    const block = choices.chance(60) ? " {\n  rebalance: 5%\n}" : "";
    return [`position clamp(${target}, -1, 1)${block}`, costs, ...halts(choices)];
  }
  const byRisk = choices.chance(30);
  const sides: readonly Side[] = choices.pick([["long"], ["long", "short"], ["short"], ["long", "long"]]);
  const size = byRisk
    ? `size risk 1% of equity${choices.chance(50) ? " max 150% of equity" : ""}`
    : choices.pick([
        "size 25% of equity",
        "size fixed 1 of base",
        "size fixed 1000 of quote",
        `size clamp(${expression(numberOf(ratio), 2, scope, choices)}, 0.1, 0.9) of equity`,
      ]);
  return [
    ...sides.map((side) => entry(side, byRisk, scope, choices)),
    `exit all when ${condition(2, scope, choices)}`,
    ...choices.several(1, () => `exit long when ${condition(3, scope, choices)}`),
    size,
    costs,
    ...choices.several(1, () =>
      choices.pick(["cooldown 3 bars after loss", "cooldown 6h", "cooldown 2 bars after win"]),
    ),
    ...choices.several(1, () => {
      const settings = [
        "path: pessimistic",
        "path: ohlc",
        "path: olhc",
        "protect: next",
        "opposite: ignore",
        "pyramiding: 3",
        "leverage: 2",
      ];
      return `fills {\n  ${choices.any(settings)}\n}`;
    }),
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
