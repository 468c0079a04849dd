import { column, parameter, whole } from "../shared/memory";
import { finite, finitePair } from "../shared/missing";
import { MEAN_AND_DEVIATION, momentsColumn } from "../shared/moments";

// State: the window's moments. The deviation stands in the column of the upper band and the distance of the value from
// the mean in that of its place, until those replace them.
export function bollinger(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const bars = parameter(parameters, 0);
  const divisor = whole(parameters, 2) == 1 ? bars - 1 : bars;
  const input = column(inputs, 0);
  const middles = column(outputs, 0);
  const uppers = column(outputs, 1);
  const apart = column(outputs, 4);
  momentsColumn(
    MEAN_AND_DEVIATION,
    count,
    state,
    whole(parameters, 0),
    divisor,
    input,
    middles,
    uppers,
    apart,
  );
  spread(count, parameter(parameters, 1), outputs);
}

/**
 * Mean and deviation into the bands, their width and the place of the series between them: from the deviation itself,
 * not from the difference of the bands, in which narrow ones have lost their digits.
 */
function spread(count: i32, multiplier: f64, outputs: usize): void {
  const middles = column(outputs, 0);
  const uppers = column(outputs, 1);
  const lowers = column(outputs, 2);
  const widths = column(outputs, 3);
  const positions = column(outputs, 4);
  const multipliers = f64x2.splat(multiplier);
  const halves = f64x2.splat(0.5);
  const pairs = ((<usize>count) & ~1) << 3;
  let i: usize = 0;
  for (; i < pairs; i += 16) {
    const middle = v128.load(middles + i);
    const distance = f64x2.mul(multipliers, v128.load(uppers + i));
    const width = f64x2.add(distance, distance);
    v128.store(uppers + i, finitePair(f64x2.add(middle, distance)));
    v128.store(lowers + i, finitePair(f64x2.sub(middle, distance)));
    v128.store(widths + i, finitePair(f64x2.div(width, middle)));
    v128.store(positions + i, finitePair(f64x2.add(halves, f64x2.div(v128.load(positions + i), width))));
  }
  if ((count & 1) == 0) return;
  const middle = load<f64>(middles + i);
  const distance = multiplier * load<f64>(uppers + i);
  const width = distance + distance;
  store<f64>(uppers + i, finite(middle + distance));
  store<f64>(lowers + i, finite(middle - distance));
  store<f64>(widths + i, finite(width / middle));
  store<f64>(positions + i, finite(0.5 + load<f64>(positions + i) / width));
}
