import {
  ARGUMENT_0,
  ARGUMENT_1,
  ARGUMENT_2,
  ARGUMENT_3,
  ARGUMENT_4,
  FEATURES,
  NODE_BYTES,
  NODE_FEATURE,
  NODE_LEFT,
  NODE_RIGHT,
  NODE_SIDES,
  NODE_TABLE,
  NODE_VALUE,
  PANEL,
} from "./layout";
import { binAt } from "./panel";
import { piece } from "./phases";
import { claim } from "./threads";

/** The node at which a row of a table ends. */
@inline
export function leafOf(
  nodes: usize,
  bins: usize,
  rows: usize,
  row: usize,
  panel: i32,
  features: i32,
): usize {
  let node = nodes;
  let feature = load<i32>(node, NODE_FEATURE);
  while (feature >= 0) {
    const bin = <usize>binAt(bins, rows, row, feature, panel, features);
    const goesLeft = (load<u8>(node + NODE_SIDES + (bin >> 3)) >> <u8>(bin & 7)) & 1;
    const next = goesLeft ? load<i32>(node, NODE_LEFT) : load<i32>(node, NODE_RIGHT);
    node = nodes + <usize>(next * NODE_BYTES);
    feature = load<i32>(node, NODE_FEATURE);
  }
  return node;
}

/**
 * Rows that the tree was not grown on. Arguments: bins; how many rows these are of; list (0: all); rows; scores, 64-bit,
 * by row number.
 */
export function fallPieces(job: usize): void {
  const nodes = load<usize>(job, NODE_TABLE);
  const panel = load<i32>(job, PANEL);
  const features = load<i32>(job, FEATURES);
  const bins = load<usize>(job, ARGUMENT_0);
  const rows = load<usize>(job, ARGUMENT_1);
  const list = load<usize>(job, ARGUMENT_2);
  const count = load<i32>(job, ARGUMENT_3);
  const scores = load<usize>(job, ARGUMENT_4);
  for (;;) {
    const from = claim(job) * piece;
    if (from >= count) return;
    const to = min(from + piece, count);
    for (let place = from; place < to; place++) {
      const row = list == 0 ? <usize>place : <usize>load<u32>(list + ((<usize>place) << 2));
      const at = scores + (row << 3);
      const leaf = leafOf(nodes, bins, rows, row, panel, features);
      store<f64>(at, load<f64>(at) + load<f64>(leaf, NODE_VALUE));
    }
  }
}
