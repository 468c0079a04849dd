import { price, ratio } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { condition, expression } from "./expressions.js";
import { numberOf, truth } from "./kinds.js";
import type { Scope } from "./scope.js";

/** A model with features and a target of every form; nothing asks it, so that the strategy runs untrained. */
export function modelOf(
  name: string,
  scope: Scope,
  choices: Choices,
): { readonly text: string; readonly values: readonly string[] } {
  const plain = choices.several(3, (at) => {
    const kind = choices.chance(20) ? truth : numberOf(ratio);
    return { name: `x${at}`, text: `x${at} = ${expression(kind, 3, scope, choices)}` };
  });
  const features = [
    { name: "change", text: "change = close / close[5] - 1" },
    ...plain,
    ...choices.several(1, () => ({ name: "lag[2]", text: "lag[k in 1..3] = close / close[k] - 1" })),
    ...choices.several(1, () => ({ name: "hour", text: "hour = hour_of_day(time) as category" })),
  ];
  const reach = choices.pick(["3 bars", "8 bars", choices.any(scope.lengths) ?? "2 bars"]);
  const change = `ahead(${expression(numberOf(price), 1, scope, choices)}, ${reach}) / close - 1`;
  const target = choices.pick([
    `ahead(close, ${reach}) > close`,
    `${change} > 2 * round_trip_cost`,
    change,
    `direction(${change}, 1%)`,
    `three_way(${change}, 1%)`,
    `triple_barrier(2 * atr(5), 2 * atr(5), within: 9 bars)`,
    `direction(trend_scan(close, shortest: 3, longest: 9), 2)`,
    `meta_label(${condition(2, scope, choices)}, ${change} > 0)`,
  ]);
  const algorithm = choices.pick([
    "algorithm boosted_trees {\n    trees: 30\n    seed: 7\n  }",
    "algorithm random_forest {\n    trees: 30\n    seed: 7\n  }",
  ]);
  const text = [
    `model ${name} {`,
    "  features {",
    ...features.map((each) => `    ${each.text}`),
    "  }",
    `  target {\n    goal = ${target}\n  }`,
    `  ${algorithm}`,
    "  train {\n    window: 2y\n    refit: 30d\n    samples: 500\n  }",
    "}",
  ].join("\n");
  return { text, values: features.map((each) => `${name}.${each.name}`) };
}
