import { atLeaf, leafValue } from "./cut";
import { chooseFeature, deadAt, featureAt, histogramIn, histogramOf, leafAt } from "./examine";
import {
  ARGUMENT_0,
  ARGUMENT_1,
  ARGUMENT_2,
  ARGUMENT_3,
  ARGUMENT_4,
  BAG,
  CONSTRAINED,
  CUT_BIN,
  CUT_GAIN,
  CUT_LEFT_SUM,
  CUT_LEFT_VALUE,
  CUT_MISSING_LEFT,
  CUT_RIGHT_VALUE,
  CUT_SIDES,
  DEAD,
  DEPTH,
  DRAWN,
  EXAMINE,
  FEATURES,
  FEATURE_MONOTONE,
  GROWN_LEAVES,
  GROWN_NODES,
  HAS_SUMMED,
  INDEX,
  LEAF_BEGIN,
  LEAF_BYTES,
  LEAF_COUNT,
  LEAF_CUT,
  LEAF_DEPTH,
  LEAF_FEATURE,
  LEAF_HIGH,
  LEAF_LOW,
  LEAF_NODE,
  LEAF_ROWS,
  LEAF_SLOT,
  LEAF_SUM,
  LEAF_TABLE,
  LEAF_VALUE,
  LEAVES,
  NODE_BEGIN,
  NODE_BIN,
  NODE_BYTES,
  NODE_COUNT,
  NODE_FEATURE,
  NODE_GAIN,
  NODE_LEFT,
  NODE_MISSING_LEFT,
  NODE_RIGHT,
  NODE_SIDES,
  NODE_TABLE,
  NODE_VALUE,
  PACKED,
  PART,
  PIECES,
  PIECE_ROWS,
  SCRATCH,
  SHIFT,
  SIDES,
  SLOTS,
  SUM,
  WHOLE,
} from "./layout";
import { examineDrawn } from "./drawn";
import { join, spreadSides } from "./partition";
import { alone, together } from "./threads";

/** Leaves with fewer rows are done by one thread. */
const rowsToShare = 8192;
const rowsToPart = 32768;

// The side of a cut whose rows are added up while they are parted, and its histogram; −1: neither is.
let summedSlot: i32 = -1;
let sumsLeft: bool = false;

/** Grows one tree, best leaf first; answers its leaves. */
export function grow(job: usize): i32 {
  const most = load<i32>(job, LEAVES);
  openRoot(job);
  let leaves = 1;
  let nodes = 1;
  let free = load<i32>(job, SLOTS);
  for (let slot = 0; slot < free; slot++) store<i32>(freeSlot(job, slot), free - 1 - slot);
  free = examineRoot(job, free);
  while (leaves < most) {
    const leaf = bestLeaf(job, leaves);
    if (leaf < 0) break;
    const parent = leafAt(job, leaf);
    const feature = load<i32>(parent, LEAF_FEATURE);
    store<i32>(parent, -1, LEAF_FEATURE);
    free = chooseSummed(job, leaf, leaves, free);
    cutLeaf(job, leaf, feature, leaves, nodes);
    leaves++;
    nodes += 2;
    if (leaves < most) free = examineChildren(job, leaf, leaves - 1, free);
  }
  for (let leaf = 0; leaf < leaves; leaf++) closeLeaf(job, leaf);
  store<i32>(job, leaves, GROWN_LEAVES);
  store<i32>(job, nodes, GROWN_NODES);
  return leaves;
}

/** Histograms that are not in use lie behind the leaves' records. */
@inline
function freeSlot(job: usize, place: i32): usize {
  return load<usize>(job, LEAF_TABLE) + <usize>(load<i32>(job, LEAVES) * LEAF_BYTES) + ((<usize>place) << 2);
}

@inline
function nodeAt(job: usize, node: i32): usize {
  return load<usize>(job, NODE_TABLE) + <usize>(node * NODE_BYTES);
}

function openRoot(job: usize): void {
  const root = leafAt(job, 0);
  store<i32>(root, 0, LEAF_BEGIN);
  store<i32>(root, load<i32>(job, BAG), LEAF_COUNT);
  store<i32>(root, 0, LEAF_DEPTH);
  store<i32>(root, 0, LEAF_NODE);
  store<f64>(root, -Infinity, LEAF_LOW);
  store<f64>(root, Infinity, LEAF_HIGH);
  store<i32>(root, -1, LEAF_FEATURE);
  store<i32>(root, -1, LEAF_SLOT);
  store<i64>(root, sumOf(job), LEAF_SUM);
  memory.fill(load<usize>(job, DEAD), 0, load<i32>(job, FEATURES));
  atLeaf(job, root);
  store<f64>(root, leafValue(), LEAF_VALUE);
}

