import { finite, NA, present } from "../shared/missing";
import { column } from "../shared/memory";

// State: the sum, what rounding took from it (Knuth's two-sum, so that the answer stays exact to the last digits however
// long the data is).
const SUM: usize = 0;
const LOST: usize = 8;

export function cumulative(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  let sum = load<f64>(state, SUM);
  let lost = load<f64>(state, LOST);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let result = NA;
    if (present(x)) {
      const next = sum + x;
      const added = next - sum;
      lost += sum - (next - added) + (x - added);
      sum = next;
      result = finite(sum + lost);
    }
    store<f64>(output + at, result);
  }
  store<f64>(state, sum, SUM);
  store<f64>(state, lost, LOST);
}
