import { column } from "../shared/memory";
import { NA, present } from "../shared/missing";

// State: 1 after the first bar, the close before, the sum, what rounding took from it (Knuth's two-sum, so
// that the answer stays exact to the last digits however long the data is).
const SEEN: usize = 0;
const BEFORE: usize = 8;
const SUM: usize = 16;
const LOST: usize = 24;

export function obv(count: i32, state: usize, _parameters: usize, inputs: usize, outputs: usize): void {
  const closes = column(inputs, 0);
  const volumes = column(inputs, 1);
  const output = column(outputs, 0);
  let seen = load<f64>(state, SEEN);
  let before = load<f64>(state, BEFORE);
  let sum = load<f64>(state, SUM);
  let lost = load<f64>(state, LOST);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const close = load<f64>(closes + i);
    const volume = load<f64>(volumes + i);
    let result = NA;
    if (present(close + volume)) {
      if (seen == 1) {
        const sign = f64(i32(close > before) - i32(close < before));
        const flow = sign * volume;
        const next = sum + flow;
        const added = next - sum;
        lost += sum - (next - added) + (flow - added);
        sum = next;
        result = sum + lost;
      }
      seen = 1;
      before = close;
    }
    store<f64>(output + i, result);
  }
  store<f64>(state, seen, SEEN);
  store<f64>(state, before, BEFORE);
  store<f64>(state, sum, SUM);
  store<f64>(state, lost, LOST);
}