/** Sum of the packed numbers in the bag. */
function sumOf(job: usize): i64 {
  const packed = load<usize>(job, PACKED);
  const bag = load<i32>(job, BAG);
  let sum: i64 = 0;
  if (load<i32>(job, WHOLE) != 0) {
    for (let row = 0; row < bag; row++) sum += load<i64>(packed + ((<usize>row) << 3));
    return sum;
  }
  const index = load<usize>(job, INDEX);
  for (let place = 0; place < bag; place++)
    sum += load<i64>(packed + ((<usize>load<u32>(index + ((<usize>place) << 2))) << 3));
  return sum;
}

function canBeCut(job: usize, leaf: i32): bool {
  const record = leafAt(job, leaf);
  return (
    load<i32>(record, LEAF_DEPTH) < load<i32>(job, DEPTH) &&
    load<i32>(record, LEAF_COUNT) >= 2 * load<i32>(job, LEAF_ROWS)
  );
}

function examineRoot(job: usize, free: i32): i32 {
  if (!canBeCut(job, 0)) return free;
  if (load<i32>(job, DRAWN) > 0) {
    examineDrawn(job, 0);
    return free;
  }
  free = takeSlot(job, 0, free, 1);
  sumLeaf(job, 0, load<i32>(job, WHOLE) != 0);
  examine(job, 0, -1, true, false);
  return free;
}

function sumLeaf(job: usize, leaf: i32, whole: bool): void {
  const record = leafAt(job, leaf);
  const count = load<i32>(record, LEAF_COUNT);
  const list = load<usize>(job, INDEX) + ((<usize>load<i32>(record, LEAF_BEGIN)) << 2);
  store<usize>(job, whole ? 0 : list, ARGUMENT_0);
  store<i32>(job, count, ARGUMENT_1);
  store<usize>(job, histogramOf(job, record), ARGUMENT_2);
  memory.fill(job + HAS_SUMMED, 0, 64);
  if (count >= rowsToShare) together(job, SUM);
  else alone(job, SUM);
}

function examine(job: usize, summed: i32, sibling: i32, cutsSummed: bool, cutsSibling: bool): void {
  store<i32>(job, summed, ARGUMENT_0);
  store<i32>(job, sibling, ARGUMENT_1);
  store<i32>(job, i32(cutsSummed), ARGUMENT_2);
  store<i32>(job, i32(cutsSibling), ARGUMENT_3);
  together(job, EXAMINE);
  if (cutsSummed) chooseFeature(job, summed, 0);
  if (cutsSibling) chooseFeature(job, sibling, 1);
}

/** The leaf that gains most; of equals the first; −1 where none gains. */
function bestLeaf(job: usize, leaves: i32): i32 {
  let best = -1;
  let most = 0.0;
  for (let leaf = 0; leaf < leaves; leaf++) {
    const feature = load<i32>(leafAt(job, leaf), LEAF_FEATURE);
    if (feature < 0) continue;
    const gain = load<f64>(leafAt(job, leaf) + LEAF_CUT, CUT_GAIN);
    if (gain > most) {
      most = gain;
      best = leaf;
    }
  }
  return best;
}

/**
 * Which child of a leaf that is to be cut is added up while its rows are parted: bins are then fetched once for both.
 * The smaller one, by the second derivatives; none where no child will be cut, or no parent is there to take it from.
 */
function chooseSummed(job: usize, leaf: i32, leaves: i32, free: i32): i32 {
  const record = leafAt(job, leaf);
  summedSlot = -1;
  if (load<i32>(job, DRAWN) > 0 || load<i32>(record, LEAF_SLOT) < 0) return free;
  if (leaves + 1 >= load<i32>(job, LEAVES) || load<i32>(record, LEAF_DEPTH) + 1 >= load<i32>(job, DEPTH))
    return free;
  const mask = ((<i64>1) << <i64>load<i32>(job, SHIFT)) - 1;
  const whole = load<i64>(record, LEAF_SUM) & mask;
  sumsLeft = 2 * (load<i64>(record + LEAF_CUT, CUT_LEFT_SUM) & mask) <= whole;
  const parentSlot = load<i32>(record, LEAF_SLOT);
  free = takeSlot(job, leaf, free, leaves);
  summedSlot = load<i32>(record, LEAF_SLOT);
  store<i32>(record, parentSlot, LEAF_SLOT);
  return free;
}

