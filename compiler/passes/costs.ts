import { money, ratio } from "../../kernels/catalog/unit.js";
import type { Expression, Section, Setting } from "../../lang/tree.js";
import type { CheckedCosts, CheckedFills } from "../checked.js";
import { settingNames } from "../sections.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import type { Resolving } from "./resolving.js";
import type { Ask } from "./rules.js";
import { readBorrow, readFunding, readMagnify } from "./financing.js";
import { readSettings } from "./settings.js";
import { oneOf, wordOf } from "./words.js";

/** A setting's value where an expression is wanted; blocks, ranges and lists are reported. */
export function expressionOf(setting: Setting | undefined, example: string, resolving: Resolving) {
  if (setting === undefined) return undefined;
  const { value } = setting;
  if (value.kind !== "block" && value.kind !== "range" && value.kind !== "list" && value.kind !== "rate")
    return value;
  resolving.report(
    typeDiffers({
      span: value.span,
      holes: {
        message: `\`${setting.name.text}\` needs one value`,
        label: "not a value",
        help: [`\`${setting.name.text}: ${example}\``],
      },
    }),
  );
  return undefined;
}

const shareOf = (what: string) => ({ what, unit: ratio, stage: "parameter", low: 0, high: 1 }) as const;

/** `costs { fee: 0.04%  slippage: 1 tick }`; `fee` is both, `maker` and `taker` differ. */
export function readCosts(section: Section | undefined, ask: Ask, resolving: Resolving): CheckedCosts {
  const settings = readSettings(section, settingNames("costs"), resolving.report);
  const rate = (name: string): Expression | undefined => {
    const value = expressionOf(settings.get(name), "0.04%", resolving);
    return value && ask(value, shareOf(`\`${name}\``));
  };
  const fee = rate("fee");
  const fixed = expressionOf(settings.get("fixed"), "1", resolving);
  return {
    taker: rate("taker") ?? fee,
    maker: rate("maker") ?? fee,
    fixed:
      fixed &&
      ask(fixed, { what: "`fixed`", unit: isPlain(fixed) ? "any" : money, stage: "parameter", low: 0 }),
    slippage: readSlippage(settings.get("slippage"), ask, resolving),
    spread: rate("spread"),
    liquidation: rate("liquidation"),
    funding: readFunding(settings, ask, resolving),
    borrow: readBorrow(settings.get("borrow"), ask, resolving),
  };
}

/** A fixed fee is money whatever is written, so `fixed: 1` needs no `money(1)`. */
const isPlain = (expression: Expression): boolean => expression.kind === "number";

function readSlippage(
  setting: Setting | undefined,
  ask: Ask,
  resolving: Resolving,
): CheckedCosts["slippage"] {
  if (setting?.value.kind === "block") {
    const inner = readSettings(
      { ...setting.value, heading: setting.name },
      settingNames("slippage"),
      resolving.report,
    );
    const amount = expressionOf(inner.get("range"), "10%", resolving);
    return amount && { kind: "range", amount: ask(amount, shareOf("`slippage`")) };
  }
  const value = expressionOf(setting, "1 tick", resolving);
  if (value === undefined) return undefined;
  let ticks = value.kind === "number" && value.suffix === "ticks";
  const amount = ask(value, (meaning) => {
    ticks ||= meaning?.kind === "parameter" && meaning.parameter.kind === "ticks";
    return ticks ? { what: "`slippage`", unit: "any", stage: "parameter", low: 0 } : shareOf("`slippage`");
  });
  return { kind: ticks ? "ticks" : "rate", amount };
}

/** `fills { path: pessimistic  protect: fill  opposite: reverse  pyramiding: 1  leverage: 1  maintenance: 0.5%  magnify: 1m }`. */
export function readFills(section: Section | undefined, ask: Ask, resolving: Resolving): CheckedFills {
  const { report } = resolving;
  const settings = readSettings(section, settingNames("fills"), report);
  const leverage = expressionOf(settings.get("leverage"), "3", resolving);
  const pyramiding = expressionOf(settings.get("pyramiding"), "3", resolving);
  const maintenance = expressionOf(settings.get("maintenance"), "0.5%", resolving);
  return {
    path: oneOf(
      wordOf(settings.get("path")),
      ["pessimistic", "ohlc", "olhc"] as const,
      "pessimistic",
      report,
    ),
    protectFrom: oneOf(wordOf(settings.get("protect")), ["fill", "next"] as const, "fill", report),
    opposite: oneOf(wordOf(settings.get("opposite")), ["reverse", "ignore"] as const, "reverse", report),
    pyramiding:
      pyramiding &&
      ask(pyramiding, { what: "`pyramiding`", unit: "length", stage: "parameter", low: 1, high: 1000 }),
    leverage: leverage && ask(leverage, { what: "`leverage`", stage: "parameter", low: 1 }),
    maintenance: maintenance && ask(maintenance, shareOf("`maintenance`")),
    magnify: readMagnify(settings.get("magnify"), resolving),
  };
}
