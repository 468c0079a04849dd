import { uniform } from "./random";
import {
  CONSTRAINED,
  CUT_ALIVE,
  CUT_BIN,
  CUT_GAIN,
  CUT_LEFT_SUM,
  CUT_LEFT_VALUE,
  CUT_MISSING_LEFT,
  CUT_RIGHT_VALUE,
  CUT_SIDES,
  FEATURE_BINS,
  FEATURE_MISSING,
  FEATURE_MONOTONE,
  FEATURE_VALUES,
  GRADIENT_UNIT,
  HESSIAN_UNIT,
  L1,
  L2,
  LEAF_COUNT,
  LEAF_HIGH,
  LEAF_LOW,
  LEAF_NODE,
  LEAF_ROWS,
  LEAF_SUM,
  LEAF_WEIGHT,
  MIN_GAIN,
  SEED,
  SHIFT,
  TREE,
} from "./layout";

/*
 * The best cut of a number at a leaf. Gain of a cut: T(GL)²/(HL + λ₂) + T(GR)²/(HR + λ₂) − T(G)²/(H + λ₂) with
 * T(G) = sign(G)·max(0, |G| − λ₁); G and H are sums of gradients and second derivatives. Rows on a side are reckoned as
 * H_side·n/H, rounded bin by bin; that is exact where all second derivatives are equal.
 */

// What all cuts of one leaf share; registers of the thread, nothing lives in them between two leaves.
let total: i64 = 0;
let shift: i64 = 0;
let mask: i64 = 0;
let gradientUnit: f64 = 0;
let hessianUnit: f64 = 0;
let l1: f64 = 0;
let l2: f64 = 0;
let leafRows: i32 = 0;
/** In steps of packed second derivatives, as are those of a side. */
let leafWeight: i64 = 0;
let rows: i32 = 0;
/** Rows for one step of packed second derivatives. */
let rowsPerStep: f64 = 0;
/** What the leaf is worth uncut, and what a cut must be worth. */
let whole: f64 = 0;
let least: f64 = 0;
let constrained: bool = false;
let low: f64 = 0;
let high: f64 = 0;
/** Where the rows of each bin are counted, 8 bytes a bin; 0: they are reckoned. */
let counted: usize = 0;

/** Rows of the next cut's bins are counted there; 0: reckoned. */
export function countRowsAt(counts: usize): void {
  counted = counts;
}

/** Prepares for the cuts of a leaf. */
export function atLeaf(job: usize, leaf: usize): void {
  total = load<i64>(leaf, LEAF_SUM);
  shift = load<i32>(job, SHIFT);
  mask = (1 << shift) - 1;
  gradientUnit = load<f64>(job, GRADIENT_UNIT);
  hessianUnit = load<f64>(job, HESSIAN_UNIT);
  l1 = load<f64>(job, L1);
  l2 = load<f64>(job, L2);
  leafRows = load<i32>(job, LEAF_ROWS);
  leafWeight = <i64>Math.min(Math.ceil(load<f64>(job, LEAF_WEIGHT) / hessianUnit), 4e18);
  rows = load<i32>(leaf, LEAF_COUNT);
  constrained = load<i32>(job, CONSTRAINED) != 0;
  low = load<f64>(leaf, LEAF_LOW);
  high = load<f64>(leaf, LEAF_HIGH);
  rowsPerStep = <f64>rows / <f64>(total & mask);
  counted = 0;
  const g = soft(gradientOf(total));
  whole = (g * g) / (hessianOf(total) + l2);
  // A cut that parts a leaf into equals gains nothing but what rounding makes of it.
  least = (whole + load<f64>(job, MIN_GAIN)) * (1 + 1e-12);
}

@inline
function gradientOf(sum: i64): f64 {
  return <f64>(sum >> shift) * gradientUnit;
}

@inline
function hessianOf(sum: i64): f64 {
  return <f64>(sum & mask) * hessianUnit;
}

/** Whether a side weighs too little to be a leaf. */
@inline
function isLight(side: i64): bool {
  return (side & mask) < leafWeight;
}

/** Numbers below 2^51 in 64-bit whole lanes, as floating ones. */
@inline
function floating(x: v128): v128 {
  return f64x2.sub(i64x2.add(x, i64x2.splat(0x4338000000000000)), f64x2.splat(6755399441055744.0));
}

@inline
function rowsOf(sum: i64): i32 {
  return <i32>(<f64>(sum & mask) * rowsPerStep + 0.5);
}

@inline
function rowsAt(bin: i32, sum: i64): i32 {
  return counted == 0 ? rowsOf(sum) : load<i32>(counted + ((<usize>bin) << 3));
}

@inline
function soft(g: f64): f64 {
  return l1 == 0 ? g : copysign(Math.max(0, Math.abs(g) - l1), g);
}