/** Makes a leaf a node: it stays the left child, `other` becomes the right one. */
function cutLeaf(job: usize, leaf: i32, feature: i32, other: i32, nodes: i32): void {
  const left = leafAt(job, leaf);
  const right = leafAt(job, other);
  const cut = left + LEAF_CUT;
  const node = nodeAt(job, load<i32>(left, LEAF_NODE));
  const count = load<i32>(left, LEAF_COUNT);
  store<i32>(node, feature, NODE_FEATURE);
  store<i32>(node, load<i32>(cut, CUT_BIN), NODE_BIN);
  store<i32>(node, nodes, NODE_LEFT);
  store<i32>(node, nodes + 1, NODE_RIGHT);
  store<i32>(node, load<i32>(cut, CUT_MISSING_LEFT), NODE_MISSING_LEFT);
  store<i32>(node, load<i32>(left, LEAF_BEGIN), NODE_BEGIN);
  store<i32>(node, count, NODE_COUNT);
  store<f64>(node, load<f64>(left, LEAF_VALUE), NODE_VALUE);
  store<f64>(node, load<f64>(cut, CUT_GAIN), NODE_GAIN);
  memory.copy(node + NODE_SIDES, cut + CUT_SIDES, 32);

  const leftCount = partLeaf(job, left, feature, cut);
  memory.copy(right, left, LEAF_BYTES);
  memory.copy(deadAt(job, other, 0), deadAt(job, leaf, 0), load<i32>(job, FEATURES));
  store<i32>(right, load<i32>(left, LEAF_BEGIN) + leftCount, LEAF_BEGIN);
  store<i32>(right, count - leftCount, LEAF_COUNT);
  store<i32>(left, leftCount, LEAF_COUNT);
  store<i32>(right, nodes + 1, LEAF_NODE);
  store<i32>(left, nodes, LEAF_NODE);
  const depth = load<i32>(left, LEAF_DEPTH) + 1;
  store<i32>(left, depth, LEAF_DEPTH);
  store<i32>(right, depth, LEAF_DEPTH);
  store<i64>(right, load<i64>(left, LEAF_SUM) - load<i64>(cut, CUT_LEFT_SUM), LEAF_SUM);
  store<i64>(left, load<i64>(cut, CUT_LEFT_SUM), LEAF_SUM);
  bindChildren(job, left, right, feature, cut);
}

/** The children's values, and what those below may be where a feature is held to rise or fall. */
function bindChildren(job: usize, left: usize, right: usize, feature: i32, cut: usize): void {
  const leftValue = load<f64>(cut, CUT_LEFT_VALUE);
  const rightValue = load<f64>(cut, CUT_RIGHT_VALUE);
  store<f64>(left, leftValue, LEAF_VALUE);
  store<f64>(right, rightValue, LEAF_VALUE);
  if (load<i32>(job, CONSTRAINED) == 0) return;
  const monotone = load<i32>(featureAt(job, feature), FEATURE_MONOTONE);
  if (monotone == 0) return;
  const middle = (leftValue + rightValue) / 2;
  store<f64>(monotone > 0 ? left : right, middle, LEAF_HIGH);
  store<f64>(monotone > 0 ? right : left, middle, LEAF_LOW);
}

/** Parts a leaf's rows; answers how many went left. */
function partLeaf(job: usize, leaf: usize, feature: i32, cut: usize): i32 {
  const begin = load<i32>(leaf, LEAF_BEGIN);
  const count = load<i32>(leaf, LEAF_COUNT);
  spreadSides(cut + CUT_SIDES, load<usize>(job, SIDES));
  store<i32>(job, begin, ARGUMENT_0);
  store<i32>(job, count, ARGUMENT_1);
  store<i32>(job, feature, ARGUMENT_2);
  store<usize>(job, summedSlot < 0 ? 0 : histogramIn(job, summedSlot), ARGUMENT_3);
  store<i32>(job, i32(sumsLeft), ARGUMENT_4);
  memory.fill(job + HAS_SUMMED, 0, 64);
  if (count >= (summedSlot < 0 ? rowsToPart : rowsToShare)) together(job, PART);
  else alone(job, PART);
  const list = load<usize>(job, INDEX) + ((<usize>begin) << 2);
  return join(list, count, PIECE_ROWS, load<usize>(job, PIECES), load<usize>(job, SCRATCH));
}

