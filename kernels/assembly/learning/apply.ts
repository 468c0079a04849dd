import { outputPlane } from "./derive";
import {
  ARGUMENT_0,
  GROWN_NODES,
  INDEX,
  NODE_BEGIN,
  NODE_BYTES,
  NODE_COUNT,
  NODE_FEATURE,
  NODE_TABLE,
  NODE_VALUE,
  SCORES,
} from "./layout";
import { piece } from "./phases";
import { claim } from "./threads";

/** Adds each leaf's value to the scores of its rows. Argument: the output. */
export function addScores(job: usize): void {
  const index = load<usize>(job, INDEX);
  const scores = load<usize>(job, SCORES) + <usize>load<i32>(job, ARGUMENT_0) * outputPlane(job);
  const nodes = load<usize>(job, NODE_TABLE);
  const count = load<i32>(job, GROWN_NODES);
  // Pieces are counted through all leaves; a thread goes on from the one it had to the next that is its own.
  let next = claim(job);
  let passed = 0;
  for (let number = 0; number < count; number++) {
    const node = nodes + <usize>(number * NODE_BYTES);
    if (load<i32>(node, NODE_FEATURE) >= 0) continue;
    const rows = load<i32>(node, NODE_COUNT);
    const list = index + ((<usize>load<i32>(node, NODE_BEGIN)) << 2);
    const value = load<f64>(node, NODE_VALUE);
    const pieces = (rows + piece - 1) / piece;
    while (next < passed + pieces) {
      const from = (next - passed) * piece;
      const end = list + ((<usize>min(from + piece, rows)) << 2);
      for (let at = list + ((<usize>from) << 2); at < end; at += 4) {
        const place = scores + ((<usize>load<u32>(at)) << 3);
        store<f64>(place, load<f64>(place) + value);
      }
      next = claim(job);
    }
    passed += pieces;
  }
}
