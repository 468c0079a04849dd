import { milliseconds, sameUnit } from "../../../kernels/catalog/unit.js";
import type { Expression } from "../../../lang/tree.js";
import type { CheckedModel, CheckedOption, DeclaredModel } from "../../checked.js";
import { shortEmbargo } from "../../diagnostics/sage5005-short-embargo.js";
import { shortWindow } from "../../diagnostics/sage5006-short-window.js";
import { trainOptions } from "../../models/training.js";
import type { Everything } from "../assemble.js";
import { formatDuration, formatNumber } from "../format.js";
import type { Reporter } from "../pass.js";
import { latest } from "../warm-up.js";

/** How far a model looks back and ahead, and what follows for its training; lengths in bars, worst case. */
export function timesOf(
  model: DeclaredModel,
  known: Everything,
): Pick<CheckedModel, "train" | "first" | "settled" | "reach" | "purge" | "embargo"> {
  const { features, target, train } = model;
  const { first, settled } = latest(features.map(({ value }) => known.warms.single(value)));
  const reach = target ? known.whens.single(target.value).reach : 0;
  const options = new Map([...train.options].map(([name, option]) => [name, inBars(name, option, known)]));
  const longest = (name: string): number | undefined => rangeOf(options.get(name), known)?.high;
  return {
    train: { ...train, options },
    first,
    settled,
    reach,
    purge: longest("purge") ?? reach,
    embargo: longest("embargo") ?? Math.max(reach, first),
  };
}

const isLength = (name: string): boolean =>
  trainOptions.some((option) => option.name === name && option.kind === "length");

/** A duration is divided by the length of a bar. */
function inBars(name: string, option: CheckedOption, { units, program }: Everything): CheckedOption {
  if (option.kind !== "number" || !isLength(name)) return option;
  const unit = units.single(option.expression);
  const isDuration = unit !== "any" && sameUnit(unit, milliseconds);
  return { ...option, divisor: isDuration ? program.timeframe : 1 };
}

interface Bounds {
  readonly expression: Expression;
  readonly low: number;
  readonly high: number;
}

function rangeOf(option: CheckedOption | undefined, { ranges }: Everything): Bounds | undefined {
  if (option?.kind !== "number") return undefined;
  const { expression, divisor } = option;
  const { low, high } = ranges.single(expression);
  return Number.isFinite(low + high) ? { expression, low: low / divisor, high: high / divisor } : undefined;
}

/** Purge and embargo are at least as long as the target looks ahead; the window holds what is asked of it. */
export function checkTimes(model: CheckedModel, known: Everything, report: Reporter): void {
  const { target, reach, train, name } = model;
  for (const setting of ["purge", "embargo"] as const) {
    const given = rangeOf(train.options.get(setting), known);
    if (given === undefined || given.low >= reach || reach === 0) continue;
    const { span } = given.expression;
    const text = `${reach} bars`;
    report(
      shortEmbargo({
        span,
        holes: { setting, bars: Math.floor(given.low), target: target?.name ?? name, reach },
        fixes: [{ title: `Write \`${text}\``, edits: [{ span, text }] }],
      }),
    );
  }
  checkWindow(model, known, report);
}

function checkWindow(
  { first, settled, reach, train }: CheckedModel,
  known: Everything,
  report: Reporter,
): void {
  const window = rangeOf(train.options.get("window"), known);
  const wanted = rangeOf(train.options.get("samples"), known);
  const fallback = trainOptions.find(({ name }) => name === "samples");
  const samples = wanted?.high ?? (fallback?.kind === "number" ? fallback.fallback : undefined) ?? 0;
  const warmUp = Number.isFinite(settled) ? settled : first;
  const needed = warmUp + samples + reach;
  if (window === undefined || window.low >= needed) return;
  const day = 86_400_000;
  const days = Math.ceil((needed * known.program.timeframe) / day);
  const better = days > 3650 ? `${needed} bars` : formatDuration(days * day);
  const { span } = window.expression;
  report(
    shortWindow({
      span,
      holes: {
        window: formatNumber(Math.floor(window.low)),
        needed: formatNumber(needed),
        settled: formatNumber(warmUp),
        reach: formatNumber(reach),
        samples: formatNumber(samples),
        better,
      },
      fixes: [{ title: `Write \`${better}\``, edits: [{ span, text: better }] }],
    }),
  );
}
