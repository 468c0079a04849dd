import { exponential } from "./exponential";
import {
  ARGUMENT_0,
  ARGUMENT_1,
  CLASS,
  GRADIENT_UNIT,
  HESSIAN_UNIT,
  OUTPUTS,
  QUANTILE,
  ROWS,
  SCORES,
  SHIFT,
  TARGET,
  WEIGHTS,
} from "./layout";
import { piece } from "./phases";
import { claim } from "./threads";

/*
 * First and second derivatives of the loss by the raw score, two rows at a time, rounded to whole steps and packed into
 * one number. Arrays have room for one row more than there are.
 */

/** Arguments: kind of loss (0 squared, 1 logistic, 2 softmax, 3 quantile); where the packed numbers go. */
export function derive(job: usize): void {
  const rows = load<i32>(job, ROWS);
  const loss = load<i32>(job, ARGUMENT_0);
  for (;;) {
    const from = claim(job) * piece;
    if (from >= rows) return;
    const to = min(from + piece, rows);
    if (loss == 0) deriveSquared(job, from, to);
    else if (loss == 1) deriveLogistic(job, from, to);
    else if (loss == 2) deriveSoftmax(job, from, to);
    else deriveQuantile(job, from, to);
  }
}

/** Adding 1.5·2^52 leaves the nearest whole number in the low bits. */
const magic: f64 = 6755399441055744.0;
const magicBits: i64 = 0x4338000000000000;

@inline
function whole(x: v128): v128 {
  return i64x2.sub(f64x2.add(x, f64x2.splat(magic)), i64x2.splat(magicBits));
}

@inline
function weightsAt(weights: usize, row: i32): v128 {
  return weights == 0
    ? f64x2.splat(1)
    : f64x2.promote_low_f32x4(v128.load64_zero(weights + ((<usize>row) << 2)));
}

/** The classes of two rows as numbers. */
@inline
function classesAt(classes: usize, row: i32): v128 {
  return f64x2(<f64>load<u8>(classes + <usize>row), <f64>load<u8>(classes + <usize>row, 1));
}

function deriveSquared(job: usize, from: i32, to: i32): void {
  const scores = load<usize>(job, SCORES);
  const target = load<usize>(job, TARGET);
  const weights = load<usize>(job, WEIGHTS);
  const packed = load<usize>(job, ARGUMENT_1);
  const shift = load<i32>(job, SHIFT);
  const perGradient = f64x2.splat(1 / load<f64>(job, GRADIENT_UNIT));
  const perHessian = f64x2.splat(1 / load<f64>(job, HESSIAN_UNIT));
  for (let row = from; row < to; row += 2) {
    const at = (<usize>row) << 3;
    const w = weightsAt(weights, row);
    const g = f64x2.mul(w, f64x2.sub(v128.load(scores + at), v128.load(target + at)));
    v128.store(
      packed + at,
      i64x2.add(i64x2.shl(whole(f64x2.mul(g, perGradient)), shift), whole(f64x2.mul(w, perHessian))),
    );
  }
}

function deriveLogistic(job: usize, from: i32, to: i32): void {
  const scores = load<usize>(job, SCORES);
  const classes = load<usize>(job, CLASS);
  const weights = load<usize>(job, WEIGHTS);
  const packed = load<usize>(job, ARGUMENT_1);
  const shift = load<i32>(job, SHIFT);
  const perGradient = f64x2.splat(1 / load<f64>(job, GRADIENT_UNIT));
  const perHessian = f64x2.splat(1 / load<f64>(job, HESSIAN_UNIT));
  const one = f64x2.splat(1);
  for (let row = from; row < to; row += 2) {
    const at = (<usize>row) << 3;
    const w = weightsAt(weights, row);
    const p = f64x2.div(one, f64x2.add(one, exponential(f64x2.neg(v128.load(scores + at)))));
    const g = f64x2.mul(w, f64x2.sub(p, classesAt(classes, row)));
    const h = f64x2.mul(w, f64x2.mul(p, f64x2.sub(one, p)));
    v128.store(
      packed + at,
      i64x2.add(i64x2.shl(whole(f64x2.mul(g, perGradient)), shift), whole(f64x2.mul(h, perHessian))),
    );
  }
}

