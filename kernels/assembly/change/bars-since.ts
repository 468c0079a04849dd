import { column, whole } from "../shared/memory";

// State: bars since the condition was last true, counted backwards from `longest` so that 0 stands for never.
export function bars_since(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const longest = whole(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  let left = <i32>load<f64>(state);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    left = select<i32>(longest, left - i32(left > 0), load<f64>(input + i) == 1);
    store<f64>(output + i, <f64>(longest - left));
  }
  store<f64>(state, <f64>left);
}
