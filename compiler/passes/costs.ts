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
    return readGrowing(inner, setting, ask, resolving);
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

/** `slippage { range: 10% }` or `slippage { volume: 10%  shape: square_root }`. */
function readGrowing(
  inner: ReadonlyMap<string, Setting>,
  { name }: Setting,
  ask: Ask,
  resolving: Resolving,
): CheckedCosts["slippage"] {
  const shape = oneOf(
    wordOf(inner.get("shape")),
    ["square_root", "linear"] as const,
    "square_root",
    resolving.report,
  );
  const range = expressionOf(inner.get("range"), "10%", resolving);
  const volume = expressionOf(inner.get("volume"), "10%", resolving);
  const amount = volume ?? range;
  if (amount === undefined || (volume !== undefined && range !== undefined)) {
    resolving.report(
      typeDiffers({
        span: name.span,
        holes: {
          message: "`slippage` follows the bar's range or its volume",
          label: amount === undefined ? "neither is given" : "both are given",
          help: ["`slippage { range: 10% }`", "`slippage { volume: 10%  shape: square_root }`"],
        },
      }),
    );
    return undefined;
  }
  return { kind: volume === undefined ? "range" : shape, amount: ask(amount, shareOf("`slippage`")) };
}

/** `fills { path: pessimistic  protect: fill  opposite: reverse  pyramiding: 1  leverage: 1  maintenance: 0.5%  magnify: 1m }`. */
export function readFills(section: Section | undefined, ask: Ask, resolving: Resolving): CheckedFills {
  const { report } = resolving;
  const settings = readSettings(section, settingNames("fills"), report);
  const leverage = expressionOf(settings.get("leverage"), "3", resolving);
  const participation = expressionOf(settings.get("participation"), "10%", resolving);
  const pyramiding = expressionOf(settings.get("pyramiding"), "3", resolving);
  const entriesPerDay = expressionOf(settings.get("entries_per_day"), "5", resolving);
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
    participation:
      participation &&
      ask(participation, { what: "`participation`", stage: "parameter", low: 0, high: 1, over: true }),
    pyramiding:
      pyramiding &&
      ask(pyramiding, { what: "`pyramiding`", unit: "length", stage: "parameter", low: 1, high: 10_000 }),
    entriesPerDay:
      entriesPerDay &&
      ask(entriesPerDay, {
        what: "`entries_per_day`",
        unit: "length",
        stage: "parameter",
        low: 1,
        high: 100_000,
      }),
    leverage: leverage && ask(leverage, { what: "`leverage`", stage: "parameter", low: 1 }),
    maintenance: maintenance && ask(maintenance, shareOf("`maintenance`")),
    magnify: readMagnify(settings.get("magnify"), resolving),
  };
}
