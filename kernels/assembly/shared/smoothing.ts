import { NA, present, presentPair } from "./missing";

/*
 * Exponential averages e = α·x + β·e₋₁, in groups of four values.
 *
 * The plain recurrence makes each bar wait for the one before (a multiplication and an addition). Here the four
 * averages of a group are computed from the average before the group, e₀, and the group's own values:
 *   e₁ = β·e₀ + t₁            t₁ = α·x₁
 *   e₂ = β²·e₀ + t₂           t₂ = α·x₂ + αβ·x₁
 *   e₃ = β³·e₀ + (β·t₂ + t₃)  t₃ = α·x₃
 *   e₄ = β⁴·e₀ + (β²·t₂ + t₄) t₄ = α·x₄ + αβ·x₃
 * so that only one multiplication and addition in four bars wait. Groups are counted from the seed and their place is
 * kept in the state; the one-value path does the same operations in the same order, so any chunks give the same bits.
 *
 * State (32 bytes): values seen (i32, up to the length), place in the group (i32), e₀ (the sum before the seed),
 * t₂ (at places 2 and 3, otherwise 0), the odd value (x₁ at place 1, x₃ at place 3, otherwise 0).
 */

const SEEN: usize = 0;
const PLACE: usize = 4;
const ANCHOR: usize = 8;
const CARRIED: usize = 16;
const ODD: usize = 24;

export const SMOOTHING_BYTES: usize = 32;

/** Share of the newest value in an exponential average of this length. */
@inline
export function exponentialShare(length: f64): f64 {
  return 2.0 / (length + 1.0);
}

/** Share of the newest value in Wilder's average of this length. */
@inline
export function wilderShare(length: f64): f64 {
  return 1.0 / length;
}

/** `t` of two neighbouring values. */
@inline
export function smoothingPart(x: v128, share: v128, shareKept: v128): v128 {
  return f64x2.add(f64x2.mul(share, x), f64x2.mul(shareKept, v128.shuffle<f64>(f64x2.splat(0), x, 0, 2)));
}

/** The second lane in both lanes. */
@inline
export function second(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 1);
}

/** One value through an average whose state lies in memory: the average, or missing before its first bar. */
export function smooth(state: usize, x: f64, share: f64, length: i32, seedFirst: bool): f64 {
  if (!present(x)) return NA;
  const seen = load<i32>(state, SEEN);
  if (seen == 0 || (seen < length && !seedFirst)) return seed(state, x, seen, length, seedFirst);
  const kept = 1.0 - share;
  const place = load<i32>(state, PLACE);
  const anchor = load<f64>(state, ANCHOR);
  let average: f64;
  if (place == 0) {
    average = kept * anchor + (share * x + 0.0);
    store<f64>(state, x, ODD);
  } else if (place == 1) {
    const part = share * x + share * kept * load<f64>(state, ODD);
    average = kept * kept * anchor + part;
    store<f64>(state, part, CARRIED);
    store<f64>(state, 0, ODD);
  } else if (place == 2) {
    average = kept * kept * kept * anchor + (kept * load<f64>(state, CARRIED) + (share * x + 0.0));
    store<f64>(state, x, ODD);
  } else {
    const part = share * x + share * kept * load<f64>(state, ODD);
    average = kept * kept * (kept * kept) * anchor + (kept * kept * load<f64>(state, CARRIED) + part);
    store<f64>(state, average, ANCHOR);
    store<f64>(state, 0, CARRIED);
    store<f64>(state, 0, ODD);
  }
  store<i32>(state, (place + 1) & 3, PLACE);
  if (seen < length) {
    store<i32>(state, seen + 1, SEEN);
    if (seen + 1 < length) return NA;
  }
  return average;
}

function seed(state: usize, x: f64, seen: i32, length: i32, seedFirst: bool): f64 {
  const sum = load<f64>(state, ANCHOR) + x;
  store<i32>(state, seen + 1, SEEN);
  const done = seen + 1 == length;
  const anchor = done && !seedFirst ? sum / <f64>length : sum;
  store<f64>(state, anchor, ANCHOR);
  return done ? anchor : NA;
}

/** A whole column through an average. The output may be the input. */
export function smoothColumn(
  count: i32,
  state: usize,
  share: f64,
  length: i32,
  seedFirst: bool,
  input: usize,
  output: usize,
): void {
  const kept = 1.0 - share;
  const shares = f64x2.splat(share);
  const shareKept = f64x2.splat(share * kept);
  const keptEarly = f64x2(kept, kept * kept);
  const keptLate = f64x2(kept * kept * kept, kept * kept * (kept * kept));
  const end = input + ((<usize>count) << 3);
  while (input < end) {
    if (load<i32>(state, PLACE) == 0 && load<i32>(state, SEEN) == length && input + 32 <= end) {
      let anchor = f64x2.splat(load<f64>(state, ANCHOR));
      for (; input + 32 <= end; input += 32, output += 32) {
        const early = v128.load(input);
        const late = v128.load(input, 16);
        if (!presentPair(f64x2.add(early, late))) break;
        const partEarly = smoothingPart(early, shares, shareKept);
        const partLate = smoothingPart(late, shares, shareKept);
        const averageEarly = f64x2.add(f64x2.mul(keptEarly, anchor), partEarly);
        const groupLate = f64x2.add(f64x2.mul(keptEarly, second(partEarly)), partLate);
        const averageLate = f64x2.add(f64x2.mul(keptLate, anchor), groupLate);
        anchor = second(averageLate);
        v128.store(output, averageEarly);
        v128.store(output, averageLate, 16);
      }
      store<f64>(state, f64x2.extract_lane(anchor, 0), ANCHOR);
      if (input >= end) return;
    }
    store<f64>(output, smooth(state, load<f64>(input), share, length, seedFirst));
    input += 8;
    output += 8;
  }
}
