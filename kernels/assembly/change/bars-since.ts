import { column, parameter } from "../shared/memory";

// State: bars since the condition was last true, counted backwards from `longest` so that 0 stands for never.
export function bars_since(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const longest = parameter(parameters, 0);
  const input = column(inputs, 0);
  const output = column(outputs, 0);
  let left = load<f64>(state);
  const end = (<usize>count) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    left = load<f64>(input + i) == 1 ? longest : left > 0 ? left - 1 : 0;
    store<f64>(output + i, longest - left);
  }
  store<f64>(state, left);
}
