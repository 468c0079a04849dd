import { column, parameter, whole } from "../shared/memory";
import { finite, finitePair } from "../shared/missing";
import { MEAN_AND_DEVIATION, momentsColumn } from "../shared/moments";

// State: the window's moments. The deviation stands in the column of the upper band until the band replaces
// it.
export function bollinger(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const bars = parameter(parameters, 0);
  const divisor = whole(parameters, 2) == 1 ? bars - 1 : bars;
  const input = column(inputs, 0);
  const middles = column(outputs, 0);
  const uppers = column(outputs, 1);
  momentsColumn(MEAN_AND_DEVIATION, count, state, whole(parameters, 0), divisor, input, middles, uppers);
  spread(count, parameter(parameters, 1), input, outputs);
}

/** Mean and deviation into the bands, their width and the place of the series between them. */
function spread(count: i32, multiplier: f64, input: usize, outputs: usize): void {
  const middles = column(outputs, 0);
  const uppers = column(outputs, 1);
  const lowers = column(outputs, 2);
  const widths = column(outputs, 3);
  const positions = column(outputs, 4);
  const multipliers = f64x2.splat(multiplier);
  const pairs = ((<usize>count) & ~1) << 3;
  let i: usize = 0;
  for (; i < pairs; i += 16) {
    const middle = v128.load(middles + i);
    const distance = f64x2.mul(multipliers, v128.load(uppers + i));
    const upper = f64x2.add(middle, distance);
    const lower = f64x2.sub(middle, distance);
    const width = f64x2.sub(upper, lower);
    v128.store(uppers + i, finitePair(upper));
    v128.store(lowers + i, finitePair(lower));
    v128.store(widths + i, finitePair(f64x2.div(width, middle)));
    v128.store(positions + i, finitePair(f64x2.div(f64x2.sub(v128.load(input + i), lower), width)));
  }
  if ((count & 1) == 0) return;
  const middle = load<f64>(middles + i);
  const distance = multiplier * load<f64>(uppers + i);
  const upper = middle + distance;
  const lower = middle - distance;
  store<f64>(uppers + i, finite(upper));
  store<f64>(lowers + i, finite(lower));
  store<f64>(widths + i, finite((upper - lower) / middle));
  store<f64>(positions + i, finite((load<f64>(input + i) - lower) / (upper - lower)));
}
