import { bars, money, price, quantity, ratio, sameUnit } from "../../../kernels/catalog/unit.js";
import type { Expression } from "../../../lang/tree.js";
import type { CheckedFeature, DeclaredModel } from "../../checked.js";
import { typeDiffers } from "../../diagnostics/sage2101-type-differs.js";
import { futureFeature } from "../../diagnostics/sage5001-future-feature.js";
import { targetNotAhead } from "../../diagnostics/sage5002-target-not-ahead.js";
import { featureIsTarget } from "../../diagnostics/sage5004-feature-is-target.js";
import { featureUnit } from "../../diagnostics/sage5013-feature-unit.js";
import type { Everything } from "../assemble.js";
import { describeUnit } from "../format.js";
import type { Reporter } from "../pass.js";
import { textAt } from "../program.js";
import type { Future } from "./future.js";
import { normalForms } from "./normal-form.js";

type FutureOf = (expression: Expression) => Future | undefined;

/** A feature is a number without a unit, a condition or a category, made of what has happened. */
export function checkFeatures(
  { features, target }: DeclaredModel,
  known: Everything,
  futureOf: FutureOf,
  report: Reporter,
): void {
  const formOf = normalForms(known.program);
  const answer = target && formOf(target.value);
  for (const feature of features) {
    const future = futureOf(feature.value);
    if (future === undefined) {
      checkKind(feature, known, report);
      if (!feature.category) checkUnit(feature, known, report);
    } else if (target !== undefined && formOf(feature.value) === answer) {
      const holes = { feature: feature.name, target: target.name };
      report(featureIsTarget({ span: feature.value.span, holes }));
    } else reportFuture(feature, future, report);
  }
}

function reportFuture(
  { name }: CheckedFeature,
  { at, call, bars: reach, via, past }: Future,
  report: Reporter,
): void {
  report(
    futureFeature({
      span: at.span,
      holes: { feature: name, bars: reach, via, past },
      related: via.length === 1 ? [{ span: call.span, message: "looks ahead" }] : [],
      fixes:
        past === undefined
          ? []
          : [{ title: "Use what has happened", edits: [{ span: at.span, text: past }] }],
    }),
  );
}

function checkKind({ name, value }: CheckedFeature, { types }: Everything, report: Reporter): void {
  if (types.single(value) !== "text") return;
  const holes = {
    message: `the feature \`${name}\` must be a number, a condition or a category`,
    label: "a text",
  };
  report(typeDiffers({ span: value.span, holes }));
}

/** Prices, quantities, money and times drift; counts of bars do not. */
function checkUnit({ name, value }: CheckedFeature, known: Everything, report: Reporter): void {
  const unit = known.units.single(value);
  if (known.types.single(value) !== "number" || unit === "any") return;
  if (sameUnit(unit, ratio) || sameUnit(unit, bars)) return;
  const better = relative(value, known);
  const names = [price, quantity, money].some((each) => sameUnit(each, unit));
  report(
    featureUnit({
      span: value.span,
      holes: { feature: name, unit: names ? describeUnit(unit) : `in ${describeUnit(unit)}`, better },
      fixes: [{ title: `Write \`${better}\``, edits: [{ span: value.span, text: better }] }],
    }),
  );
}

function relative(value: Expression, { program, units }: Everything): string {
  const text = textAt(program.source, value.span);
  const unit = units.single(value);
  const simple = ["name", "call", "field", "history"].includes(value.kind);
  const isPrice = unit !== "any" && sameUnit(unit, price);
  const column = program.resolution.get(value)?.kind === "bar";
  if (isPrice && column) return `${text} / ${text}[24] - 1`;
  if (isPrice) return `${simple ? text : `(${text})`} / close`;
  if (column && text === "time") return "hour_of_day(time) as category";
  return `zscore(${text}, 72 bars)`;
}

/** A target looks ahead, and is one value. */
export function checkTarget(
  { target, declaration }: DeclaredModel,
  known: Everything,
  futureOf: FutureOf,
  report: Reporter,
): void {
  if (target === undefined) return;
  const { value, name } = target;
  const type = known.types.single(value);
  if (value.kind === "damaged" || type === "unknown") return;
  if (type === "text") {
    report(
      typeDiffers({
        span: value.span,
        holes: { message: `the target \`${name}\` is a text`, label: "a text" },
      }),
    );
    return;
  }
  const feeds = declaration.parts.some((part) => part.kind === "damaged");
  if (futureOf(value) !== undefined || feeds) return;
  const text = `ahead(${textAt(known.program.source, value.span)}, 12)`;
  report(
    targetNotAhead({
      span: value.span,
      holes: { target: name, text },
      fixes: [{ title: "Look twelve bars ahead", edits: [{ span: value.span, text }] }],
    }),
  );
}