@inline
function softly(g: v128): v128 {
  if (l1 == 0) return g;
  const size = f64x2.max(f64x2.splat(0), f64x2.sub(f64x2.abs(g), f64x2.splat(l1)));
  return v128.bitselect(g, size, f64x2.splat(-0.0));
}

/** What a leaf with these sums answers. */
@inline
function valueOf(sum: i64, penalty: f64): f64 {
  const h = hessianOf(sum) + penalty;
  const value = h > 0 ? -soft(gradientOf(sum)) / h : 0.0;
  return constrained ? Math.min(Math.max(value, low), high) : value;
}

@inline
function worthAt(sum: i64, value: f64, penalty: f64): f64 {
  return -(2 * soft(gradientOf(sum)) * value + (hessianOf(sum) + penalty) * value * value);
}

/** What both sides of a cut are worth together; below 0 where a constraint refuses it. */
@inline
function worthOf(left: i64, right: i64, penalty: f64, monotone: i32): f64 {
  if (constrained) {
    const a = valueOf(left, penalty);
    const b = valueOf(right, penalty);
    if ((monotone > 0 && a > b) || (monotone < 0 && a < b)) return -1;
    return worthAt(left, a, penalty) + worthAt(right, b, penalty);
  }
  const sides = i64x2.replace_lane(i64x2.splat(left), 1, right);
  const gradients = f64x2.mul(floating(i64x2.shr_s(sides, <i32>shift)), f64x2.splat(gradientUnit));
  const weights = f64x2.mul(floating(v128.and(sides, i64x2.splat(mask))), f64x2.splat(hessianUnit));
  const g = softly(gradients);
  const h = f64x2.add(weights, f64x2.splat(penalty));
  const worth = f64x2.div(f64x2.mul(g, g), h);
  return f64x2.extract_lane(worth, 0) + f64x2.extract_lane(worth, 1);
}

/** The best of all cuts of a number; `atLeaf` has been called. */
export function cutNumber(feature: usize, histogram: usize, cut: usize): void {
  const bins = load<i32>(feature, FEATURE_BINS);
  const missing = load<i32>(feature, FEATURE_MISSING);
  const monotone = load<i32>(feature, FEATURE_MONOTONE);
  const present = missing < 0 ? bins : bins - 1;
  let best: f64 = least;
  let bestBin = -1;
  let bestLeft: i64 = 0;
  let missingLeft = 1;

  // From the highest cut down, missing values left: of cuts that part the rows alike the highest is taken.
  let right: i64 = 0;
  let rightRows = 0;
  for (let bin = present - 1; bin > 0; bin--) {
    const sum = load<i64>(histogram + ((<usize>bin) << 3));
    if (sum == 0) continue;
    right += sum;
    rightRows += rowsAt(bin, sum);
    if (rightRows < leafRows || isLight(right)) continue;
    const left = total - right;
    if (rows - rightRows < leafRows || isLight(left) || (left & mask) == 0) break;
    const worth = worthOf(left, right, l2, monotone);
    if (worth > best) {
      best = worth;
      bestBin = bin - 1;
      bestLeft = left;
    }
  }
  const absent = missing < 0 ? 0 : load<i64>(histogram + ((<usize>missing) << 3));
  if (absent != 0) {
    let left: i64 = 0;
    let leftRows = 0;
    for (let bin = 0; bin < present; bin++) {
      const sum = load<i64>(histogram + ((<usize>bin) << 3));
      if (sum == 0) continue;
      left += sum;
      leftRows += rowsAt(bin, sum);
      if (leftRows < leafRows || isLight(left)) continue;
      const other = total - left;
      if (rows - leftRows < leafRows || isLight(other) || (other & mask) == 0) break;
      const worth = worthOf(left, other, l2, monotone);
      if (worth > best) {
        best = worth;
        bestBin = bin;
        bestLeft = left;
        missingLeft = 0;
      }
    }
  } else {
    missingLeft = i32((bestLeft & mask) * 2 >= (total & mask));
  }
  writeCut(cut, best, bestBin, bestLeft, missingLeft, l2);
  if (bestBin >= 0) writeSides(cut, bestBin, missing, missingLeft);
}

function writeCut(cut: usize, worth: f64, bin: i32, left: i64, missingLeft: i32, penalty: f64): void {
  const isCut = bin >= 0;
  store<f64>(cut, isCut ? worth - whole : -1, CUT_GAIN);
  store<i32>(cut, isCut ? 1 : 0, CUT_ALIVE);
  store<i32>(cut, bin, CUT_BIN);
  store<i32>(cut, missingLeft, CUT_MISSING_LEFT);
  store<i64>(cut, left, CUT_LEFT_SUM);
  store<f64>(cut, valueOf(left, penalty), CUT_LEFT_VALUE);
  store<f64>(cut, valueOf(total - left, penalty), CUT_RIGHT_VALUE);
}

