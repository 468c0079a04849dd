import { randomBin } from "./cut";
import {
  CLASS,
  CUT_ALIVE,
  CUT_BIN,
  CUT_GAIN,
  CUT_LEFT_SUM,
  CUT_LEFT_VALUE,
  CUT_MISSING_LEFT,
  CUT_RIGHT_VALUE,
  CUT_SIDES,
  FEATURE_BINS,
  FEATURE_CATEGORY,
  FEATURE_MISSING,
  HISTOGRAM_BYTES,
  LEAF_COUNT,
  LEAF_NODE,
  LEAF_ROWS,
  OUTPUTS,
  PACKED,
  RANDOM_CUTS,
  SEED,
  TREE,
} from "./layout";
import { mark } from "./cut";
import { uniform } from "./random";

/*
 * Cuts of forests with several classes: weights summed by bin and class, two classes in one 64-bit number. What a side
 * is worth is Σ (weight of the class)² / weight of all, which is largest where Gini's impurity is least.
 */

/** Adds the rows of a list; a row's packed number stands in the half of its class. */
export function addClasses(
  job: usize,
  histogram: usize,
  counts: usize,
  bins: usize,
  stride: i32,
  list: usize,
  count: i32,
): void {
  const classes = load<usize>(job, CLASS);
  const packed = load<usize>(job, PACKED);
  const end = list + ((<usize>count) << 2);
  for (; list < end; list += 4) {
    const row = <usize>load<u32>(list);
    const plane = <usize>(load<u8>(classes + row) >> 1) * HISTOGRAM_BYTES;
    const bin = (<usize>load<u8>(bins + row * <usize>stride)) << 3;
    const entry = histogram + plane + bin;
    store<i32>(counts + bin, load<i32>(counts + bin) + 1);
    store<i64>(entry, load<i64>(entry) + load<i64>(packed + (row << 3)));
  }
}

/** Weight of a class in a bin. */
@inline
function weightAt(histogram: usize, bin: i32, k: i32): f64 {
  return <f64>load<u32>(histogram + <usize>((k >> 1) * HISTOGRAM_BYTES + (bin << 3) + ((k & 1) << 2)));
}

// Registers of the thread for the leaf and feature at work.
let outputs: i32 = 0;
let histogram: usize = 0;
let best: f64 = 0;
let bestBin: i32 = -1;
let bestMissingLeft: i32 = 0;
/** Where rows are counted, 8 bytes a bin; how many are on the left. */
let counted: usize = 0;
let leftRows: i32 = 0;
let leafRows: i32 = 0;
let rows: i32 = 0;
let all: f64 = 0;
/** Addresses of a number a class: of all rows, and of the left side. */
let totals: usize = 0;
let lefts: usize = 0;

/** Up to 256 classes fit into a thread's room. */
export function countClassesIn(room: usize): void {
  totals = room;
  lefts = room + 2048;
}

@inline
function at(numbers: usize, k: i32): f64 {
  return load<f64>(numbers + ((<usize>k) << 3));
}

@inline
function put(numbers: usize, k: i32, value: f64): void {
  store<f64>(numbers + ((<usize>k) << 3), value);
}

export function cutClasses(
  job: usize,
  leaf: usize,
  feature: usize,
  number: i32,
  histograms: usize,
  counts: usize,
  cut: usize,
): void {
  counted = counts;
  begin(job, leaf, histograms, load<i32>(feature, FEATURE_BINS));
  const whole = worthOfTotals();
  best = whole * (1 + 1e-12);
  bestBin = -1;
  bestMissingLeft = 0;
  const missing = load<i32>(feature, FEATURE_MISSING);
  const present = load<i32>(feature, FEATURE_BINS) - i32(missing >= 0);
  const isCategory = load<i32>(feature, FEATURE_CATEGORY) != 0;
  if (isCategory) tryCategories(load<i32>(feature, FEATURE_BINS));
  else if (load<i32>(job, RANDOM_CUTS) != 0) tryRandom(job, leaf, feature, number, present, missing);
  else tryAll(present, missing);
  store<f64>(cut, bestBin >= 0 ? best - whole : -1, CUT_GAIN);
  store<i32>(cut, 1, CUT_ALIVE);
  store<i32>(cut, isCategory ? -1 : bestBin, CUT_BIN);
  store<i32>(cut, bestMissingLeft, CUT_MISSING_LEFT);
  store<i64>(cut, 0, CUT_LEFT_SUM);
  store<f64>(cut, 0, CUT_LEFT_VALUE);
  store<f64>(cut, 0, CUT_RIGHT_VALUE);
  if (bestBin < 0) return;
  memory.fill(cut + CUT_SIDES, 0, 32);
  for (let bin = isCategory ? bestBin : 0; bin <= bestBin; bin++) mark(cut, bin);
  if (missing >= 0 && bestMissingLeft != 0) mark(cut, missing);
}

