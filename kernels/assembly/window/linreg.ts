import { finite, NA } from "../shared/missing";
import { column, whole } from "../shared/memory";

/*
 * The least-squares line over a sliding window, in blocks as in `moments`. Besides the plain sums of deviations it
 * needs Σ place·deviation; for the end of the block before, places count from the window's first bar, for the current
 * block from the block's first.
 *
 * State: place (i32), complete (i32), running Σd, Σplace·d, Σd² of the current block, reference of the block before;
 * three rows of slots: values (then Σd of the suffixes), Σplace·d, squared deviations from the suffix's own mean.
 */
const PLACE: usize = 0;
const COMPLETE: usize = 4;
const SUM: usize = 8;
const MOMENT: usize = 16;
const SQUARES: usize = 24;
const REFERENCE: usize = 32;
const SLOTS: usize = 40;

export function linreg(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const length = whole(parameters, 0);
  const row = (<usize>length) << 3;
  const slots = state + SLOTS;
  const all = <f64>length;
  const spread = (all * (all * all - 1.0)) / 12.0;
  const middle = (all - 1.0) / 2.0;
  const input = column(inputs, 0);
  const value = column(outputs, 0);
  const slopes = column(outputs, 1);
  const intercept = column(outputs, 2);
  const explained = column(outputs, 3);
  let place = load<i32>(state, PLACE);
  let complete = load<i32>(state, COMPLETE);
  let sum = load<f64>(state, SUM);
  let moment = load<f64>(state, MOMENT);
  let squares = load<f64>(state, SQUARES);
  let before = load<f64>(state, REFERENCE);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let line = NA;
    let slope = NA;
    let origin = NA;
    let share = NA;
    if (x == x) {
      const slot = slots + ((<usize>place) << 3);
      store<f64>(slot, x);
      const reference = load<f64>(slots);
      const distance = x - reference;
      sum += distance;
      moment += <f64>place * distance;
      squares += distance * distance;
      place++;
      const newer = <f64>place;
      const older = all - newer;
      const mean = sum / newer;
      let total = max<f64>(0, squares - sum * mean);
      let allSum = sum;
      let allMoment = moment;
      const ready = place == length || complete != 0;
      if (place == length) {
        before = x;
        suffixes(slots, row);
        place = 0;
        complete = 1;
        sum = 0;
        moment = 0;
        squares = 0;
      } else if (ready) {
        const next = slot + 8;
        const shift = before - reference;
        const olderSum = load<f64>(next);
        const apart = shift + (olderSum / older - mean);
        total += load<f64>(next + 2 * row) + apart * apart * ((older * newer) / all);
        allSum += olderSum + older * shift;
        allMoment += load<f64>(next + row) + shift * (0.5 * older * (older - 1.0)) + older * sum;
      }
      if (ready) {
        slope = (allMoment - middle * allSum) / spread;
        const centre = reference + allSum / all;
        line = centre + slope * middle;
        origin = centre - slope * middle;
        share = total > 0 ? min<f64>(1, (slope * slope * spread) / total) : NA;
      }
    }
    store<f64>(value + at, finite(line));
    store<f64>(slopes + at, finite(slope));
    store<f64>(intercept + at, finite(origin));
    store<f64>(explained + at, finite(share));
  }
  store<i32>(state, place, PLACE);
  store<i32>(state, complete, COMPLETE);
  store<f64>(state, sum, SUM);
  store<f64>(state, moment, MOMENT);
  store<f64>(state, squares, SQUARES);
  store<f64>(state, before, REFERENCE);
}

function suffixes(slots: usize, row: usize): void {
  const last = slots + row - 8;
  const reference = load<f64>(last);
  let sum: f64 = 0;
  let moment: f64 = 0;
  let squares: f64 = 0;
  let number: f64 = 0;
  for (let slot = last; slot > slots; slot -= 8) {
    const distance = load<f64>(slot) - reference;
    moment += sum;
    sum += distance;
    squares += distance * distance;
    number += 1;
    store<f64>(slot, sum);
    store<f64>(slot + row, moment);
    store<f64>(slot + 2 * row, max<f64>(0, squares - (sum * sum) / number));
  }
}
