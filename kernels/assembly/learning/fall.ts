import {
  ARGUMENT_0,
  ARGUMENT_1,
  ARGUMENT_2,
  ARGUMENT_3,
  NODE_BYTES,
  NODE_FEATURE,
  NODE_LEFT,
  NODE_RIGHT,
  NODE_SIDES,
  NODE_TABLE,
  NODE_VALUE,
  STRIDE,
} from "./layout";
import { piece } from "./phases";
import { claim } from "./threads";

/** The node at which a row ends, by its first bin and the bytes from one feature's to the next. */
@inline
export function leafOf(nodes: usize, row: usize, step: usize): usize {
  let node = nodes;
  let feature = load<i32>(node, NODE_FEATURE);
  while (feature >= 0) {
    const bin = <usize>load<u8>(row + <usize>feature * step);
    const goesLeft = (load<u8>(node + NODE_SIDES + (bin >> 3)) >> <u8>(bin & 7)) & 1;
    const next = goesLeft ? load<i32>(node, NODE_LEFT) : load<i32>(node, NODE_RIGHT);
    node = nodes + <usize>(next * NODE_BYTES);
    feature = load<i32>(node, NODE_FEATURE);
  }
  return node;
}

/** Rows that the tree was not grown on. Arguments: bins; list (0: all); rows; scores, 64-bit, by row number. */
export function fallPieces(job: usize): void {
  const nodes = load<usize>(job, NODE_TABLE);
  const stride = <usize>load<i32>(job, STRIDE);
  const bins = load<usize>(job, ARGUMENT_0);
  const list = load<usize>(job, ARGUMENT_1);
  const count = load<i32>(job, ARGUMENT_2);
  const scores = load<usize>(job, ARGUMENT_3);
  for (;;) {
    const from = claim(job) * piece;
    if (from >= count) return;
    const to = min(from + piece, count);
    for (let place = from; place < to; place++) {
      const row = list == 0 ? <usize>place : <usize>load<u32>(list + ((<usize>place) << 2));
      const at = scores + (row << 3);
      store<f64>(at, load<f64>(at) + load<f64>(leafOf(nodes, bins + row * stride, 1), NODE_VALUE));
    }
  }
}

/** The number of the node at which each row of a list ends. */
export function endsOf(job: usize, bins: usize, list: usize, count: i32, out: usize): void {
  const nodes = load<usize>(job, NODE_TABLE);
  const stride = <usize>load<i32>(job, STRIDE);
  for (let place = 0; place < count; place++) {
    const row = list == 0 ? <usize>place : <usize>load<u32>(list + ((<usize>place) << 2));
    const end = leafOf(nodes, bins + row * stride, 1);
    store<i32>(out + ((<usize>place) << 2), <i32>((end - nodes) / NODE_BYTES));
  }
}
