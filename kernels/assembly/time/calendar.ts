/** Days of the proleptic Gregorian calendar, counted from 1970-01-01. */

export const DAY: f64 = 86_400_000;

/**
 * Year, month and day of a day, packed as (year · 16 + month) · 32 + day. After Howard Hinnant, chrono-
 * compatible low-level date algorithms.
 */
export function civil(day: i32): i32 {
  const shifted = day + 719_468;
  const era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
  const ofEra = shifted - era * 146_097;
  const yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
  const ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const fromMarch = (5 * ofYear + 2) / 153;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return (year * 16 + month) * 32 + (ofYear - (153 * fromMarch + 2) / 5 + 1);
}

@inline
export function yearOf(packed: i32): i32 {
  return packed >> 9;
}

@inline
export function monthOf(packed: i32): i32 {
  return (packed >> 5) & 15;
}

@inline
export function dayOf(packed: i32): i32 {
  return packed & 31;
}

/** Days in a month. */
export function monthLength(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}
