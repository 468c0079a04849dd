sage 1

// Calendars, sessions and what is counted from their beginnings. The moment of a bar is that of its open, in UTC. Daylight
// saving and holidays are computed from the date by the rules of the law, so that they are the same on every machine.

// ------------------------------------------------------------------------------------------- calendar

/// Days since 1970-01-01 UTC: two bars of one day have the same number.
/// Formula: ⌊moment / 1d⌋
/// Range: whole numbers.
/// Source: proleptic Gregorian calendar.
/// Example: `time.day_number() != time.day_number()[1]`
fn day_number(moment: time = time) -> number = floor(moment / 1d)

/// Day number of a date.
/// Formula: days since 1970-01-01, by the calendar whose years begin in March
/// Range: whole numbers.
/// Source: H. Hinnant, chrono-Compatible Low-Level Date Algorithms, 2013 (`days_from_civil`).
/// Example: `time.day_number() >= time.day_number_of(2024, 4, 20)`
fn day_number_of(year_number: number, month_number: number, day: number) -> number {
  let years   = if month_number <= 2 then year_number - 1 else year_number
  let months  = if month_number > 2 then month_number - 3 else month_number + 9
  let era     = floor(years / 400)
  let inside  = years - 400 * era
  let in_year = floor((153 * months + 2) / 5) + day - 1
  let in_era  = 365 * inside + floor(inside / 4) - floor(inside / 100) + in_year
  return 146097 * era + in_era - 719468
}

/// Whether the year has a 29th of February.
/// Formula: year divisible by 4 and not by 100, or by 400
/// Range: yes or no.
/// Source: Gregorian calendar, 1582.
/// Example: `time.leap_year()`
fn leap_year(moment: time = time) -> bool {
  let y = year(moment)
  return y mod 4 == 0 and y mod 100 != 0 or y mod 400 == 0
}

/// Days of the month.
/// Formula: 28 or 29 in February, else 30 + (m + ⌊m / 8⌋) mod 2
/// Range: 28 to 31.
/// Source: Gregorian calendar, 1582.
/// Example: `day_of_month(time) == time.days_in_month()`
fn days_in_month(moment: time = time) -> number {
  let m   = month(moment)
  let feb = if leap_year(moment) then 29 else 28
  return if m == 2 then feb else 30 + (m + floor(m / 8)) mod 2
}

/// Day of the year, 1 on the first of January.
/// Formula: ⌊275·m/9⌋ − k·⌊(m + 9)/12⌋ + d − 30, k = 1 in a leap year, else 2
/// Range: 1 to 366.
/// Source: J. Meeus, Astronomical Algorithms, 1991, chapter 7.
/// Example: `time.day_of_year() <= 31`
fn day_of_year(moment: time = time) -> number {
  let k = if leap_year(moment) then 1 else 2
  return floor(275 * month(moment) / 9)
      - k * floor((month(moment) + 9) / 12)
      + day_of_month(moment)
      - 30
}

/// Week of the year: the first is the one with the first Thursday.
/// Formula: 1 + ⌊(day of the year of this week's Thursday − 1) / 7⌋
/// Range: 1 to 53.
/// Source: ISO 8601.
/// Example: `time.week_of_year() in 1..26`
fn week_of_year(moment: time = time) -> number {
  let thursday = moment + (4 - day_of_week(moment)) * 1d
  return 1 + floor((day_of_year(thursday) - 1) / 7)
}

/// Quarter of the year.
/// Formula: ⌊(month + 2) / 3⌋
/// Range: 1 to 4.
/// Source: Gregorian calendar.
/// Example: `time.quarter() == 4`
fn quarter(moment: time = time) -> number = floor((month(moment) + 2) / 3)

/// Whether it is Monday to Friday.
/// Formula: day of the week ≤ 5
/// Range: yes or no.
/// Source: ISO 8601.
/// Example: `time.weekday() and rsi(close, 14 bars) < 30`
fn weekday(moment: time = time) -> bool = day_of_week(moment) <= 5

