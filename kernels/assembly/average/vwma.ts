import { areFinite, finite, NA } from "../shared/missing";
import { column, whole } from "../shared/memory";
import { blockPairSum, blockPairSumReady, PAIR_PLACE, PAIR_RUNNING, PAIR_SLOTS } from "../shared/block-pair-sum";

/** In the window of pairs: value times volume, and volume. */
export function vwma(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const input = column(inputs, 0);
  const volume = column(inputs, 1);
  const output = column(outputs, 0);
  const slots = state + PAIR_SLOTS;
  const last = slots + ((<usize>length - 1) << 4);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    if (blockPairSumReady(state)) {
      // Up to the block's last place, with the sums in registers.
      let slot = slots + ((<usize>load<i32>(state, PAIR_PLACE)) << 4);
      let running = v128.load(state, PAIR_RUNNING);
      for (; slot < last && at < bytes; slot += 16, at += 8) {
        const pair = weighed(load<f64>(input + at), load<f64>(volume + at));
        const newer = f64x2.add(running, pair);
        const sums = f64x2.add(newer, v128.load(slot, 16));
        const average = f64x2.extract_lane(sums, 0) / f64x2.extract_lane(sums, 1);
        if (!areFinite(f64x2.splat(average))) break;
        running = newer;
        v128.store(slot, pair);
        store<f64>(output + at, average);
      }
      store<i32>(state, <i32>((slot - slots) >> 4), PAIR_PLACE);
      v128.store(state, running, PAIR_RUNNING);
      if (at >= bytes) return;
    }
    const x = load<f64>(input + at);
    const traded = load<f64>(volume + at);
    let average = NA;
    if (x == x && traded == traded) {
      const sums = blockPairSum(state, length, weighed(x, traded));
      if (blockPairSumReady(state)) average = finite(f64x2.extract_lane(sums, 0) / f64x2.extract_lane(sums, 1));
    }
    store<f64>(output + at, average);
  }
}

@inline
function weighed(x: f64, volume: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(x * volume), 1, volume);
}
