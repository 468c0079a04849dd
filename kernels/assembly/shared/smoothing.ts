import { NA, present, presentPair } from "./missing";

/*
 * Exponential averages e = α·x + β·e₋₁, in groups of four values.
 *
 * The plain recurrence makes each bar wait for the one before. Here the four averages of a group are computed from the
 * average before the group, e₀, and the group's own values, so that one step in four bars waits. All of it is measured
 * from the group's first value r = x₁, with dₖ = xₖ − r:
 *   e₁ = r + (β·(e₀ − r))
 *   e₂ = r + (β²·(e₀ − r) + t₂)           t₂ = α·d₂
 *   e₃ = r + (β³·(e₀ − r) + (β·t₂ + t₃))  t₃ = α·d₃
 *   e₄ = r + (β⁴·(e₀ − r) + (β²·t₂ + t₄)) t₄ = α·d₄ + αβ·d₃
 * so that where the price stands still the average comes to rest exactly, instead of trembling in its last digit and
 * crossing other averages. Groups are counted from the seed and their place is kept in the state; the one-value path
 * does the same operations in the same order, so any chunks give the same bits.
 *
 * State (40 bytes): values seen (i32, up to the length), place in the group (i32), e₀ (while seeding the sum of
 * distances from the first value), r (while seeding the first value; 0 at place 0), t₂ (at places 2 and 3), d₃ (at
 * place 3). What is not in use is 0. An average of one value is that value and needs no state.
 */

const SEEN: usize = 0;
const PLACE: usize = 4;
export const ANCHOR: usize = 8;
const REFERENCE: usize = 16;
const CARRIED: usize = 24;
const ODD: usize = 32;

export const SMOOTHING_BYTES: usize = 40;

/** Whether the average is seeded and a new group begins with the next value. */
@inline
export function atGroup(state: usize, length: i32): bool {
  return load<i32>(state, PLACE) == 0 && load<i32>(state, SEEN) == length;
}

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

/** `t` of two neighbouring distances. */
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
  if (length == 1) return x;
  const seen = load<i32>(state, SEEN);
  if (seen == 0 || (seen < length && !seedFirst)) return seed(state, x, seen, length, seedFirst);
  const kept = 1.0 - share;
  const place = load<i32>(state, PLACE);
  const reference = place == 0 ? x : load<f64>(state, REFERENCE);
  const apart = load<f64>(state, ANCHOR) - reference;
  const distance = x - reference;
  let average: f64;
  if (place == 0) {
    average = reference + (kept * apart + 0.0);
    store<f64>(state, reference, REFERENCE);
  } else if (place == 1) {
    const part = share * distance + 0.0;
    average = reference + (kept * kept * apart + part);
    store<f64>(state, part, CARRIED);
  } else if (place == 2) {
    average =
      reference +
      (kept * kept * kept * apart + (kept * load<f64>(state, CARRIED) + (share * distance + 0.0)));
    store<f64>(state, distance, ODD);
  } else {
    const part = share * distance + share * kept * load<f64>(state, ODD);
    average =
      reference + (kept * kept * (kept * kept) * apart + (kept * kept * load<f64>(state, CARRIED) + part));
    store<f64>(state, average, ANCHOR);
    store<f64>(state, 0, REFERENCE);
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

/** The first value alone, or the mean of the first ones. */
function seed(state: usize, x: f64, seen: i32, length: i32, seedFirst: bool): f64 {
  const done = seen + 1 == length;
  store<i32>(state, seen + 1, SEEN);
  if (seedFirst) {
    store<f64>(state, x, ANCHOR);
    return done ? x : NA;
  }
  const reference = seen == 0 ? x : load<f64>(state, REFERENCE);
  const sum = load<f64>(state, ANCHOR) + (x - reference);
  const mean = reference + sum / <f64>length;
  store<f64>(state, done ? mean : sum, ANCHOR);
  store<f64>(state, done ? 0 : reference, REFERENCE);
  return done ? mean : NA;
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
  if (length == 1) {
    memory.copy(output, input, (<usize>count) << 3);
    return;
  }
  const kept = 1.0 - share;
  const shares = f64x2.splat(share);
  const shareKept = f64x2.splat(share * kept);
  const keptEarly = f64x2(kept, kept * kept);
  const keptLate = f64x2(kept * kept * kept, kept * kept * (kept * kept));
  const end = input + ((<usize>count) << 3);
  while (input < end) {
    if (atGroup(state, length) && input + 32 <= end) {
      let anchor = f64x2.splat(load<f64>(state, ANCHOR));
      // A missing value is in the group's last average. That this is what is looked at puts the work before the first way
      // out of the loop, without which the constants would be made anew in each turn.
      do {
        const early = v128.load(input);
        const late = v128.load(input, 16);
        const reference = v128.shuffle<f64>(early, early, 0, 0);
        const apart = f64x2.sub(anchor, reference);
        const partEarly = smoothingPart(f64x2.sub(early, reference), shares, shareKept);
        const partLate = smoothingPart(f64x2.sub(late, reference), shares, shareKept);
        const groupLate = f64x2.add(f64x2.mul(keptEarly, second(partEarly)), partLate);
        const averageEarly = f64x2.add(reference, f64x2.add(f64x2.mul(keptEarly, apart), partEarly));
        const averageLate = f64x2.add(reference, f64x2.add(f64x2.mul(keptLate, apart), groupLate));
        if (!presentPair(averageLate)) break;
        anchor = second(averageLate);
        v128.store(output, averageEarly);
        v128.store(output, averageLate, 16);
        input += 32;
        output += 32;
      } while (input + 32 <= end);
      store<f64>(state, f64x2.extract_lane(anchor, 0), ANCHOR);
      if (input >= end) return;
    }
    store<f64>(output, smooth(state, load<f64>(input), share, length, seedFirst));
    input += 8;
    output += 8;
  }
}