/// Whether it is Saturday or Sunday.
/// Formula: day of the week ≥ 6
/// Range: yes or no.
/// Source: ISO 8601.
/// Example: `time.weekend() and volume < sma(volume, 168 bars)`
fn weekend(moment: time = time) -> bool = day_of_week(moment) >= 6

/// Days of the month that are left after today.
/// Formula: days in the month − day of the month
/// Range: 0 to 30.
/// Source: Gregorian calendar.
/// Example: `time.days_left_in_month() < 3`
fn days_left_in_month(moment: time = time) -> number = days_in_month(moment) - day_of_month(moment)

/// Whether the month turns: its last `before` or its first `after` calendar days, in which stock indices have gained most.
/// Formula: days left < before or day of the month ≤ after
/// Range: yes or no.
/// Source: J. Lakonishok and S. Smidt, Are Seasonal Anomalies Real? A Ninety-Year Perspective, 1988.
/// Example: `time.turn_of_month(2, 4)`
fn turn_of_month(before: number = 1, after: number = 3, moment: time = time) -> bool =
  days_left_in_month(moment) < before or day_of_month(moment) <= after

/// Whether it is the third Friday of the month, on which options and futures on stocks and indices expire.
/// Formula: Friday and day of the month in 15 … 21
/// Range: yes or no.
/// Source: CBOE and CME contract specifications.
/// Example: `time.third_friday()`
fn third_friday(moment: time = time) -> bool =
  day_of_week(moment) == 5 and day_of_month(moment) in 15..21

/// Day number of the last Friday of a month.
/// Formula: last day of the month − (last day − 1) mod 7, in day numbers
/// Range: whole numbers.
/// Source: Gregorian calendar; 1970-01-01 was a Thursday.
/// Example: `time.day_number() == time.last_friday_of(year(time), month(time))`
fn last_friday_of(year_number: number, month_number: number) -> number {
  let following = if month_number == 12
      then day_number_of(year_number + 1, 1, 1)
      else day_number_of(year_number, month_number + 1, 1)
  let last = following - 1
  return last - (last - 1) mod 7
}

/// Days to the expiry of quarterly futures, the last Friday of March, June, September and December. 0 on that day.
/// Formula: last Friday of the quarter − today, or that of the next quarter once it has passed
/// Range: 0 to 98.
/// Source: Binance, Deribit and OKX contract specifications (expiry at 08:00 UTC).
/// Example: `time.days_to_quarterly_expiry() <= 3`
fn days_to_quarterly_expiry(moment: time = time) -> number {
  let today = day_number(moment)
  let y     = year(moment)
  let q     = quarter(moment)
  let here  = last_friday_of(y, 3 * q)
  let next  = if q == 4 then last_friday_of(y + 1, 3) else last_friday_of(y, 3 * q + 3)
  return if today <= here then here - today else next - today
}

// ------------------------------------------------------------------------------------------- first bars

/// Whether a condition begins to hold on this bar.
/// Formula: condition and not condition[1]
/// Range: yes or no.
/// Source: rising edge, as in digital logic.
/// Example: `time.begins(time.london_session())`
fn begins(condition: bool) -> bool = condition and not condition[1]

/// Whether a condition has ceased to hold on this bar.
/// Formula: condition[1] and not condition
/// Range: yes or no.
/// Source: falling edge, as in digital logic.
/// Example: `time.ends(time.new_york_session())`
fn ends(condition: bool) -> bool = condition[1] and not condition

/// Whether this is the first bar of a day. Days begin at midnight UTC, or `start` later.
/// Formula: ⌊(moment − start) / 1d⌋ ≠ that of the bar before
/// Range: yes or no; missing on the first bar of the data.
/// Source: UTC days; the start of the day is the caller's.
/// Example: `time.first_bar_of_day() and close > close[1]`
fn first_bar_of_day(start: duration = 0s, moment: time = time) -> bool =
  day_number(moment - start) != day_number(moment - start)[1]

/// Whether this is the first bar of a week, which begins on Monday.
/// Formula: ⌊(day number + 3) / 7⌋ ≠ that of the bar before
/// Range: yes or no; missing on the first bar of the data.
/// Source: ISO 8601.
/// Example: `time.first_bar_of_week()`
fn first_bar_of_week(moment: time = time) -> bool {
  let week = floor((day_number(moment) + 3) / 7)
  return week != week[1]
}

