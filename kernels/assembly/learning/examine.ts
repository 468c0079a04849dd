import { atLeaf, cutNumber } from "./cut";
import { cutCategory } from "./category";
import { merge, subtract } from "./histogram";
import {
  ARGUMENT_0,
  ARGUMENT_1,
  ARGUMENT_2,
  ARGUMENT_3,
  CANDIDATES,
  CUT_ALIVE,
  CUT_BYTES,
  CUT_GAIN,
  DEAD,
  FEATURES,
  FEATURE_ACTIVE,
  FEATURE_BYTES,
  FEATURE_CATEGORY,
  FEATURE_TABLE,
  HAS_SUMMED,
  HISTOGRAMS,
  HISTOGRAM_BYTES,
  LEAF_BYTES,
  LEAF_CUT,
  LEAF_FEATURE,
  LEAF_SLOT,
  LEAF_TABLE,
  PARTIAL,
  THREADS,
} from "./layout";
import { slotBytes } from "./phases";
import { claim } from "./threads";

/** Features that a thread takes at once. */
const features = 4;

@inline
export function leafAt(job: usize, leaf: i32): usize {
  return load<usize>(job, LEAF_TABLE) + <usize>(leaf * LEAF_BYTES);
}

@inline
export function featureAt(job: usize, feature: i32): usize {
  return load<usize>(job, FEATURE_TABLE) + <usize>(feature * FEATURE_BYTES);
}

/** Where the cut of a feature is noted, for the first or second of the leaves that are looked at together. */
@inline
export function cutAt(job: usize, side: i32, feature: i32): usize {
  return load<usize>(job, CANDIDATES) + <usize>(side * load<i32>(job, FEATURES) + feature) * CUT_BYTES;
}

@inline
export function deadAt(job: usize, leaf: i32, feature: i32): usize {
  return load<usize>(job, DEAD) + <usize>(leaf * load<i32>(job, FEATURES) + feature);
}

@inline
export function histogramOf(job: usize, leaf: usize): usize {
  return histogramIn(job, load<i32>(leaf, LEAF_SLOT));
}

@inline
export function histogramIn(job: usize, slot: i32): usize {
  return load<usize>(job, HISTOGRAMS) + <usize>slot * slotBytes(job);
}

/**
 * Makes both children's histograms whole and looks for their best cuts, feature by feature.
 * Arguments: the leaf that was summed; its sibling, whose histogram is still the parent's, or −1; whether to cut each.
 */
export function examinePieces(job: usize): void {
  const count = load<i32>(job, FEATURES);
  const summed = load<i32>(job, ARGUMENT_0);
  const sibling = load<i32>(job, ARGUMENT_1);
  const cutsSummed = load<i32>(job, ARGUMENT_2) != 0;
  const cutsSibling = load<i32>(job, ARGUMENT_3) != 0;
  const threads = load<i32>(job, THREADS);
  const bytes = slotBytes(job);
  for (;;) {
    const from = claim(job) * features;
    if (from >= count) return;
    const to = min(from + features, count);
    for (let feature = from; feature < to; feature++) {
      // What has no cut here has none below, so its histogram is not needed any more.
      if (load<i32>(featureAt(job, feature), FEATURE_ACTIVE) == 0 || load<u8>(deadAt(job, summed, feature)) != 0)
        continue;
      const at = <usize>(feature * HISTOGRAM_BYTES);
      const histogram = histogramOf(job, leafAt(job, summed)) + at;
      for (let other = 1; other < threads; other++)
        if (load<u8>(job + <usize>other, HAS_SUMMED) != 0)
          merge(histogram, load<usize>(job, PARTIAL) + <usize>(other - 1) * bytes + at, HISTOGRAM_BYTES);
      if (sibling >= 0)
        subtract(histogramOf(job, leafAt(job, sibling)) + at, histogram, HISTOGRAM_BYTES);
    }
    if (cutsSummed) cutFeatures(job, summed, 0, from, to);
    if (cutsSibling) cutFeatures(job, sibling, 1, from, to);
  }
}

function cutFeatures(job: usize, leaf: i32, side: i32, from: i32, to: i32): void {
  const record = leafAt(job, leaf);
  atLeaf(job, record);
  const histograms = histogramOf(job, record);
  for (let feature = from; feature < to; feature++) {
    const about = featureAt(job, feature);
    const cut = cutAt(job, side, feature);
    store<f64>(cut, -1, CUT_GAIN);
    if (load<i32>(about, FEATURE_ACTIVE) == 0 || load<u8>(deadAt(job, leaf, feature)) != 0) continue;
    const histogram = histograms + <usize>(feature * HISTOGRAM_BYTES);
    if (load<i32>(about, FEATURE_CATEGORY) != 0) cutCategory(job, about, histogram, cut);
    else cutNumber(about, histogram, cut);
    if (load<i32>(cut, CUT_ALIVE) == 0) store<u8>(deadAt(job, leaf, feature), 1);
  }
}

/** Settles which feature a leaf would be cut by: the one that gains most, of equals the first. */
export function chooseFeature(job: usize, leaf: i32, side: i32): void {
  let best = 0.0;
  let chosen = -1;
  for (let feature = 0; feature < load<i32>(job, FEATURES); feature++) {
    const gain = load<f64>(cutAt(job, side, feature), CUT_GAIN);
    if (gain > best) {
      best = gain;
      chosen = feature;
    }
  }
  const record = leafAt(job, leaf);
  store<i32>(record, chosen, LEAF_FEATURE);
  if (chosen >= 0) memory.copy(record + LEAF_CUT, cutAt(job, side, chosen), CUT_BYTES);
}
