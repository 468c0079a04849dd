import { outputPlane } from "./derive";
import { leafOf } from "./fall";
import { grow } from "./grow";
import {
  ARGUMENT_0,
  ARGUMENT_1,
  ARGUMENT_2,
  BAG,
  BINS,
  CLASS,
  DRAWS,
  FEATURES,
  GROWN_NODES,
  INDEX,
  NODE_BEGIN,
  NODE_BYTES,
  NODE_COUNT,
  NODE_FEATURE,
  NODE_TABLE,
  NODE_VALUE,
  OUTPUTS,
  PACKED,
  PANEL,
  ROWS,
  SCORES,
  SEED,
  TREE,
  UNDRAWN,
  UNITS,
  VALUES,
} from "./layout";
import { piece } from "./phases";
import { draw } from "./random";
import { closeBag, openBag, putRow, takeAll } from "./sample";
import { claim } from "./threads";

/*
 * Trees that are grown apart, each from its own sample of the rows and each by one thread, which has all that it writes
 * to itself. A row that is drawn twice counts twice: its packed number is added twice.
 */

const rowStream: u32 = 0x10000000;

/** Arguments: address of the first tree's job, bytes from one to the next, how many. */
export function plantPieces(job: usize): void {
  const first = load<usize>(job, ARGUMENT_0);
  const bytes = load<usize>(job, ARGUMENT_1);
  const count = load<i32>(job, ARGUMENT_2);
  for (;;) {
    const number = claim(job);
    if (number >= count) return;
    const own = first + <usize>number * bytes;
    drawRows(own);
    grow(own);
    writeValues(own);
  }
}

/** Draws rows with replacement. Breiman 2001. */
function drawRows(job: usize): void {
  const draws = load<i32>(job, DRAWS);
  if (draws == 0) {
    takeAll(job);
    return;
  }
  const rows = load<i32>(job, ROWS);
  const packed = load<usize>(job, PACKED);
  const units = load<usize>(job, UNITS);
  const seed = load<u32>(job, SEED);
  const stream = rowStream + load<u32>(job, TREE);
  memory.fill(packed, 0, (<usize>rows) << 3);
  for (let number = 0; number < draws; number++) {
    const row = <usize>((<u64>draw(seed, stream, number) * <u64>rows) >> 32);
    const at = packed + (row << 3);
    store<i64>(at, load<i64>(at) + load<i64>(units + (row << 3)));
  }
  openBag(job);
  for (let row = 0; row < rows; row++) putRow(row, load<i64>(packed + ((<usize>row) << 3)) != 0);
  closeBag(job);
}

/** What each leaf answers: the mean, or the share of each class. */
function writeValues(job: usize): void {
  const outputs = load<i32>(job, OUTPUTS);
  const nodes = load<usize>(job, NODE_TABLE);
  const count = load<i32>(job, GROWN_NODES);
  const values = load<usize>(job, VALUES);
  memory.fill(values, 0, <usize>(count * outputs) << 3);
  for (let number = 0; number < count; number++) {
    const node = nodes + <usize>(number * NODE_BYTES);
    if (load<i32>(node, NODE_FEATURE) >= 0) continue;
    const at = values + (<usize>(number * outputs) << 3);
    if (outputs == 1) store<f64>(at, load<f64>(node, NODE_VALUE));
    else writeShares(job, node, at, outputs);
  }
}

function writeShares(job: usize, node: usize, at: usize, outputs: i32): void {
  const classes = load<usize>(job, CLASS);
  const packed = load<usize>(job, PACKED);
  let list = load<usize>(job, INDEX) + ((<usize>load<i32>(node, NODE_BEGIN)) << 2);
  const end = list + ((<usize>load<i32>(node, NODE_COUNT)) << 2);
  let all = 0.0;
  for (; list < end; list += 4) {
    const row = <usize>load<u32>(list);
    const k = <usize>load<u8>(classes + row);
    const weight = <f64>load<u32>(packed + (row << 3) + ((k & 1) << 2));
    all += weight;
    store<f64>(at + (k << 3), load<f64>(at + (k << 3)) + weight);
  }
  for (let k = 0; k < outputs; k++) {
    const place = at + ((<usize>k) << 3);
    store<f64>(place, load<f64>(place) / all);
  }
}

/** Argument: a grown tree's job. Its answers are added to the scores of the rows that it has not drawn. */
export function asidePieces(job: usize): void {
  const tree = load<usize>(job, ARGUMENT_0);
  const outputs = load<i32>(job, OUTPUTS);
  const plane = outputPlane(job);
  const scores = load<usize>(job, SCORES);
  const undrawn = load<usize>(job, UNDRAWN);
  const nodes = load<usize>(tree, NODE_TABLE);
  const values = load<usize>(tree, VALUES);
  const bins = load<usize>(job, BINS);
  const rows = load<usize>(job, ROWS);
  const panel = load<i32>(job, PANEL);
  const features = load<i32>(job, FEATURES);
  const bag = load<i32>(tree, BAG);
  const list = load<usize>(tree, INDEX) + ((<usize>bag) << 2);
  const count = load<i32>(job, ROWS) - bag;
  for (;;) {
    const from = claim(job) * piece;
    if (from >= count) return;
    const to = min(from + piece, count);
    for (let place = from; place < to; place++) {
      const row = <usize>load<u32>(list + ((<usize>place) << 2));
      const leaf = (leafOf(nodes, bins, rows, row, panel, features) - nodes) / NODE_BYTES;
      for (let k = 0; k < outputs; k++) {
        const at = scores + <usize>k * plane + (row << 3);
        store<f64>(at, load<f64>(at) + load<f64>(values + ((leaf * <usize>outputs + <usize>k) << 3)));
      }
      const seen = undrawn + (row << 2);
      store<i32>(seen, load<i32>(seen) + 1);
    }
  }
}