/// Whether this is the first bar of a month.
/// Formula: month ≠ month[1]
/// Range: yes or no; missing on the first bar of the data.
/// Source: Gregorian calendar.
/// Example: `time.first_bar_of_month()`
fn first_bar_of_month(moment: time = time) -> bool = month(moment) != month(moment)[1]

/// Whether this is the first bar of a quarter.
/// Formula: quarter ≠ quarter[1]
/// Range: yes or no; missing on the first bar of the data.
/// Source: Gregorian calendar.
/// Example: `time.first_bar_of_quarter()`
fn first_bar_of_quarter(moment: time = time) -> bool = quarter(moment) != quarter(moment)[1]

/// Whether this is the first bar of a year.
/// Formula: year ≠ year[1]
/// Range: yes or no; missing on the first bar of the data.
/// Source: Gregorian calendar.
/// Example: `time.first_bar_of_year()`
fn first_bar_of_year(moment: time = time) -> bool = year(moment) != year(moment)[1]

// ------------------------------------------------------------------------------------------- clocks of cities

/// Whether daylight saving is in force in the United States at this moment.
/// Formula: from the second Sunday of March 07:00 UTC to the first Sunday of November 06:00 UTC; before 2007 from the
/// first Sunday of April to the last of October
/// Range: yes or no; right for New York from 1987 on.
/// Source: Energy Policy Act of 2005, section 110; Uniform Time Act as amended 1986.
/// Example: `time.us_summer()`
fn us_summer(moment: time = time) -> bool {
  let spring     = moment - 7h
  let autumn     = moment - 6h
  let since      = day_of_month(spring) - day_of_week(spring) mod 7
  let until      = day_of_month(autumn) - day_of_week(autumn) mod 7
  let begun      = month(spring) > 3 or month(spring) == 3 and since >= 8
  let over       = month(autumn) > 11 or month(autumn) == 11 and until >= 1
  let begun_once = month(spring) > 4 or month(spring) == 4 and since >= 1
  let over_once  = month(autumn) > 10 or month(autumn) == 10 and until >= 25
  let same       = year(spring) == year(moment)
  return same
      and (if year(moment) >= 2007 then begun and not over else begun_once and not over_once)
}

/// Whether summer time is in force in Europe at this moment: London, Frankfurt and Zurich change together.
/// Formula: from the last Sunday of March 01:00 UTC to the last Sunday of October 01:00 UTC
/// Range: yes or no; right from 1996 on.
/// Source: Directive 2000/84/EC of the European Parliament; the UK keeps the dates (Summer Time Order 2002).
/// Example: `time.eu_summer()`
fn eu_summer(moment: time = time) -> bool {
  let shifted = moment - 1h
  let sunday  = day_of_month(shifted) - day_of_week(shifted) mod 7
  let begun   = month(shifted) > 3 or month(shifted) == 3 and sunday >= 25
  let over    = month(shifted) > 10 or month(shifted) == 10 and sunday >= 25
  return year(shifted) == year(moment) and begun and not over
}

/// The clock of New York: the moment moved so that its hour and day are those of that city.
/// Formula: moment − 4h in summer, − 5h in winter
/// Range: a moment.
/// Source: IANA time zone America/New_York, from 1987 on.
/// Example: `hour_of_day(time.new_york_time()) >= 10`
fn new_york_time(moment: time = time) -> time =
  if us_summer(moment) then moment - 4h else moment - 5h

/// The clock of London.
/// Formula: moment + 1h in summer
/// Range: a moment.
/// Source: IANA time zone Europe/London, from 1996 on.
/// Example: `hour_of_day(time.london_time()) == 8`
fn london_time(moment: time = time) -> time = if eu_summer(moment) then moment + 1h else moment

