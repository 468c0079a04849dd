import { column, parameter, whole } from "./memory";
import { presentPair } from "./missing";
import {
  ANCHOR,
  atGroup,
  exponentialShare,
  second,
  smooth,
  smoothColumn,
  smoothingPart,
  wilderShare,
} from "./smoothing";

/*
 * Two exponential averages of one column in one loop. A single average waits for its own last result most of the time;
 * the other one's work fits in between. Each keeps its own state and its own groups, which need not begin at the same
 * bars, and does the operations of `smoothColumn` in their order: the bits are those of two single averages.
 */

/** One value after another until a group begins; gives how far that is. */
function settle(
  at: usize,
  end: usize,
  state: usize,
  share: f64,
  length: i32,
  seedFirst: bool,
  input: usize,
  output: usize,
): usize {
  for (; at < end && !atGroup(state, length); at += 8) {
    store<f64>(output + at, smooth(state, load<f64>(input + at), share, length, seedFirst));
  }
  return at;
}

/**
 * Groups of both that begin at the same bar, lane 0 the first average, lane 1 the second; gives how far it came. Both
 * must stand at the beginning of a group, and there must be one.
 */
function alignedGroups(
  from: usize,
  end: usize,
  stateA: usize,
  shareA: f64,
  outputA: usize,
  stateB: usize,
  shareB: f64,
  outputB: usize,
  input: usize,
): usize {
  const zero = f64x2.splat(0);
  const share = f64x2(shareA, shareB);
  const kept = f64x2.sub(f64x2.splat(1), share);
  const shareKept = f64x2.mul(share, kept);
  const kept2 = f64x2.mul(kept, kept);
  const kept3 = f64x2.mul(kept2, kept);
  const kept4 = f64x2.mul(kept2, kept2);
  let anchor = f64x2(load<f64>(stateA, ANCHOR), load<f64>(stateB, ANCHOR));
  let at = from;
  do {
    const reference = v128.load64_splat(input + at);
    const apart = f64x2.sub(anchor, reference);
    const d2 = f64x2.sub(v128.load64_splat(input + at, 8), reference);
    const d3 = f64x2.sub(v128.load64_splat(input + at, 16), reference);
    const d4 = f64x2.sub(v128.load64_splat(input + at, 24), reference);
    const t2 = f64x2.add(f64x2.mul(share, d2), zero);
    const t3 = f64x2.add(f64x2.mul(share, d3), zero);
    const t4 = f64x2.add(f64x2.mul(share, d4), f64x2.mul(shareKept, d3));
    const g3 = f64x2.add(f64x2.mul(kept, t2), t3);
    const g4 = f64x2.add(f64x2.mul(kept2, t2), t4);
    const e4 = f64x2.add(reference, f64x2.add(f64x2.mul(kept4, apart), g4));
    // A missing value is in the group's last average.
    if (!presentPair(e4)) break;
    const e1 = f64x2.add(reference, f64x2.add(f64x2.mul(kept, apart), zero));
    const e2 = f64x2.add(reference, f64x2.add(f64x2.mul(kept2, apart), t2));
    const e3 = f64x2.add(reference, f64x2.add(f64x2.mul(kept3, apart), g3));
    anchor = e4;
    v128.store(outputA + at, v128.shuffle<f64>(e1, e2, 0, 2));
    v128.store(outputB + at, v128.shuffle<f64>(e1, e2, 1, 3));
    v128.store(outputA + at, v128.shuffle<f64>(e3, e4, 0, 2), 16);
    v128.store(outputB + at, v128.shuffle<f64>(e3, e4, 1, 3), 16);
    at += 32;
  } while (at + 32 <= end);
  v128.store64_lane(stateA + ANCHOR, anchor, 0);
  v128.store64_lane(stateB + ANCHOR, anchor, 1);
  return at;
}

