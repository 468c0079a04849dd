import { column, whole } from "../shared/memory";
import { NA, present } from "../shared/missing";
import { pairSum } from "../shared/pair-window";

// State: 1 after the first bar, value before, the window of flows (lane 0 up, lane 1 down).
const SEEN: usize = 0;
const BEFORE: usize = 8;
const FLOWS: usize = 16;

export function mfi(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const input = column(inputs, 0);
  const volumes = column(inputs, 1);
  const output = column(outputs, 0);
  let seen = load<f64>(state, SEEN);
  let before = load<f64>(state, BEFORE);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<f64>(input + i);
    const volume = load<f64>(volumes + i);
    let result = NA;
    if (present(x + volume)) {
      if (seen == 1) {
        // Masks instead of branches, which prices mispredict.
        const side = f64x2.gt(f64x2(x, before), f64x2(before, x));
        const sums = pairSum(state + FLOWS, length, v128.and(side, f64x2.splat(abs(x * volume))));
        const up = f64x2.extract_lane(sums, 0);
        const all = up + f64x2.extract_lane(sums, 1);
        if (all > 0) result = 100 * (up / all);
      }
      seen = 1;
      before = x;
    }
    store<f64>(output + i, result);
  }
  store<f64>(state, seen, SEEN);
  store<f64>(state, before, BEFORE);
}