/// The clock of Frankfurt, Paris and Zurich.
/// Formula: moment + 2h in summer, + 1h in winter
/// Range: a moment.
/// Source: IANA time zone Europe/Berlin, from 1996 on.
/// Example: `hour_of_day(time.frankfurt_time()) == 9`
fn frankfurt_time(moment: time = time) -> time = london_time(moment) + 1h

/// The clock of Tokyo, which has no summer time.
/// Formula: moment + 9h
/// Range: a moment.
/// Source: IANA time zone Asia/Tokyo.
/// Example: `hour_of_day(time.tokyo_time()) == 9`
fn tokyo_time(moment: time = time) -> time = moment + 9h

// ------------------------------------------------------------------------------------------- sessions

/// Whether the clock stands between two times of the day; a window may go over midnight.
/// Formula: (moment − from) mod 1d < (until − from) mod 1d
/// Range: yes or no; `from` is inside, `until` is not; two equal times are never.
/// Source: half-open windows, as schedules use them.
/// Example: `time.between(22h, 6h)`
fn between(from: duration, until: duration, moment: time = time) -> bool =
  (moment - from) mod 1d < (until - from) mod 1d

/// The London session of currencies: 08:00 to 17:00 there, Monday to Friday.
/// Formula: between(8h, 17h) on the clock of London
/// Range: yes or no.
/// Source: Bank for International Settlements, FX turnover by hour; the usual hours of dealers.
/// Example: `time.london_session() and close > highest(high, 24 bars)[1]`
fn london_session(moment: time = time) -> bool =
  weekday(london_time(moment)) and between(8h, 17h, london_time(moment))

/// The New York session of currencies: 08:00 to 17:00 there, Monday to Friday.
/// Formula: between(8h, 17h) on the clock of New York
/// Range: yes or no.
/// Source: the usual hours of dealers; the day of currencies ends at 17:00 in New York.
/// Example: `time.new_york_session() and time.london_session()`
fn new_york_session(moment: time = time) -> bool =
  weekday(new_york_time(moment)) and between(8h, 17h, new_york_time(moment))

/// The Tokyo session of currencies: 09:00 to 18:00 there, Monday to Friday.
/// Formula: between(9h, 18h) on the clock of Tokyo
/// Range: yes or no.
/// Source: the usual hours of dealers.
/// Example: `time.tokyo_session()`
fn tokyo_session(moment: time = time) -> bool =
  weekday(tokyo_time(moment)) and between(9h, 18h, tokyo_time(moment))

/// The hours of the Frankfurt stock exchange: 09:00 to 17:30 there, Monday to Friday, holidays not counted.
/// Formula: between(9h, 17h30) on the clock of Frankfurt
/// Range: yes or no.
/// Source: Deutsche Börse, Xetra trading hours.
/// Example: `time.frankfurt_session()`
fn frankfurt_session(moment: time = time) -> bool =
  weekday(frankfurt_time(moment)) and between(9h, 17h + 30m, frankfurt_time(moment))

/// The regular hours of the New York Stock Exchange: 09:30 to 16:00 there, to 13:00 before some holidays.
/// Formula: weekday, no holiday, between(9h30, 16h or 13h) on the clock of New York
/// Range: yes or no; closures by decree (storms, days of mourning) are not in any rule.
/// Source: NYSE, Holidays and Trading Hours.
/// Example: `time.nyse_session() and time.minutes_since(9h + 30m, time.new_york_time()) < 60`
fn nyse_session(moment: time = time) -> bool {
  let local = new_york_time(moment)
  let until = if nyse_early_close(local) then 13h else 16h
  return weekday(local) and not nyse_holiday(local) and between(9h + 30m, until, local)
}

/// Minutes since a time of the day was last passed.
/// Formula: ((moment − opening) mod 1d) / 1m
/// Range: 0 to 1440.
/// Source: elapsed session time.
/// Example: `time.minutes_since(8h, time.london_time()) <= 90`
fn minutes_since(opening: duration, moment: time = time) -> number = (moment - opening) mod 1d / 1m

