import { addScores } from "./apply";
import { workIn } from "./category";
import { countClassesIn } from "./classes";
import { derive } from "./derive";
import { examinePieces } from "./examine";
import { fallPieces } from "./fall";
import { asidePieces, plantPieces } from "./forest";
import { addListed, addRows } from "./histogram";
import {
  ADD,
  ASIDE,
  ARGUMENT_0,
  ARGUMENT_1,
  ARGUMENT_2,
  ARGUMENT_3,
  ARGUMENT_4,
  BINS,
  DERIVE,
  EXAMINE,
  FEATURES,
  FALL,
  GATHERED_ROWS,
  HAS_SUMMED,
  HISTOGRAM_BYTES,
  INDEX,
  PACKED,
  PART,
  PARTIAL,
  PIECES,
  PLANT,
  PANEL_FEATURES,
  PIECE_ROWS,
  ROOM,
  ROOM_BYTES,
  ROWS,
  SIDES,
  SUM,
  WORKSPACE,
  WORKSPACE_BYTES,
} from "./layout";
import { binStride, firstBin } from "./panel";
import { part } from "./partition";
import { claim } from "./threads";

/** Rows that a thread takes at once. */
export const piece = 4096;

/** A thread's share of a phase. */
export function perform(job: usize, phase: i32, thread: i32): void {
  const room = load<usize>(job, WORKSPACE) + <usize>(thread * WORKSPACE_BYTES);
  workIn(room);
  countClassesIn(room);
  if (phase == SUM) sumPieces(job, thread);
  else if (phase == EXAMINE) examinePieces(job);
  else if (phase == PART) partPieces(job, thread);
  else if (phase == DERIVE) derive(job);
  else if (phase == ADD) addScores(job);
  else if (phase == FALL) fallPieces(job);
  else if (phase == PLANT) plantPieces(job);
  else if (phase == ASIDE) asidePieces(job);
}

/** Bytes of one histogram of all features, which are summed two by two. */
@inline
export function slotBytes(job: usize): usize {
  return (<usize>(load<i32>(job, FEATURES) + 1) & ~1) * HISTOGRAM_BYTES;
}

/** Arguments: list (0: all rows), count, histogram. Each thread sums in its own. */
function sumPieces(job: usize, thread: i32): void {
  const bins = load<usize>(job, BINS);
  const rows = load<i32>(job, ROWS);
  const features = load<i32>(job, FEATURES);
  const packed = load<usize>(job, PACKED);
  const list = load<usize>(job, ARGUMENT_0);
  const count = load<i32>(job, ARGUMENT_1);
  const bytes = slotBytes(job);
  const gathered = roomOf(job, thread);
  const into = histogramOf(job, thread, load<usize>(job, ARGUMENT_2));
  if (thread == 0) memory.fill(into, 0, bytes);
  let hasSummed = false;
  for (;;) {
    const from = claim(job) * piece;
    if (from >= count) break;
    if (!hasSummed && thread > 0) memory.fill(into, 0, bytes);
    hasSummed = true;
    const to = min(from + piece, count);
    if (list == 0) addRows(into, bins, rows, features, packed, from, to);
    else addListed(into, bins, rows, features, packed, list + ((<usize>from) << 2), to - from, gathered);
  }
  store<u8>(job + <usize>thread, hasSummed ? 1 : 0, HAS_SUMMED);
}

/** Rows that are parted, and then added up while what was read of them is still near. */
const near = 1024;

/**
 * Parts a leaf's rows piece by piece: in each, left rows come first and right ones behind.
 * Arguments: begin, count, feature; and where the rows of one side are added up by the first thread (0: nowhere), and
 * whether that is the left side.
 */
function partPieces(job: usize, thread: i32): void {
  const count = load<i32>(job, ARGUMENT_1);
  const feature = load<i32>(job, ARGUMENT_2);
  const rows = load<i32>(job, ROWS);
  const features = load<i32>(job, FEATURES);
  const bins = load<usize>(job, BINS);
  const packed = load<usize>(job, PACKED);
  const index = load<usize>(job, INDEX) + ((<usize>load<i32>(job, ARGUMENT_0)) << 2);
  const sides = load<usize>(job, SIDES);
  const column = firstBin(job, feature);
  const stride = binStride(job, feature);
  const into = histogramOf(job, thread, load<usize>(job, ARGUMENT_3));
  const sumsLeft = load<i32>(job, ARGUMENT_4) != 0;
  const gathered = roomOf(job, thread);
  const aside = gathered + GATHERED_ROWS * (PANEL_FEATURES + 8);
  if (thread == 0 && into != 0) memory.fill(into, 0, slotBytes(job));
  let hasSummed = thread == 0;
  for (;;) {
    const number = claim(job);
    const from = number * PIECE_ROWS;
    if (from >= count) break;
    if (!hasSummed && into != 0) {
      memory.fill(into, 0, slotBytes(job));
      hasSummed = true;
    }
    const end = min(from + PIECE_ROWS, count);
    const first = index + ((<usize>from) << 2);
    let left = first;
    let right = aside;
    for (let at = from; at < end; at += near) {
      const some = min(near, end - at);
      const lefts = part(index + ((<usize>at) << 2), left, right, some, column, stride, sides);
      if (into != 0) {
        const list = sumsLeft ? left : right;
        addListed(into, bins, rows, features, packed, list, sumsLeft ? lefts : some - lefts, gathered);
      }
      left += (<usize>lefts) << 2;
      right += (<usize>(some - lefts)) << 2;
    }
    memory.copy(left, aside, right - aside);
    store<i32>(load<usize>(job, PIECES) + ((<usize>number) << 2), <i32>((left - first) >> 2));
  }
  if (into != 0) store<u8>(job + <usize>thread, hasSummed ? 1 : 0, HAS_SUMMED);
}

/** Where a thread adds up what belongs into `histogram`; 0 where that is 0. */
@inline
function histogramOf(job: usize, thread: i32, histogram: usize): usize {
  if (thread == 0 || histogram == 0) return histogram;
  return load<usize>(job, PARTIAL) + <usize>(thread - 1) * slotBytes(job);
}

/** What a thread has to itself: rows side by side and their sums, then numbers of rows. */
@inline
function roomOf(job: usize, thread: i32): usize {
  return load<usize>(job, ROOM) + <usize>(thread * ROOM_BYTES);
}
