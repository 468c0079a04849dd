import { price, ratio } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { condition, expression } from "./expressions.js";
import { functionOf, standardCallables, standardModules } from "./functions.js";
import { numberOf, truth } from "./kinds.js";
import { modelOf } from "./models.js";
import { ordersOf, type MarketType } from "./orders.js";
import { parametersOf } from "./parameters.js";
import { emptyScope, withSeries, type Callable, type Named, type Scope } from "./scope.js";
import { barColumns, constantsOf, seriesSteps } from "./series.js";

/** A generated file, the files it uses, and what can be looked at. */
export interface Program {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  /** Names that hold values, as they can be asked for. */
  readonly values: readonly string[];
  readonly hasModel: boolean;
  /** Feeds of other markets, and of files with values. */
  readonly feeds: { readonly markets: readonly string[]; readonly files: readonly string[] };
}

const everyDays = ["2h", "4h", "6h", "8h", "12h", "1d"] as const;

/** A whole program of everything the language has, well typed as far as rules of thumb go. */
export function programOf(choices: Choices): Program {
  const bar: Scope = { ...emptyScope, series: barColumns, lengths: ["3 bars"] };
  const head: string[] = [];
  const files: Record<string, string> = {};
  const callables: Callable[] = [];
  if (choices.chance(40)) {
    const { text, offered } = moduleOf("lib.", bar, choices);
    files["lib.sage"] = text;
    head.push('use "./lib.sage"');
    callables.push(...offered);
  }
  if (choices.chance(40)) {
    const module = choices.any(standardModules) ?? "trend";
    head.push(`use std.${module} as standard`);
    callables.push(
      ...standardCallables(module).map((each) => ({
        ...each,
        text: each.text.replace(/^\w+\./, "standard."),
      })),
    );
  }
  const constants = constantsOf(choices);
  let scope: Scope = { ...bar, fixed: constants.named, callables };
  const functions: string[] = [];
  for (let at = choices.integer(0, 2); at > 0; at--) {
    const { text, callable } = functionOf(`f${at}`, "", scope, choices);
    functions.push(text);
    scope = { ...scope, callables: [...scope.callables, callable] };
  }
  const members = membersOf(scope, choices);
  const text = [
    "sage 1",
    ...head,
    ...constants.texts,
    ...functions,
    "/// Made at random.",
    "strategy random {",
    ...members.texts.map((member) => member.replaceAll(/^/gm, "  ")),
    "}",
    "",
  ].join("\n");
  return { ...members, text, files };
}

function moduleOf(
  prefix: string,
  bar: Scope,
  choices: Choices,
): { readonly text: string; readonly offered: readonly Callable[] } {
  const constants = constantsOf(choices);
  const scope = { ...bar, fixed: constants.named };
  const made = [1, 2].map((at) => functionOf(`m${at}`, prefix, scope, choices));
  return {
    text: ["sage 1", ...constants.texts, ...made.map(({ text }) => text), ""].join("\n"),
    offered: made.map(({ callable }) => callable),
  };
}

function membersOf(
  file: Scope,
  choices: Choices,
): Omit<Program, "text" | "files"> & { readonly texts: readonly string[] } {
  const parameters = parametersOf(choices);
  const fixed: Scope = {
    ...file,
    fixed: [...file.fixed, ...parameters.named],
    lengths: [...file.lengths, ...parameters.lengths],
    durations: parameters.durations,
  };
  const frames = choices.several(2, (at) => frameOf(`frame${at}`, { ...fixed, durations: [] }, choices));
  const feeds = feedsOf(choices);
  const held = [...frames, ...feeds].flatMap(({ named }) => named);
  const steps = seriesSteps(5, "v", withSeries(fixed, ...held), choices);
  const { scope } = steps;
  const model = choices.chance(25) ? modelOf("edge", scope, choices) : undefined;
  const named = steps.declared.map((each) => each.text).filter((each) => /^\w+$/.test(each));
  const type: MarketType = choices.chance(20) ? "spot" : "perpetual";
  const texts = [
    `market {\n  symbol: "BTC/USDT"\n  type: ${type}\n  timeframe: 1h\n  tick: 0.01\n}`,
    ...parameters.texts,
    ...frames.map(({ text }) => text),
    ...feeds.map(({ text }) => text),
    ...steps.texts,
    ...(model === undefined ? [] : [model.text]),
    ...ordersOf(type, scope, choices),
    ...choices.several(2, (at) => {
      const kind = choices.pick([numberOf(price), numberOf(ratio), truth]);
      return `plot ${expression(kind, 3, scope, choices)} as "plot ${at}"`;
    }),
    ...choices.several(1, () => {
      return `alert when ${condition(2, scope, choices)} "at {close}, ${choices.any(named)?.replace(/.*/, "{$&}") ?? ""}"`;
    }),
    ...choices.several(1, () => `gaps ${choices.pick(["hold", "fill"])}`),
  ];
  const values = [...held, ...steps.declared].map(({ text }) => text);
  return {
    texts,
    values: [...values, ...(model?.values ?? [])],
    hasModel: model !== undefined,
    feeds: {
      markets: feeds.flatMap(({ name, isFile }) => (isFile ? [] : [name])),
      files: feeds.flatMap(({ name, isFile }) => (isFile ? [name] : [])),
    },
  };
}

/** A slower timeframe with values of its own; what it shows outside. */
function frameOf(
  name: string,
  file: Scope,
  choices: Choices,
): { readonly text: string; readonly named: readonly Named[] } {
  const inside: Scope = { ...file, series: barColumns };
  const steps = seriesSteps(3, "u", inside, choices);
  const body = steps.texts.map((each) => each.replaceAll(/^/gm, "  "));
  return {
    text: [`frame ${name} every ${choices.pick(everyDays)} {`, ...body, "}"].join("\n"),
    named: [...barColumns.slice(0, 5), ...steps.declared].map((each) => ({
      ...each,
      text: `${name}.${each.text}`,
      held: true,
    })),
  };
}

interface FeedText {
  readonly name: string;
  readonly text: string;
  readonly named: readonly Named[];
  readonly isFile: boolean;
}

/** Another market, and values of a file. */
function feedsOf(choices: Choices): readonly FeedText[] {
  const market = choices.several(1, (): FeedText => {
    const stale = choices.chance(70);
    const slower = choices.chance(30);
    const settings = [
      'symbol: "ETH/USDT"',
      ...(slower ? ["timeframe: 2h"] : []),
      ...(stale ? ["stale: 3 bars"] : []),
    ];
    const columns = barColumns.slice(0, 5).map((each) => ({
      ...each,
      text: `eth.${each.text}`,
      held: slower,
      optional: stale,
    }));
    return { name: "eth", text: block("feed eth", settings), named: columns, isFile: false };
  });
  const file = choices.several(1, (): FeedText => {
    const settings = ["column: value", choices.pick(["known: 1d", "known: 2h"]), "stale: 4d"];
    const named = [{ text: "mood.value", kind: numberOf(ratio), held: true, optional: true }];
    return { name: "mood", text: block('feed mood from "mood.csv"', settings), named, isFile: true };
  });
  return [...market, ...file];
}

const block = (head: string, settings: readonly string[]): string =>
  `${head} {\n${settings.map((each) => `  ${each}`).join("\n")}\n}`;