/// Minutes until a time of the day comes.
/// Formula: ((1d − (moment − closing) mod 1d) mod 1d) / 1m
/// Range: 0 to 1440; 0 at the time itself.
/// Source: remaining session time.
/// Example: `time.minutes_until(16h, time.new_york_time()) <= 30`
fn minutes_until(closing: duration, moment: time = time) -> number =
  (1d - (moment - closing) mod 1d) mod 1d / 1m

/// Whether a perpetual's funding is paid at the open of this bar.
/// Formula: moment mod every = 0
/// Range: yes or no; on bars longer than `every` it is every bar.
/// Source: Binance, Bybit and OKX pay every 8 hours from midnight UTC.
/// Example: `time.funding_hour()`
fn funding_hour(every: duration = 8h, moment: time = time) -> bool = moment mod every == 0s

/// Minutes until a perpetual's next funding; 0 where it is paid now.
/// Formula: ((every − moment mod every) mod every) / 1m
/// Range: 0 to the length of a funding period.
/// Source: Binance, Bybit and OKX pay every 8 hours from midnight UTC.
/// Example: `time.minutes_to_funding() > 60`
fn minutes_to_funding(every: duration = 8h, moment: time = time) -> number =
  (every - moment mod every) mod every / 1m

// ------------------------------------------------------------------------------------------- NYSE calendar

/// Whether the month and day of the moment are these.
/// Formula: month = m and day of the month = d
/// Range: yes or no.
/// Source: Gregorian calendar.
/// Example: `time.is_date(12, 25)`
fn is_date(month_number: number, day: number, moment: time = time) -> bool =
  month(moment) == month_number and day_of_month(moment) == day

/// Whether a holiday of a fixed date is kept on this day: on the Friday before where it falls on a Saturday, on the Monday
/// after where it falls on a Sunday.
/// Formula: weekday of the date itself, or Friday before, or Monday after
/// Range: yes or no.
/// Source: NYSE Rule 7.2.
/// Example: `time.is_observed(7, 4)`
fn is_observed(month_number: number, day: number, moment: time = time) -> bool =
  weekday(moment) and is_date(month_number, day, moment)
    or day_of_week(moment) == 5 and is_date(month_number, day, moment + 1d)
    or day_of_week(moment) == 1 and is_date(month_number, day, moment - 1d)

/// Whether it is Good Friday.
/// Formula: two days before Easter Sunday, found by the anonymous Gregorian computus
/// Range: yes or no.
/// Source: Anonymous, Nature, 1876; J. Meeus, Astronomical Algorithms, 1991, chapter 8.
/// Example: `time.good_friday()`
fn good_friday(moment: time = time) -> bool {
  let y     = year(moment)
  let moon  = y mod 19
  let b     = floor(y / 100)
  let c     = y mod 100
  let g     = floor((8 * b + 13) / 25)
  let h     = (19 * moon + b - floor(b / 4) - g + 15) mod 30
  let l     = (32 + 2 * (b mod 4) + 2 * floor(c / 4) - h - c mod 4) mod 7
  let m     = floor((moon + 11 * h + 22 * l) / 451)
  let since = h + l - 7 * m + 114 - 94
  return month(moment) in 3..4 and 31 * (month(moment) - 3) + day_of_month(moment) == since
}

/// Whether the New York Stock Exchange keeps a holiday on this day.
/// Formula: New Year, Martin Luther King, Washington, Good Friday, Memorial Day, Juneteenth (from 2022), Independence,
/// Labor, Thanksgiving, Christmas
/// Range: yes or no; right from 1998 on. `local` is the clock of New York; on daily bars give `time`, the day itself.
/// Source: NYSE Rule 7.2; New Year's Day on a Saturday is not kept.
/// Example: `time.nyse_holiday()`
fn nyse_holiday(local: time = new_york_time()) -> bool {
  let monday     = day_of_week(local) == 1
  let d          = day_of_month(local)
  let m          = month(local)
  let new_year   = weekday(local) and is_date(1, 1, local) or monday and is_date(1, 2, local)
  let king       = m == 1 and monday and d in 15..21
  let washington = m == 2 and monday and d in 15..21
  let memorial   = m == 5 and monday and d >= 25
  let juneteenth = year(local) >= 2022 and is_observed(6, 19, local)
  let labor      = m == 9 and monday and d <= 7
  let thanks     = m == 11 and day_of_week(local) == 4 and d in 22..28
  return new_year
      or king
      or washington
      or good_friday(local)
      or memorial
      or juneteenth
      or is_observed(7, 4, local)
      or labor
      or thanks
      or is_observed(12, 25, local)
}