/** All classes at once: the packed numbers of class k lie k · (rows + 1, made even) further. */
function deriveSoftmax(job: usize, from: i32, to: i32): void {
  const outputs = load<i32>(job, OUTPUTS);
  const plane = outputPlane(job);
  const scores = load<usize>(job, SCORES);
  const classes = load<usize>(job, CLASS);
  const weights = load<usize>(job, WEIGHTS);
  const packed = load<usize>(job, ARGUMENT_1);
  const shift = load<i32>(job, SHIFT);
  const perGradient = f64x2.splat(1 / load<f64>(job, GRADIENT_UNIT));
  const perHessian = f64x2.splat(1 / load<f64>(job, HESSIAN_UNIT));
  const one = f64x2.splat(1);
  const factor = f64x2.splat(<f64>outputs / <f64>(outputs - 1));
  for (let row = from; row < to; row += 2) {
    const at = (<usize>row) << 3;
    const w = weightsAt(weights, row);
    const classOf = classesAt(classes, row);
    let most = v128.load(scores + at);
    for (let k = 1; k < outputs; k++) most = f64x2.max(most, v128.load(scores + <usize>k * plane + at));
    // Powers wait in the places of the packed numbers until their sum is known.
    let sum = f64x2.splat(0);
    for (let k = 0; k < outputs; k++) {
      const power = exponential(f64x2.sub(v128.load(scores + <usize>k * plane + at), most));
      v128.store(packed + <usize>k * plane + at, power);
      sum = f64x2.add(sum, power);
    }
    for (let k = 0; k < outputs; k++) {
      const p = f64x2.div(v128.load(packed + <usize>k * plane + at), sum);
      const y = v128.and(f64x2.eq(classOf, f64x2.splat(<f64>k)), one);
      const g = f64x2.mul(w, f64x2.sub(p, y));
      const h = f64x2.mul(w, f64x2.mul(factor, f64x2.mul(p, f64x2.sub(one, p))));
      v128.store(
        packed + <usize>k * plane + at,
        i64x2.add(i64x2.shl(whole(f64x2.mul(g, perGradient)), shift), whole(f64x2.mul(h, perHessian))),
      );
    }
  }
}

/** Koenker & Bassett 1978. */
function deriveQuantile(job: usize, from: i32, to: i32): void {
  const scores = load<usize>(job, SCORES);
  const target = load<usize>(job, TARGET);
  const weights = load<usize>(job, WEIGHTS);
  const packed = load<usize>(job, ARGUMENT_1);
  const shift = load<i32>(job, SHIFT);
  const alpha = load<f64>(job, QUANTILE);
  const perGradient = f64x2.splat(1 / load<f64>(job, GRADIENT_UNIT));
  const perHessian = f64x2.splat(1 / load<f64>(job, HESSIAN_UNIT));
  for (let row = from; row < to; row += 2) {
    const at = (<usize>row) << 3;
    const w = weightsAt(weights, row);
    const isAbove = f64x2.ge(v128.load(scores + at), v128.load(target + at));
    const g = f64x2.mul(w, v128.bitselect(f64x2.splat(1 - alpha), f64x2.splat(-alpha), isAbove));
    v128.store(
      packed + at,
      i64x2.add(i64x2.shl(whole(f64x2.mul(g, perGradient)), shift), whole(f64x2.mul(w, perHessian))),
    );
  }
}

/** Bytes from one output's rows to the next. */
@inline
export function outputPlane(job: usize): usize {
  return (<usize>((load<i32>(job, ROWS) + 2) & ~1)) << 3;
}

/** Weighted distances of a regression's scores from its targets, summed; in pairs, whatever the threads. */
export function residualSum(job: usize): f64 {
  const rows = load<i32>(job, ROWS);
  const scores = load<usize>(job, SCORES);
  const target = load<usize>(job, TARGET);
  const weights = load<usize>(job, WEIGHTS);
  let sum = f64x2.splat(0);
  let row = 0;
  for (; row < rows - 1; row += 2) {
    const at = (<usize>row) << 3;
    const distance = f64x2.abs(f64x2.sub(v128.load(scores + at), v128.load(target + at)));
    sum = f64x2.add(sum, f64x2.mul(weightsAt(weights, row), distance));
  }
  let all = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (row < rows) {
    const at = (<usize>row) << 3;
    const weight = weights == 0 ? 1 : <f64>load<f32>(weights + ((<usize>row) << 2));
    all += weight * Math.abs(load<f64>(scores + at) - load<f64>(target + at));
  }
  return all;
}