function begin(job: usize, leaf: usize, histograms: usize, bins: i32): void {
  outputs = load<i32>(job, OUTPUTS);
  histogram = histograms;
  leafRows = load<i32>(job, LEAF_ROWS);
  rows = load<i32>(leaf, LEAF_COUNT);
  all = 0;
  for (let k = 0; k < outputs; k++) {
    let sum = 0.0;
    for (let bin = 0; bin < bins; bin++) sum += weightAt(histogram, bin, k);
    put(totals, k, sum);
    all += sum;
  }
}

function worthOfTotals(): f64 {
  let sum = 0.0;
  for (let k = 0; k < outputs; k++) sum += at(totals, k) * at(totals, k);
  return sum / all;
}

function clear(): void {
  leftRows = 0;
  for (let k = 0; k < outputs; k++) put(lefts, k, 0);
}

/** Adds a bin to the left side; answers its weight. */
@inline
function take(bin: i32): f64 {
  leftRows += load<i32>(counted + ((<usize>bin) << 3));
  let sum = 0.0;
  for (let k = 0; k < outputs; k++) {
    const weight = weightAt(histogram, bin, k);
    put(lefts, k, at(lefts, k) + weight);
    sum += weight;
  }
  return sum;
}

function consider(left: f64, bin: i32, missingLeft: i32): void {
  const right = all - left;
  if (left <= 0 || right <= 0 || leftRows < leafRows || rows - leftRows < leafRows) return;
  let a = 0.0;
  let b = 0.0;
  for (let k = 0; k < outputs; k++) {
    const other = at(totals, k) - at(lefts, k);
    a += at(lefts, k) * at(lefts, k);
    b += other * other;
  }
  const worth = a / left + b / right;
  if (worth <= best) return;
  best = worth;
  bestBin = bin;
  bestMissingLeft = missingLeft;
}

function tryAll(present: i32, missing: i32): void {
  clear();
  let left = 0.0;
  for (let bin = 0; bin < present; bin++) {
    const weight = take(bin);
    if (weight == 0) continue;
    left += weight;
    consider(left, bin, i32(missing < 0 && left * 2 >= all));
  }
  if (missing < 0) return;
  clear();
  left = take(missing);
  if (left == 0) {
    bestMissingLeft = i32(bestBin >= 0 && leftWeight(bestBin) * 2 >= all);
    return;
  }
  for (let bin = 0; bin < present - 1; bin++) {
    const weight = take(bin);
    if (weight == 0) continue;
    left += weight;
    consider(left, bin, 1);
  }
}

function leftWeight(bin: i32): f64 {
  clear();
  let sum = 0.0;
  for (let taken = 0; taken <= bin; taken++) sum += take(taken);
  return sum;
}

function tryRandom(job: usize, leaf: usize, feature: usize, number: i32, present: i32, missing: i32): void {
  const first = randomClassBin(job, leaf, feature, number, present);
  if (first < 0) return;
  const place = (<u32>load<i32>(leaf, LEAF_NODE) << 12) + <u32>number + 0x40000000;
  const coin = uniform(load<u32>(job, SEED), load<u32>(job, TREE), place) < 0.5;
  let left = leftWeight(first);
  if (missing < 0) {
    consider(left, first, 0);
    return;
  }
  const absent = missingWeight(missing);
  if (absent == 0) {
    consider(left, first, i32(left * 2 >= all));
  } else {
    if (coin) left += take(missing);
    consider(left, first, i32(coin));
  }
}

function missingWeight(missing: i32): f64 {
  let sum = 0.0;
  for (let k = 0; k < outputs; k++) sum += weightAt(histogram, missing, k);
  return sum;
}

/** Classes are folded into the first plane's place of each bin's presence, which is all that drawing looks at. */
function randomClassBin(job: usize, leaf: usize, feature: usize, number: i32, present: i32): i32 {
  const planes = (outputs + 1) >> 1;
  const folded = histogram + <usize>(planes * HISTOGRAM_BYTES);
  for (let bin = 0; bin < present; bin++) {
    let any: i64 = 0;
    for (let plane = 0; plane < planes; plane++)
      any |= load<i64>(histogram + <usize>(plane * HISTOGRAM_BYTES + (bin << 3)));
    store<i64>(folded + ((<usize>bin) << 3), any);
  }
  return randomBin(job, leaf, feature, number, folded, present);
}

/** One category against the others. */
function tryCategories(bins: i32): void {
  for (let bin = 1; bin < bins; bin++) {
    clear();
    const left = take(bin);
    if (left > 0) consider(left, bin, 0);
  }
}