/// Whether the New York Stock Exchange closes at 13:00 on this day.
/// Formula: the Friday after Thanksgiving; the 3rd of July and the 24th of December from Monday to Thursday
/// Range: yes or no; right from 2013 on. `local` is the clock of New York; on daily bars give `time`, the day itself.
/// Source: NYSE, Holidays and Trading Hours.
/// Example: `time.nyse_early_close()`
fn nyse_early_close(local: time = new_york_time()) -> bool {
  let after_thanks = month(local) == 11
      and day_of_week(local) == 5
      and day_of_month(local) in 23..29
  let eve = is_date(7, 3, local) or is_date(12, 24, local)
  return after_thanks or eve and day_of_week(local) <= 4
}

// ------------------------------------------------------------------------------------------- cycles for models

/// Time of the day as a point on a circle, so that 23:59 is next to midnight.
/// Formula: sine and cosine of 2π · (moment mod 1d) / 1d
/// Range: −1 to 1 each.
/// Source: I. London, Encoding Cyclical Continuous Features, 2016; K. V. Mardia, Statistics of Directional Data, 1972.
/// Example: `time.day_cycle().sine`
fn day_cycle(moment: time = time) -> { sine: number, cosine: number } {
  let angle = 6.283185307179586 * (moment mod 1d / 1d)
  return { sine: sin(angle), cosine: cos(angle) }
}

/// Time of the week as a point on a circle; it begins on Monday, midnight UTC.
/// Formula: sine and cosine of 2π · ((moment − 4d) mod 7d) / 7d
/// Range: −1 to 1 each.
/// Source: K. V. Mardia, Statistics of Directional Data, 1972; 1970-01-05 was a Monday.
/// Example: `time.week_cycle().cosine`
fn week_cycle(moment: time = time) -> { sine: number, cosine: number } {
  let angle = 6.283185307179586 * ((moment - 4d) mod 7d / 7d)
  return { sine: sin(angle), cosine: cos(angle) }
}

/// Day of the year as a point on a circle.
/// Formula: sine and cosine of 2π · (day of the year − 1) / 365.25
/// Range: −1 to 1 each.
/// Source: K. V. Mardia, Statistics of Directional Data, 1972.
/// Example: `time.year_cycle().sine`
fn year_cycle(moment: time = time) -> { sine: number, cosine: number } {
  let angle = 6.283185307179586 * (day_of_year(moment) - 1) / 365.25
  return { sine: sin(angle), cosine: cos(angle) }
}

// ------------------------------------------------------------------------------------------- what has been so far

/// The value, missing where it is zero: states begin with 0 for what is not known yet.
/// Formula: x · (x / x)
/// Range: any value but 0.
/// Source: IEEE 754-2019: x / x is exactly 1, and 0 / 0 is not a number.
/// Example: `time.known(close - close[1])`
fn known(x: series) -> series = x * (x / x)

/// Open, highest and lowest price since something began, this bar included.
/// Formula: open, max(high), min(low) of the bars since `begins` last held
/// Range: prices; missing before the first beginning, so that no part of a day passes for a whole one.
/// Source: TradingView `request.security(…, "D")` without its look-ahead.
/// Example: `close > time.so_far(time.first_bar_of_day()).open`
fn so_far(begins: bool) -> { open: price, high: price, low: price } {
  state start from 0 = if begins then open else prev
  state top from 0 = if begins then high else if prev > 0 then max(prev, high) else prev
  state bottom from 0 = if begins then low else min(prev, low)
  return { open: known(start), high: known(top), low: known(bottom) }
}