/** Groups that begin at different bars, the first average's at `fromA`; gives how many bytes of both were done. */
function apartGroups(
  fromA: usize,
  fromB: usize,
  end: usize,
  stateA: usize,
  shareA: f64,
  outputA: usize,
  stateB: usize,
  shareB: f64,
  outputB: usize,
  input: usize,
): usize {
  const keptA = 1.0 - shareA;
  const keptB = 1.0 - shareB;
  const sharesA = f64x2.splat(shareA);
  const sharesB = f64x2.splat(shareB);
  const shareKeptA = f64x2.splat(shareA * keptA);
  const shareKeptB = f64x2.splat(shareB * keptB);
  const earlyA = f64x2(keptA, keptA * keptA);
  const earlyB = f64x2(keptB, keptB * keptB);
  const lateA = f64x2(keptA * keptA * keptA, keptA * keptA * (keptA * keptA));
  const lateB = f64x2(keptB * keptB * keptB, keptB * keptB * (keptB * keptB));
  let a = fromA;
  let b = fromB;
  let anchorA = f64x2.splat(load<f64>(stateA, ANCHOR));
  let anchorB = f64x2.splat(load<f64>(stateB, ANCHOR));
  // A missing value is in the group's last average. That this is what is looked at puts the work before the first way
  // out of the loop, without which the constants would be made anew in each turn.
  do {
    const xA = v128.load(input + a);
    const yA = v128.load(input + a, 16);
    const xB = v128.load(input + b);
    const yB = v128.load(input + b, 16);
    const referenceA = v128.shuffle<f64>(xA, xA, 0, 0);
    const referenceB = v128.shuffle<f64>(xB, xB, 0, 0);
    const apartA = f64x2.sub(anchorA, referenceA);
    const apartB = f64x2.sub(anchorB, referenceB);
    const pA = smoothingPart(f64x2.sub(xA, referenceA), sharesA, shareKeptA);
    const pB = smoothingPart(f64x2.sub(xB, referenceB), sharesB, shareKeptB);
    const qA = smoothingPart(f64x2.sub(yA, referenceA), sharesA, shareKeptA);
    const qB = smoothingPart(f64x2.sub(yB, referenceB), sharesB, shareKeptB);
    const groupA = f64x2.add(f64x2.mul(earlyA, second(pA)), qA);
    const groupB = f64x2.add(f64x2.mul(earlyB, second(pB)), qB);
    const fourthA = f64x2.add(referenceA, f64x2.add(f64x2.mul(lateA, apartA), groupA));
    const fourthB = f64x2.add(referenceB, f64x2.add(f64x2.mul(lateB, apartB), groupB));
    const secondA = f64x2.add(referenceA, f64x2.add(f64x2.mul(earlyA, apartA), pA));
    const secondB = f64x2.add(referenceB, f64x2.add(f64x2.mul(earlyB, apartB), pB));
    if (!presentPair(f64x2.add(fourthA, fourthB))) break;
    anchorA = second(fourthA);
    anchorB = second(fourthB);
    v128.store(outputA + a, secondA);
    v128.store(outputB + b, secondB);
    v128.store(outputA + a, fourthA, 16);
    v128.store(outputB + b, fourthB, 16);
    a += 32;
    b += 32;
  } while (a + 32 <= end && b + 32 <= end);
  store<f64>(stateA, f64x2.extract_lane(anchorA, 0), ANCHOR);
  store<f64>(stateB, f64x2.extract_lane(anchorB, 0), ANCHOR);
  return a - fromA;
}

export function smoothPair(
  count: i32,
  stateA: usize,
  shareA: f64,
  lengthA: i32,
  firstA: bool,
  outputA: usize,
  stateB: usize,
  shareB: f64,
  lengthB: i32,
  firstB: bool,
  outputB: usize,
  input: usize,
): void {
  const end = (<usize>count) << 3;
  let a: usize = 0;
  let b: usize = 0;
  if (lengthA > 1 && lengthB > 1) {
    while (true) {
      a = settle(a, end, stateA, shareA, lengthA, firstA, input, outputA);
      b = settle(b, end, stateB, shareB, lengthB, firstB, input, outputB);
      if (a + 32 > end || b + 32 > end) break;
      if (a == b) {
        a = alignedGroups(a, end, stateA, shareA, outputA, stateB, shareB, outputB, input);
        b = a;
      } else {
        const past = apartGroups(a, b, end, stateA, shareA, outputA, stateB, shareB, outputB, input);
        a += past;
        b += past;
      }
      if (a + 32 > end || b + 32 > end) break;
      // A value is missing: these groups go value by value.
      store<f64>(outputA + a, smooth(stateA, load<f64>(input + a), shareA, lengthA, firstA));
      store<f64>(outputB + b, smooth(stateB, load<f64>(input + b), shareB, lengthB, firstB));
      a += 8;
      b += 8;
    }
  }
  smoothColumn(<i32>((end - a) >> 3), stateA, shareA, lengthA, firstA, input + a, outputA + a);
  smoothColumn(<i32>((end - b) >> 3), stateB, shareB, lengthB, firstB, input + b, outputB + b);
}

/**
 * Two nodes as one step: state, parameters and inputs are the first one's, and behind its input column stand the
 * addresses of the second one's state and parameters. `wilder`: Wilder's share instead of the usual one.
 */
@inline
export function averagePair(
  wilder: bool,
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const others = column(inputs, 2);
  smoothPair(
    count,
    state,
    shareOf(wilder, parameter(parameters, 0)),
    whole(parameters, 0),
    whole(parameters, 1) == 1,
    column(outputs, 0),
    column(inputs, 1),
    shareOf(wilder, parameter(others, 0)),
    whole(others, 0),
    whole(others, 1) == 1,
    column(outputs, 1),
    column(inputs, 0),
  );
}

@inline
function shareOf(wilder: bool, length: f64): f64 {
  return wilder ? wilderShare(length) : exponentialShare(length);
}
