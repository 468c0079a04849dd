import { MonthRow, Statistics } from "./layout";

const day: f64 = 86_400_000;

/** 12 · year + month − 1 of a time, UTC. */
function monthOf(time: f64): i32 {
  // Days in years that begin in March, so that leap days come last (Hinnant 2013).
  const days = <i32>floor<f64>(time / day) + 719_468;
  const era = (days >= 0 ? days : days - 146_096) / 146_097;
  const ofEra = days - era * 146_097;
  const year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
  const ofYear = ofEra - (365 * year + year / 4 - year / 100);
  const month = (5 * ofYear + 2) / 153;
  return 12 * (year + era * 400) + month + 2;
}

/** The first time of a month, UTC. */
function beginOf(month: i32): f64 {
  const shifted = month - 2;
  const year = (shifted >= 0 ? shifted : shifted - 11) / 12;
  const era = (year >= 0 ? year : year - 399) / 400;
  const ofEra = year - era * 400;
  const ofYear = (153 * (shifted - 12 * year) + 2) / 5;
  const days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
  return <f64>days * day;
}

function change(from: f64, to: f64): f64 {
  return from > 0 ? (to - from) / from : 0;
}

/** Appends the month as it stands at these marks. */
export function closeMonth(s: Statistics, mark: f64, marketMark: f64): void {
  const row = changetype<MonthRow>(s.months + <usize>s.monthCount * offsetof<MonthRow>());
  s.monthCount++;
  row.month = <f64>s.month;
  row.change = change(s.monthBegin, mark);
  row.marketChange = change(s.marketMonthBegin, marketMark);
}

export function openMonth(s: Statistics, time: f64, begin: f64, marketBegin: f64): void {
  s.month = monthOf(time);
  s.monthEnd = beginOf(s.month + 1);
  s.monthBegin = begin;
  s.marketMonthBegin = marketBegin;
}

/** Position of the first time at or after `limit` in the ascending times from…to − 1, or `to`. */
function firstAtOrAfter(times: usize, limit: f64, from: i32, to: i32): i32 {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(times + ((<usize>middle) << 3)) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ends every month that has no bar among the rest of the block; a block without an end costs one compare. */
export function addMonths(s: Statistics, times: usize, equity: usize, closes: usize, count: i32): void {
  if (load<f64>(times + ((<usize>(count - 1)) << 3)) < s.monthEnd) return;
  let from = 0;
  while (true) {
    from = firstAtOrAfter(times, s.monthEnd, from, count);
    if (from == count) return;
    const at = (<usize>from) << 3;
    const mark = from > 0 ? load<f64>(equity + at - 8) : s.last;
    const marketMark = from > 0 ? load<f64>(closes + at - 8) : s.lastClose;
    closeMonth(s, mark, marketMark);
    openMonth(s, load<f64>(times + at), mark, marketMark);
  }
}

/** Looks for a bar on a Saturday, until one is found. Day 0 of the epoch was a Thursday. */
export function watchSaturdays(s: Statistics, times: usize, count: i32): void {
  if (s.saturday != 0) return;
  let nextDay: f64 = -Infinity;
  for (let i = 0; i < count; i++) {
    const time = load<f64>(times + ((<usize>i) << 3));
    if (time < nextDay) continue;
    const number = floor<f64>(time / day);
    const week = floor<f64>(number / 7);
    nextDay = (number + 1) * day;
    if (number - 7 * week != 2) continue;
    s.saturday = 1;
    return;
  }
}