/// Open, highest, lowest and last price of the period before this one.
/// Formula: so_far and close of the last bar before `begins` last held
/// Range: prices; missing until two beginnings have been seen.
/// Source: floor traders' reference levels.
/// Example: `close > time.period_before(time.first_bar_of_week()).high`
fn period_before(begins: bool) -> { open: price, high: price, low: price, close: price } {
  let run = so_far(begins)
  let o   = run.open[1]
  let h   = run.high[1]
  let l   = run.low[1]
  let c   = close[1] + 0 * o
  state was_open from 0 = if begins then o else prev
  state was_high from 0 = if begins then h else prev
  state was_low from 0 = if begins then l else prev
  state was_close from 0 = if begins then c else prev
  return {
    open: known(was_open),
    high: known(was_high),
    low: known(was_low),
    close: known(was_close)
  }
}

/// Open, high and low of the day so far.
/// Formula: so_far(first_bar_of_day)
/// Range: prices.
/// Source: floor traders' reference levels.
/// Example: `close crosses above time.day_so_far().open`
fn day_so_far(start: duration = 0s) -> { open: price, high: price, low: price } =
  so_far(first_bar_of_day(start))

/// Open, high and low of the week so far; weeks begin on Monday.
/// Formula: so_far(first_bar_of_week)
/// Range: prices.
/// Source: floor traders' reference levels.
/// Example: `close > time.week_so_far().open`
fn week_so_far() -> { open: price, high: price, low: price } = so_far(first_bar_of_week())

/// Open, high, low and close of the day before.
/// Formula: period_before(first_bar_of_day)
/// Range: prices; missing until a whole day has been seen.
/// Source: floor traders' reference levels; pivots are made of them.
/// Example: `close crosses above time.day_before().high`
fn day_before(start: duration = 0s) -> { open: price, high: price, low: price, close: price } =
  period_before(first_bar_of_day(start))

/// Open, high, low and close of the week before.
/// Formula: period_before(first_bar_of_week)
/// Range: prices; missing until a whole week has been seen.
/// Source: floor traders' reference levels.
/// Example: `close crosses below time.week_before().low`
fn week_before() -> { open: price, high: price, low: price, close: price } =
  period_before(first_bar_of_week())

/// Opening range: highest and lowest price of the first part of the session, held until the next one. `done` says that
/// the part is over and the levels stand.
/// Formula: max(high), min(low) of the bars that open within `length` of `start`
/// Range: prices; missing before the first session and where it has no bar in that part.
/// Source: T. Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990.
/// Example: `time.opening_range(9h + 30m, 1h, time.new_york_time()).done`
fn opening_range(start: duration, length: duration, moment: time = time) -> {
  high: price,
  low: price,
  done: bool
} {
  let fresh  = first_bar_of_day(start, moment)
  let inside = (moment - start) mod 1d < length
  state top from 0 = if fresh and inside
      then high
      else if fresh then 0 else if inside and prev > 0 then max(prev, high) else prev
  state bottom from 0 = if fresh and inside
      then low
      else if fresh then 0 else if inside then min(prev, low) else prev
  return { high: known(top), low: known(bottom), done: not inside and top > 0 }
}

/// Average price of what was traded since something began: the anchored VWAP.
/// Formula: Σ x · volume / Σ volume over the bars since `begins` last held
/// Range: a price; missing before the first beginning and until something was traded.
/// Source: B. Shannon, Maximum Trading Gains with Anchored VWAP, 2022.
/// Example: `close > time.anchored_vwap(time.begins(high == highest(high, 240 bars)))`
fn anchored_vwap(begins: bool, x: price = typical_price()) -> price {
  state traded from 0 = if begins then x * volume else prev + x * volume
  state amount from 0 = if begins then volume else prev + volume
  return traded / amount + 0 * bars_into(begins) * x
}

/// Bars since something began; 0 on that bar.
/// Formula: 0 where `begins`, else one more than on the bar before
/// Range: 0 and above; missing before the first beginning.
/// Source: session clocks in bars.
/// Example: `time.bars_into(time.first_bar_of_day()) < 4`
fn bars_into(begins: bool) -> number {
  state count from 0 = if begins then 1 else if prev > 0 then prev + 1 else prev
  return known(count) - 1
}
