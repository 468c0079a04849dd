import type { Calibration, CalibrationCurve, Link } from "../fitted-model.js";
import type { TargetColumn } from "../training-rows.js";
import type { GraphBuilder } from "./builder.js";
import { writeLookup } from "./tree-nodes.js";

/** Probabilities or values, [rows, outputs], from raw scores; both 64-bit numbers. */
export function writeAnswers(
  { link, calibration, kind, outputs }: AnswerPlan,
  builder: GraphBuilder,
  raw: string,
): string {
  switch (calibration.kind) {
    case "none":
      return writeLink(link, kind, outputs, builder, raw);
    case "sigmoid": {
      const scaled = builder.add("Mul", [raw, builder.doubles(calibration.slopes)]);
      const moved = builder.add("Add", [scaled, builder.doubles(calibration.intercepts)]);
      return writeShares(writeLogistic(builder, moved), outputs, builder);
    }
    case "isotonic": {
      const before = writeLink(link, kind, outputs, builder, raw);
      const mended = calibration.curves.map((curve, k) => {
        const column =
          outputs === 1
            ? before
            : builder.add("Gather", [before, builder.integers([k])], { axis: { integer: 1 } });
        return writeCurve(curve, builder, column);
      });
      const together =
        mended.length === 1 ? (mended[0] ?? before) : builder.add("Concat", mended, { axis: { integer: 1 } });
      return writeShares(together, outputs, builder);
    }
  }
}

export interface AnswerPlan {
  readonly link: Link;
  readonly calibration: Calibration;
  readonly kind: TargetColumn["kind"];
  readonly outputs: number;
}

function writeLink(
  link: Link,
  kind: TargetColumn["kind"],
  outputs: number,
  builder: GraphBuilder,
  raw: string,
): string {
  switch (link) {
    case "identity":
      if (kind === "regression") return raw;
      return builder.add("Clip", [raw, builder.doubles([0], []), builder.doubles([1], [])]);
    case "logistic":
      return writeLogistic(builder, raw);
    case "softmax": {
      const most = builder.add("ReduceMax", [raw], { axes: { integers: [1] }, keepdims: { integer: 1 } });
      const shares = builder.add("Exp", [builder.add("Sub", [raw, most])]);
      return writeShares(shares, outputs, builder);
    }
  }
}

function writeLogistic(builder: GraphBuilder, score: string): string {
  const one = builder.doubles([1], []);
  const falling = builder.add("Exp", [builder.add("Neg", [score])]);
  return builder.add("Div", [one, builder.add("Add", [one, falling])]);
}

/** Shares of their sum; where all are 0, the same for all. */
function writeShares(values: string, outputs: number, builder: GraphBuilder): string {
  if (outputs === 1) return values;
  const sum = builder.add("Unsqueeze", [builder.rowSum(values, 1, outputs), builder.integers([1])]);
  const some = builder.add("Greater", [sum, builder.doubles([0], [])]);
  const shares = builder.add("Div", [values, sum]);
  return builder.add("Where", [some, shares, builder.doubles([1 / outputs], [])]);
}

function writeCurve(curve: CalibrationCurve, builder: GraphBuilder, place: string): string {
  const { from, to } = curve;
  const ends = [from[0] ?? 0, from.at(-1) ?? 1].map((end) => builder.doubles([end], []));
  const within = builder.add("Clip", [place, ...ends]);
  const point = builder.cast(writeLookup(curve, builder, within), "int64");
  const at = (values: Iterable<number>) => builder.add("Gather", [builder.doubles([...values]), point]);
  const along = builder.add("Sub", [within, at(from)]);
  const risen = builder.add("Mul", [along, at(Array.from(from, (_, k) => curveSlope(curve, k)))]);
  return builder.add("Add", [at(to), risen]);
}

/** Rise of the line that begins at a point; 0 from the last on. */
function curveSlope({ from, to }: CalibrationCurve, point: number): number {
  const width = (from[point + 1] ?? Number.NaN) - (from[point] ?? 0);
  return width > 0 ? ((to[point + 1] ?? 0) - (to[point] ?? 0)) / width : 0;
}
