import { atLeaf, countRowsAt, cutAtRandom, cutNumber } from "./cut";
import { cutCategory } from "./category";
import { addFeature } from "./histogram";
import { chooseFeature, cutAt, deadAt, featureAt, leafAt } from "./examine";
import {
  CHOSEN,
  CUT_GAIN,
  DRAWN,
  FEATURES,
  FEATURE_ACTIVE,
  FEATURE_BINS,
  FEATURE_CATEGORY,
  HISTOGRAMS,
  HISTOGRAM_BYTES,
  INDEX,
  LEAF_BEGIN,
  LEAF_COUNT,
  LEAF_NODE,
  OUTPUTS,
  PACKED,
  PLANES,
  RANDOM_CUTS,
  SEED,
  TREE,
} from "./layout";
import { addClasses, cutClasses } from "./classes";
import { binStride, firstBin } from "./panel";
import { draw } from "./random";

/**
 * Looks for the best cut among features drawn at random for this leaf. Features that are the same everywhere in the
 * leaf do not count among them where that was known before; drawing goes on until at least one is not.
 */
export function examineDrawn(job: usize, leaf: i32): void {
  const count = load<i32>(job, FEATURES);
  const record = leafAt(job, leaf);
  const chosen = load<usize>(job, CHOSEN);
  const node = load<u32>(record, LEAF_NODE);
  let candidates = 0;
  for (let feature = 0; feature < count; feature++) {
    store<f64>(cutAt(job, 0, feature), -1, CUT_GAIN);
    if (load<i32>(featureAt(job, feature), FEATURE_ACTIVE) == 0 || load<u8>(deadAt(job, leaf, feature)) != 0)
      continue;
    store<i32>(chosen + ((<usize>candidates) << 2), feature);
    candidates++;
  }
  let visited = 0;
  let constant = 0;
  while (visited < candidates && (visited < load<i32>(job, DRAWN) || visited == constant)) {
    const random = draw(load<u32>(job, SEED), load<u32>(job, TREE), (node << 12) + <u32>visited);
    const place = visited + <i32>((<u64>random * <u64>(candidates - visited)) >> 32);
    const at = chosen + ((<usize>place) << 2);
    const feature = load<i32>(at);
    store<i32>(at, load<i32>(chosen + ((<usize>visited) << 2)));
    store<i32>(chosen + ((<usize>visited) << 2), feature);
    visited++;
    if (!examineFeature(job, leaf, feature)) {
      constant++;
      store<u8>(deadAt(job, leaf, feature), 1);
    }
  }
  chooseFeature(job, leaf, 0);
}

/** Whether the feature differs among the leaf's rows. */
function examineFeature(job: usize, leaf: i32, feature: i32): bool {
  const record = leafAt(job, leaf);
  const about = featureAt(job, feature);
  const histogram = load<usize>(job, HISTOGRAMS);
  const bins = firstBin(job, feature);
  const stride = binStride(job, feature);
  const packed = load<usize>(job, PACKED);
  const list = load<usize>(job, INDEX) + ((<usize>load<i32>(record, LEAF_BEGIN)) << 2);
  const count = load<i32>(record, LEAF_COUNT);
  const cut = cutAt(job, 0, feature);
  const planes = load<i32>(job, PLANES);
  // Behind the sums, and a place where classes are folded, rows are counted.
  const counts = histogram + <usize>((planes + 1) * HISTOGRAM_BYTES);
  memory.fill(histogram, 0, <usize>((planes + 2) * HISTOGRAM_BYTES));
  if (load<i32>(job, OUTPUTS) > 1) {
    addClasses(job, histogram, counts, bins, stride, list, count);
    if (!differs(histogram, planes, load<i32>(about, FEATURE_BINS))) return false;
    cutClasses(job, record, about, feature, histogram, counts, cut);
    return true;
  }
  addFeature(histogram, counts, bins, stride, packed, list, count);
  if (!differs(histogram, 1, load<i32>(about, FEATURE_BINS))) return false;
  atLeaf(job, record);
  countRowsAt(counts);
  if (load<i32>(about, FEATURE_CATEGORY) != 0) cutCategory(job, about, histogram, cut);
  else if (load<i32>(job, RANDOM_CUTS) != 0) cutAtRandom(job, record, about, feature, histogram, cut);
  else cutNumber(about, histogram, cut);
  return true;
}

function differs(histogram: usize, planes: i32, bins: i32): bool {
  let used = 0;
  for (let bin = 0; bin < bins; bin++) {
    let any: i64 = 0;
    for (let plane = 0; plane < planes; plane++)
      any |= load<i64>(histogram + <usize>(plane * HISTOGRAM_BYTES) + ((<usize>bin) << 3));
    if (any != 0 && ++used > 1) return true;
  }
  return false;
}