/** Histograms and best cuts of a cut leaf's children: the smaller is summed, if it was not while it was parted, the other is what is left of the parent. */
function examineChildren(job: usize, left: i32, right: i32, free: i32): i32 {
  const cutsLeft = canBeCut(job, left);
  const cutsRight = canBeCut(job, right);
  if (load<i32>(job, DRAWN) > 0) {
    if (cutsLeft) examineDrawn(job, left);
    if (cutsRight) examineDrawn(job, right);
    return free;
  }
  const parentSlot = load<i32>(leafAt(job, left), LEAF_SLOT);
  store<i32>(leafAt(job, right), -1, LEAF_SLOT);
  if (!cutsLeft && !cutsRight) {
    store<i32>(leafAt(job, left), -1, LEAF_SLOT);
    return giveSlot(job, parentSlot, giveSlot(job, summedSlot, free));
  }
  const isLeftSmall =
    summedSlot < 0
      ? load<i32>(leafAt(job, left), LEAF_COUNT) <= load<i32>(leafAt(job, right), LEAF_COUNT)
      : sumsLeft;
  const small = isLeftSmall ? left : right;
  const large = isLeftSmall ? right : left;
  const cutsSmall = isLeftSmall ? cutsLeft : cutsRight;
  const cutsLarge = isLeftSmall ? cutsRight : cutsLeft;
  store<i32>(leafAt(job, large), parentSlot, LEAF_SLOT);
  store<i32>(leafAt(job, small), summedSlot, LEAF_SLOT);
  if (parentSlot < 0) {
    // The parent's histogram was given to a better leaf: both are summed.
    if (cutsSmall) free = examineApart(job, small, right + 1, free);
    if (cutsLarge) free = examineApart(job, large, right + 1, free);
    return free;
  }
  if (summedSlot < 0) {
    free = takeSlot(job, small, free, right + 1);
    sumLeaf(job, small, false);
  }
  examine(job, small, large, cutsSmall, cutsLarge);
  free = keepOrGive(job, small, free);
  return keepOrGive(job, large, free);
}

function examineApart(job: usize, leaf: i32, leaves: i32, free: i32): i32 {
  free = takeSlot(job, leaf, free, leaves);
  sumLeaf(job, leaf, false);
  examine(job, leaf, -1, true, false);
  return keepOrGive(job, leaf, free);
}

/** A leaf that nothing cuts needs its histogram no more. */
function keepOrGive(job: usize, leaf: i32, free: i32): i32 {
  const record = leafAt(job, leaf);
  if (load<i32>(record, LEAF_FEATURE) >= 0) return free;
  const slot = load<i32>(record, LEAF_SLOT);
  store<i32>(record, -1, LEAF_SLOT);
  return giveSlot(job, slot, free);
}

function giveSlot(job: usize, slot: i32, free: i32): i32 {
  if (slot < 0) return free;
  store<i32>(freeSlot(job, free), slot);
  return free + 1;
}

/** Gives a leaf a histogram: a free one, else that of the leaf that gains least. */
function takeSlot(job: usize, leaf: i32, free: i32, leaves: i32): i32 {
  if (free > 0) {
    store<i32>(leafAt(job, leaf), load<i32>(freeSlot(job, free - 1)), LEAF_SLOT);
    return free - 1;
  }
  let poorest = -1;
  let least = Infinity;
  for (let other = 0; other < leaves; other++) {
    const record = leafAt(job, other);
    const feature = load<i32>(record, LEAF_FEATURE);
    if (feature < 0 || load<i32>(record, LEAF_SLOT) < 0) continue;
    const gain = load<f64>(record + LEAF_CUT, CUT_GAIN);
    if (gain < least) {
      least = gain;
      poorest = other;
    }
  }
  store<i32>(leafAt(job, leaf), load<i32>(leafAt(job, poorest), LEAF_SLOT), LEAF_SLOT);
  store<i32>(leafAt(job, poorest), -1, LEAF_SLOT);
  return free;
}

function closeLeaf(job: usize, leaf: i32): void {
  const record = leafAt(job, leaf);
  const node = nodeAt(job, load<i32>(record, LEAF_NODE));
  store<i32>(node, -1, NODE_FEATURE);
  store<i32>(node, load<i32>(record, LEAF_BEGIN), NODE_BEGIN);
  store<i32>(node, load<i32>(record, LEAF_COUNT), NODE_COUNT);
  store<f64>(node, load<f64>(record, LEAF_VALUE), NODE_VALUE);
  store<f64>(node, 0, NODE_GAIN);
}
