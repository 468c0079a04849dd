import { ruleStateAt } from "./decide";
import { haltStateAt } from "./halt";
import { Broker, EntryRule, ExitRule, Instrument } from "./layout";
import { addSwitchChanges } from "./switch";

// When a condition changes and when a time is up: between two such bars there is nothing to decide.

// @ts-ignore: decorator
@inline
function at(column: usize, index: i32): f64 {
  return load<f64>(column + ((<usize>index) << 3));
}

// @ts-ignore: decorator
@inline
function truthsOfPair(column: usize, offset: usize): v128 {
  const one = f64x2.splat(1);
  const first = f64x2.eq(v128.load(column + offset), one);
  const second = f64x2.eq(v128.load(column + offset + 16), one);
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6);
}

/** Sixteen truths from bar `start` on as bits. */
function truthsOf16(column: usize, start: i32): u64 {
  const at = column + ((<usize>start) << 3);
  const low = i16x8.narrow_i32x4_s(truthsOfPair(at, 0), truthsOfPair(at, 32));
  const high = i16x8.narrow_i32x4_s(truthsOfPair(at, 64), truthsOfPair(at, 96));
  return <u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
}

/** The truths of the bars from `start` to `end` (at most 64) as bits. */
function truthsOf(column: usize, start: i32, end: i32): u64 {
  if (end - start == 64) {
    return (
      truthsOf16(column, start) |
      (truthsOf16(column, start + 16) << 16) |
      (truthsOf16(column, start + 32) << 32) |
      (truthsOf16(column, start + 48) << 48)
    );
  }
  let bits: u64 = 0;
  for (let i = start; i < end; i++) bits |= (<u64>(at(column, i) == 1)) << (<u64>(i - start));
  return bits;
}

/**
 * Sets a bit of `changes` for every bar of [from, count) in which any condition, or the kill switch, is not what it was one
 * bar before. The
 * conditions become bits as well, unless the graph has written those.
 */
export function findChanges(broker: Broker, from: i32, count: i32): void {
  const first = from >> 6;
  const words = (count + 63) >> 6;
  memory.fill(broker.changes + ((<usize>first) << 3), 0, (<usize>(words - first)) << 3);
  for (let k = 0, n = broker.entryCount; k < n; k++) {
    const rule = changetype<EntryRule>(broker.entries + <usize>k * offsetof<EntryRule>());
    if (rule.when != 0) readTruths(rule.when, rule.truths, first, words, count);
    addChanges(broker, k, rule.truths, from, count);
  }
  for (let k = 0, n = broker.exitCount; k < n; k++) {
    const rule = changetype<ExitRule>(broker.exits + <usize>k * offsetof<ExitRule>());
    if (rule.when != 0) readTruths(rule.when, rule.truths, first, words, count);
    addChanges(broker, broker.entryCount + k, rule.truths, from, count);
  }
  if (broker.switchCount != 0) addSwitchChanges(broker, from, count);
}

/** A column of truths as bits. */
function readTruths(column: usize, truths: usize, first: i32, words: i32, count: i32): void {
  for (let word = first; word < words; word++) {
    const start = word << 6;
    const end = start + 64 < count ? start + 64 : count;
    store<u64>(truths + ((<usize>word) << 3), truthsOf(column, start, end));
  }
}

function addChanges(broker: Broker, rule: i32, truths: usize, from: i32, count: i32): void {
  const first = from >> 6;
  const skipped: u64 = (<u64>1 << (<u64>(from & 63))) - 1;
  let before: u64 = <u64>ruleStateAt(broker, rule).truth;
  for (let word = first, words = (count + 63) >> 6; word < words; word++) {
    const offset = (<usize>word) << 3;
    let bits = load<u64>(truths + offset);
    // Bars before `from` count as what the condition was then.
    if (word == first) bits = before != 0 ? bits | skipped : bits & ~skipped;
    let edges = bits ^ ((bits << 1) | before);
    const left = count - (word << 6);
    if (left < 64) edges &= (<u64>1 << (<u64>left)) - 1;
    before = bits >> 63;
    const slot = broker.changes + offset;
    store<u64>(slot, load<u64>(slot) | edges);
  }
}

/** Only so that what is read is not left out. */
let touched: f64 = 0;

/**
 * Reads what fills will read, one after the other: the memory then fetches many places at a time, where the broker would
 * wait for each.
 */
export function touchChanges(broker: Broker, from: i32, count: i32): void {
  let sum: f64 = 0;
  for (let word = from >> 6, words = (count + 63) >> 6; word < words; word++) {
    let bits = load<u64>(broker.changes + ((<usize>word) << 3));
    for (; bits != 0; bits &= bits - 1) {
      const next = (word << 6) + <i32>ctz(bits) + 1;
      if (next < count) sum += at(broker.open, next) + at(broker.time, next);
    }
  }
  touched = sum;
}

/** The first bar of [from, count) in which a condition changes, or `count`. */
function nextChange(broker: Broker, from: i32, count: i32): i32 {
  let word = from >> 6;
  let bits = load<u64>(broker.changes + ((<usize>word) << 3)) >> (<u64>(from & 63));
  if (bits != 0) return from + <i32>ctz(bits);
  for (const words = (count + 63) >> 6; ++word < words; ) {
    bits = load<u64>(broker.changes + ((<usize>word) << 3));
    if (bits != 0) return (word << 6) + <i32>ctz(bits);
  }
  return count;
}

/** How many bars on until bar number `bar` is reached, where that lies ahead. */
// @ts-ignore: decorator
@inline
function until(limit: i32, now: i32, bar: i32): i32 {
  return bar >= now && bar - now < limit ? bar - now : limit;
}

/** Bars from now on in which neither a deadline nor a change of condition can lead to a decision. */
export function quietBars(broker: Broker, instrument: Instrument, index: i32, count: i32): i32 {
  const now = instrument.bar;
  let bars = nextChange(broker, index, count) - index;
  bars = until(bars, now, broker.first);
  bars = until(bars, now, instrument.cooldownUntil);
  if (instrument.quantity != 0 && instrument.expire > 0) {
    bars = until(bars, now, instrument.entryBar + instrument.expire - 1);
  }
  for (let k = 0; k < broker.haltCount; k++) bars = until(bars, now, haltStateAt(broker, k).until);
  return bars;
}
