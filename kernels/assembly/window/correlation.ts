import { finite, NA } from "../shared/missing";
import { column, whole } from "../shared/memory";

/*
 * As `moments`, for two series and their products.
 *
 * State: place (i32), complete (i32), running Σa, Σb, Σa², Σb², Σab of deviations in the current block, the two
 * references of the block before; five rows of slots: a and b (then the suffixes' means less the reference), squared
 * deviations of a and b, and products.
 */
const PLACE: usize = 0;
const COMPLETE: usize = 4;
const SUM_A: usize = 8;
const SUM_B: usize = 16;
const SQUARES_A: usize = 24;
const SQUARES_B: usize = 32;
const PRODUCTS: usize = 40;
const REFERENCE_A: usize = 48;
const REFERENCE_B: usize = 56;
const SLOTS: usize = 64;

export function correlation(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const length = whole(parameters, 0);
  const row = (<usize>length) << 3;
  const slots = state + SLOTS;
  const all = <f64>length;
  let a = column(inputs, 0);
  let b = column(inputs, 1);
  let output = column(outputs, 0);
  let place = load<i32>(state, PLACE);
  let complete = load<i32>(state, COMPLETE);
  let sumA = load<f64>(state, SUM_A);
  let sumB = load<f64>(state, SUM_B);
  let squaresA = load<f64>(state, SQUARES_A);
  let squaresB = load<f64>(state, SQUARES_B);
  let products = load<f64>(state, PRODUCTS);
  let beforeA = load<f64>(state, REFERENCE_A);
  let beforeB = load<f64>(state, REFERENCE_B);
  for (let i = 0; i < count; i++, a += 8, b += 8, output += 8) {
    const x = load<f64>(a);
    const y = load<f64>(b);
    if (x != x || y != y) {
      store<f64>(output, NA);
      continue;
    }
    const slot = slots + ((<usize>place) << 3);
    store<f64>(slot, x);
    store<f64>(slot + row, y);
    const referenceA = load<f64>(slots);
    const referenceB = load<f64>(slots + row);
    const distanceA = x - referenceA;
    const distanceB = y - referenceB;
    sumA += distanceA;
    sumB += distanceB;
    squaresA += distanceA * distanceA;
    squaresB += distanceB * distanceB;
    products += distanceA * distanceB;
    place++;
    const newer = <f64>place;
    const meanA = sumA / newer;
    const meanB = sumB / newer;
    let totalA = squaresA - sumA * meanA;
    let totalB = squaresB - sumB * meanB;
    let together = products - sumA * meanB;
    if (place == length) {
      beforeA = x;
      beforeB = y;
      suffixes(slots, row, length);
      place = 0;
      complete = 1;
      sumA = 0;
      sumB = 0;
      squaresA = 0;
      squaresB = 0;
      products = 0;
    } else if (complete) {
      const next = slot + 8;
      const weight = (newer * (all - newer)) / all;
      const apartA = beforeA - referenceA + (load<f64>(next) - meanA);
      const apartB = beforeB - referenceB + (load<f64>(next + row) - meanB);
      totalA += load<f64>(next + 2 * row) + apartA * apartA * weight;
      totalB += load<f64>(next + 3 * row) + apartB * apartB * weight;
      together += load<f64>(next + 4 * row) + apartA * apartB * weight;
    } else {
      store<f64>(output, NA);
      continue;
    }
    store<f64>(output, coefficient(together, totalA, totalB));
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, complete, COMPLETE);
  store<f64>(state, sumA, SUM_A);
  store<f64>(state, sumB, SUM_B);
  store<f64>(state, squaresA, SQUARES_A);
  store<f64>(state, squaresB, SQUARES_B);
  store<f64>(state, products, PRODUCTS);
  store<f64>(state, beforeA, REFERENCE_A);
  store<f64>(state, beforeB, REFERENCE_B);
}

@inline
function coefficient(together: f64, totalA: f64, totalB: f64): f64 {
  if (!(totalA > 0) || !(totalB > 0)) return NA;
  return finite(max<f64>(-1, min<f64>(1, together / (sqrt<f64>(totalA) * sqrt<f64>(totalB)))));
}

function suffixes(slots: usize, row: usize, length: i32): void {
  const last = slots + row - 8;
  const referenceA = load<f64>(last);
  const referenceB = load<f64>(last + row);
  let sumA: f64 = 0;
  let sumB: f64 = 0;
  let squaresA: f64 = 0;
  let squaresB: f64 = 0;
  let products: f64 = 0;
  let number: f64 = 0;
  for (let slot = last; slot > slots; slot -= 8) {
    const distanceA = load<f64>(slot) - referenceA;
    const distanceB = load<f64>(slot + row) - referenceB;
    sumA += distanceA;
    sumB += distanceB;
    squaresA += distanceA * distanceA;
    squaresB += distanceB * distanceB;
    products += distanceA * distanceB;
    number += 1;
    const meanA = sumA / number;
    const meanB = sumB / number;
    store<f64>(slot, meanA);
    store<f64>(slot + row, meanB);
    store<f64>(slot + 2 * row, max<f64>(0, squaresA - sumA * meanA));
    store<f64>(slot + 3 * row, max<f64>(0, squaresB - sumB * meanB));
    store<f64>(slot + 4 * row, products - sumA * meanB);
  }
}