/** Marks the bins that go left. */
function writeSides(cut: usize, bin: i32, missing: i32, missingLeft: i32): void {
  memory.fill(cut + CUT_SIDES, 0, 32);
  for (let at = 0; at <= bin; at++) mark(cut, at);
  if (missing >= 0 && missingLeft != 0) mark(cut, missing);
}

@inline
export function mark(cut: usize, bin: i32): void {
  const byte = cut + CUT_SIDES + (<usize>bin >> 3);
  store<u8>(byte, load<u8>(byte) | (<u8>1 << <u8>(bin & 7)));
}

/**
 * One cut of a number at a random place between its least and greatest value at the leaf.
 * Geurts, Ernst, Wehenkel 2006.
 */
export function cutAtRandom(
  job: usize,
  leaf: usize,
  feature: usize,
  number: i32,
  histogram: usize,
  cut: usize,
): void {
  store<f64>(cut, -1, CUT_GAIN);
  store<i32>(cut, 0, CUT_ALIVE);
  const bins = load<i32>(feature, FEATURE_BINS);
  const missing = load<i32>(feature, FEATURE_MISSING);
  const present = missing < 0 ? bins : bins - 1;
  const bin = randomBin(job, leaf, feature, number, histogram, present);
  if (bin < 0) return;
  store<i32>(cut, 1, CUT_ALIVE);
  const node = load<i32>(leaf, LEAF_NODE);
  const coin = uniform(load<u32>(job, SEED), load<u32>(job, TREE), (<u32>node << 12) + <u32>number + 0x40000000);
  const absent = missing < 0 ? 0 : load<i64>(histogram + ((<usize>missing) << 3));
  let left: i64 = 0;
  let leftRows = 0;
  for (let at = 0; at <= bin; at++) {
    const sum = load<i64>(histogram + ((<usize>at) << 3));
    left += sum;
    leftRows += rowsAt(at, sum);
  }
  let missingLeft = i32(coin < 0.5);
  if (absent != 0 && missingLeft != 0) {
    left += absent;
    leftRows += rowsAt(missing, absent);
  }
  if (absent == 0) missingLeft = i32((left & mask) * 2 >= (total & mask));
  const right = total - left;
  if (leftRows < leafRows || rows - leftRows < leafRows) return;
  if ((left & mask) == 0 || (right & mask) == 0) return;
  const worth = worthOf(left, right, l2, 0);
  if (worth <= least) return;
  writeCut(cut, worth, bin, left, missingLeft, l2);
  writeSides(cut, bin, missing, missingLeft);
}

/** The last bin left of a cut drawn between the least and the greatest value; −1 where all values are alike. */
export function randomBin(
  job: usize,
  leaf: usize,
  feature: usize,
  number: i32,
  histogram: usize,
  present: i32,
): i32 {
  let first = 0;
  while (first < present && load<i64>(histogram + ((<usize>first) << 3)) == 0) first++;
  let last = present - 1;
  while (last > first && load<i64>(histogram + ((<usize>last) << 3)) == 0) last--;
  if (first >= last) return -1;
  const values = load<usize>(feature, FEATURE_VALUES);
  const from = <f64>load<f32>(values + ((<usize>first) << 2));
  const to = <f64>load<f32>(values + ((<usize>last) << 2));
  const node = load<i32>(leaf, LEAF_NODE);
  const place = uniform(load<u32>(job, SEED), load<u32>(job, TREE), (<u32>node << 12) + <u32>number + 0x80000000);
  const at = from + place * (to - from);
  let bin = first;
  while (bin < last - 1 && <f64>load<f32>(values + ((<usize>(bin + 1)) << 2)) <= at) bin++;
  return bin;
}

// For the cuts of categories.
export function leafTotal(): i64 {
  return total;
}
export function leastWorth(): f64 {
  return least;
}
export function fits(sideRows: i32, side: i64): bool {
  return sideRows >= leafRows && !isLight(side) && (side & mask) != 0;
}
export function leafCount(): i32 {
  return rows;
}
export function countOf(bin: i32, sum: i64): i32 {
  return rowsAt(bin, sum);
}
export function gradientSum(sum: i64): f64 {
  return gradientOf(sum);
}
export function hessianSum(sum: i64): f64 {
  return hessianOf(sum);
}
export function worthOfSides(left: i64, right: i64, penalty: f64): f64 {
  return worthOf(left, right, penalty, 0);
}
export function writeCategories(cut: usize, worth: f64, isCut: bool, left: i64, penalty: f64): void {
  writeCut(cut, worth, isCut ? 0 : -1, left, 0, penalty);
  store<i32>(cut, -1, CUT_BIN);
}
export function ridge(): f64 {
  return l2;
}
/** What a leaf with these sums answers; `atLeaf` has been called. */
export function leafValue(): f64 {
  return valueOf(total, l2);
}
