import { column, whole } from "../shared/memory";
import { NA } from "../shared/missing";

/* State: place in the ring (i32), how many values are in it (i32), and the last `longest` values before this bar. */
const PLACE: usize = 0;
const FILLED: usize = 4;
const RING: usize = 8;

/** A line that leaves no more than this share of the squares is as sure as one that leaves so much. */
const LEAST_REST: f64 = 1e-12;

/** What is surer by no more than this is as sure, and the shorter one stands: rounding must not choose between equals. */
const LEAST_GAIN: f64 = 1e-9;

export function trend_scan(
  count: i32,
  state: usize,
  parameters: usize,
  inputs: usize,
  outputs: usize,
): void {
  const one = whole(parameters, 0);
  const other = whole(parameters, 1);
  const shortest = min(one, other);
  const longest = max(one, other);
  const values = column(inputs, 0);
  const sureness = column(outputs, 0);
  const lives = column(outputs, 1);
  const ring = state + RING;
  let place = load<i32>(state, PLACE);
  let filled = load<i32>(state, FILLED);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const value = load<f64>(values + at);
    store<f64>(sureness + at, NA);
    store<f64>(lives + at, NA);
    if (filled == longest) scan(ring, place, shortest, longest, value, sureness + at, lives + at);
    else filled++;
    store<f64>(ring + ((<usize>place) << 3), value);
    place = place + 1 == longest ? 0 : place + 1;
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, filled, FILLED);
}

/** The oldest value lies at `oldest`; means and products are carried on from point to point (B. P. Welford, 1962). */
function scan(
  ring: usize,
  oldest: i32,
  shortest: i32,
  longest: i32,
  newest: f64,
  sureness: usize,
  lives: usize,
): void {
  let mean = load<f64>(ring + ((<usize>oldest) << 3));
  let products = 0.0;
  let squares = 0.0;
  let best = 0.0;
  let life = shortest;
  let place = oldest;
  for (let ahead = 1; ahead <= longest; ahead++) {
    place = place + 1 == longest ? 0 : place + 1;
    const value = ahead == longest ? newest : load<f64>(ring + ((<usize>place) << 3));
    const points = <f64>ahead + 1;
    const change = value - mean;
    mean += change / points;
    const left = value - mean;
    // The mean of the places 0 … ahead − 1 is (ahead − 1) / 2.
    products += 0.5 * points * left;
    squares += change * left;
    if (ahead < shortest) continue;
    const spread = (points * (points * points - 1)) / 12;
    const explained = squares > 0 ? (products * products) / (spread * squares) : squares;
    const rest = max(1 - explained, LEAST_REST);
    const sure = copysign(sqrt(((points - 2) * explained) / rest), products);
    if (sure != sure) return;
    if (abs(sure) > abs(best) * (1 + LEAST_GAIN) + LEAST_GAIN) {
      best = sure;
      life = ahead;
    }
  }
  store<f64>(sureness, best);
  store<f64>(lives, <f64>life);
}
