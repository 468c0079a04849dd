import {
  countOf,
  fits,
  gradientSum,
  hessianSum,
  leafCount,
  leafTotal,
  leastWorth,
  mark,
  ridge,
  worthOfSides,
  writeCategories,
} from "./cut";
import {
  CATEGORY_GROUP,
  CATEGORY_L2,
  CATEGORY_MOST,
  CATEGORY_SMOOTH,
  CUT_SIDES,
  FEATURE_BINS,
  LEAF_ROWS,
} from "./layout";

/*
 * The best cut of a category at a leaf: a set of categories that goes left. Bin 0 holds what is missing or rare and
 * always goes right. Up to three categories are tried one against the others; more are ordered by their mean gradient,
 * after which the best set is found among those at either end. Fisher, On grouping for maximum homogeneity, 1958.
 */

/** Bins that take part, in the order of their mean gradients, and those gradients; in the thread's own room. */
let order: usize = 0;
let means: usize = 0;

export function workIn(room: usize): void {
  means = room;
  order = room + 2048;
}

const mostAlone = 4;

export function cutCategory(job: usize, feature: usize, histogram: usize, cut: usize): void {
  memory.fill(cut + CUT_SIDES, 0, 32);
  if (load<i32>(feature, FEATURE_BINS) <= mostAlone) cutOneCategory(feature, histogram, cut);
  else cutOrdered(job, feature, histogram, cut);
}

function cutOneCategory(feature: usize, histogram: usize, cut: usize): void {
  const bins = load<i32>(feature, FEATURE_BINS);
  const total = leafTotal();
  let best = leastWorth();
  let bestBin = -1;
  let bestLeft: i64 = 0;
  for (let bin = 1; bin < bins; bin++) {
    const left = load<i64>(histogram + ((<usize>bin) << 3));
    if (left == 0) continue;
    const count = countOf(bin, left);
    if (!fits(count, left) || !fits(leafCount() - count, total - left)) continue;
    const worth = worthOfSides(left, total - left, ridge());
    if (worth > best) {
      best = worth;
      bestBin = bin;
      bestLeft = left;
    }
  }
  writeCategories(cut, best, bestBin >= 0, bestLeft, ridge());
  if (bestBin >= 0) mark(cut, bestBin);
}

function cutOrdered(job: usize, feature: usize, histogram: usize, cut: usize): void {
  const smooth = load<f64>(job, CATEGORY_SMOOTH);
  const penalty = ridge() + load<f64>(job, CATEGORY_L2);
  const group = load<i32>(job, CATEGORY_GROUP);
  const used = orderCategories(feature, histogram, smooth);
  const most = min((used + 1) >> 1, load<i32>(job, CATEGORY_MOST));
  const rows = leafCount();
  const total = leafTotal();
  const leafRows = load<i32>(job, LEAF_ROWS);
  let best = leastWorth();
  let bestCount = 0;
  let bestLeft: i64 = 0;
  let fromEnd = false;
  for (let direction = 0; direction < 2; direction++) {
    let left: i64 = 0;
    let leftRows = 0;
    let joined = 0;
    for (let place = 0; place < most; place++) {
      const bin = binAt(place, used, direction == 1);
      const sum = load<i64>(histogram + ((<usize>bin) << 3));
      const count = countOf(bin, sum);
      left += sum;
      leftRows += count;
      joined += count;
      if (!fits(leftRows, left)) continue;
      const rightRows = rows - leftRows;
      if (rightRows < leafRows || rightRows < group || !fits(rightRows, total - left)) break;
      if (joined < group) continue;
      joined = 0;
      const worth = worthOfSides(left, total - left, penalty);
      if (worth > best) {
        best = worth;
        bestCount = place + 1;
        bestLeft = left;
        fromEnd = direction == 1;
      }
    }
  }
  writeCategories(cut, best, bestCount > 0, bestLeft, penalty);
  for (let place = 0; place < bestCount; place++) mark(cut, binAt(place, used, fromEnd));
}

@inline
function binAt(place: i32, used: i32, fromEnd: bool): i32 {
  return load<i32>(order + ((<usize>(fromEnd ? used - 1 - place : place)) << 2));
}

/** Puts the categories with enough rows in the order of gradient / (second derivative + smooth); answers how many. */
function orderCategories(feature: usize, histogram: usize, smooth: f64): i32 {
  const bins = load<i32>(feature, FEATURE_BINS);
  let used = 0;
  for (let bin = 1; bin < bins; bin++) {
    const sum = load<i64>(histogram + ((<usize>bin) << 3));
    if (<f64>countOf(bin, sum) < smooth || sum == 0) continue;
    const mean = gradientSum(sum) / (hessianSum(sum) + smooth);
    let place = used++;
    while (place > 0 && load<f64>(means + ((<usize>(place - 1)) << 3)) > mean) {
      store<f64>(means + ((<usize>place) << 3), load<f64>(means + ((<usize>(place - 1)) << 3)));
      store<i32>(order + ((<usize>place) << 2), load<i32>(order + ((<usize>(place - 1)) << 2)));
      place--;
    }
    store<f64>(means + ((<usize>place) << 3), mean);
    store<i32>(order + ((<usize>place) << 2), bin);
  }
  return used;
}
