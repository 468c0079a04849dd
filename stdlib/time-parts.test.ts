import { describe, expect, test } from "vitest";
import { barsOf, type BarRow } from "../runtime/testing/feed.js";
import { compute } from "./testing/compute.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Days of half a century, and what an expression says on each at its first moment. */
const days = Array.from({ length: 50 * 365 }, (_, k) => Date.UTC(1990, 0, 1) + k * day);

function on(moments: readonly number[], expression: string, interval = day): readonly number[] {
  const ones = Float64Array.from(moments, () => 1);
  const bars = {
    time: Float64Array.from(moments),
    open: ones,
    high: ones,
    low: ones,
    close: ones,
    volume: ones,
  };
  return [...(compute(["time"], [expression], { bars, interval }).get(expression) ?? [])];
}

const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

test("last_friday_of is the last day of the month on which the calendar says Friday", () => {
  const found = on(days, "time.last_friday_of(year(time), month(time))");
  const wrong = days.filter((moment, bar) => {
    const date = new Date(moment);
    let last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0));
    while (last.getUTCDay() !== 5) last = new Date(last.getTime() - day);
    return found[bar] !== last.getTime() / day;
  });
  expect(wrong.map(dayOf)).toEqual([]);
});

test("is_date holds on its day alone, and on no 30th of February", () => {
  const found = on(days, "time.is_date(2, 29)");
  const leaps = days.filter((_, bar) => found[bar] === 1).map(dayOf);
  expect(leaps.slice(0, 3)).toEqual(["1992-02-29", "1996-02-29", "2000-02-29"]);
  expect(leaps.every((name) => name.endsWith("-02-29"))).toBe(true);
  expect(on(days, "time.is_date(2, 30)").includes(1)).toBe(false);
});

/** Independence Day as the exchange kept it. */
test("is_observed moves a Saturday to its Friday and a Sunday to its Monday", () => {
  const found = on(days, "time.is_observed(7, 4)");
  const kept = days.filter((_, bar) => found[bar] === 1).map(dayOf);
  expect(kept.filter((name) => name >= "2019" && name < "2027")).toEqual([
    "2019-07-04",
    "2020-07-03",
    "2021-07-05",
    "2022-07-04",
    "2023-07-04",
    "2024-07-04",
    "2025-07-04",
    "2026-07-03",
  ]);
});

test("good_friday is on the days of the church's calendar", () => {
  const found = on(days, "time.good_friday()");
  const fridays = days.filter((_, bar) => found[bar] === 1).map(dayOf);
  expect(fridays.filter((name) => name >= "2000" && name < "2001")).toEqual(["2000-04-21"]);
  // The earliest and the latest Easter of these years are 2008-03-23 and 2038-04-25.
  expect(fridays).toEqual(expect.arrayContaining(["2008-03-21", "2038-04-23"]));
  expect(fridays.filter((name) => name >= "2020" && name < "2026")).toEqual([
    "2020-04-10",
    "2021-04-02",
    "2022-04-15",
    "2023-04-07",
    "2024-03-29",
    "2025-04-18",
  ]);
});

/** What the machine's time zone database says of Frankfurt: the weekday, and minutes since midnight. */
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Berlin",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "longOffset",
});
function inFrankfurt(moment: number): { weekday: string; minutes: number; offset: string } {
  const part = (type: string): string =>
    clock.formatToParts(moment).find((one) => one.type === type)?.value ?? "";
  const minutes = 60 * Number(part("hour")) + Number(part("minute"));
  return { weekday: part("weekday"), minutes, offset: part("timeZoneName") };
}

describe("Frankfurt, each half hour around the changes of 2023 and 2024", () => {
  const moments = ["2023-03-20", "2023-10-23", "2024-03-25", "2024-10-21"].flatMap((from) =>
    Array.from({ length: 14 * 48 }, (_, k) => Date.parse(from) + k * 30 * minute),
  );

  test("eu_summer is where the clock is two hours ahead", () => {
    const found = on(moments, "time.eu_summer()", 30 * minute);
    const wrong = moments.filter(
      (at, bar) => (found[bar] === 1) !== (inFrankfurt(at).offset === "GMT+02:00"),
    );
    expect(wrong.map((at) => new Date(at).toISOString())).toEqual([]);
  });

  test("frankfurt_session is from 9:00 to 17:30 there, Monday to Friday", () => {
    const found = on(moments, "time.frankfurt_session()", 30 * minute);
    const wrong = moments.filter((at, bar) => {
      const { weekday, minutes } = inFrankfurt(at);
      const open = weekday !== "Sat" && weekday !== "Sun" && minutes >= 540 && minutes < 1050;
      return (found[bar] === 1) !== open;
    });
    expect(wrong.map((at) => new Date(at).toISOString())).toEqual([]);
  });
});

describe("what has been so far", () => {
  // Bars of eight hours from Saturday 2023-12-30 08:00 UTC on; the week begins on Monday 2024-01-01.
  const rows: readonly BarRow[] = [
    [10, 12, 9, 11], // Saturday 08:00
    [11, 13, 10, 12], // 16:00
    [12, 14, 11, 13], // Sunday 00:00
    [13, 13, 8, 9], // 08:00
    [9, 10, 7, 8], // 16:00
    [8, 9, 6, 7], // Monday 00:00
    [7, 15, 7, 14], // 08:00
    [14, 16, 5, 6], // 16:00
    [6, 7, 6, 7], // Tuesday 00:00
  ];
  const bars = barsOf(rows, 8 * hour, Date.parse("2023-12-30T08:00Z"));
  const values = (expression: string): readonly number[] => [
    ...(compute(["time"], [expression], { bars, interval: 8 * hour }).get(expression) ?? []),
  ];
  const none = NaN;

  test("known leaves a value as it is and makes zero missing", () => {
    expect(values("time.known(close - open)")).toEqual([1, 1, 1, -4, -1, -1, 7, -8, 1]);
    expect(values("time.known(close - close)")).toEqual(rows.map(() => none));
  });

  test("so_far begins anew where the condition holds and is missing before", () => {
    const days = "time.so_far(time.first_bar_of_day())";
    expect(values(`${days}.open`)).toEqual([none, none, 12, 12, 12, 8, 8, 8, 6]);
    expect(values(`${days}.high`)).toEqual([none, none, 14, 14, 14, 9, 15, 16, 7]);
    expect(values(`${days}.low`)).toEqual([none, none, 11, 8, 7, 6, 6, 5, 6]);
  });

  test("week_so_far is that of the week", () => {
    expect(values("time.week_so_far().open")).toEqual([none, none, none, none, none, 8, 8, 8, 8]);
    expect(values("time.week_so_far().high")).toEqual([none, none, none, none, none, 9, 15, 16, 16]);
    expect(values("time.week_so_far().low")).toEqual([none, none, none, none, none, 6, 6, 5, 5]);
  });

  test("period_before is the whole period before, missing until one has been seen", () => {
    const days = "time.period_before(time.first_bar_of_day())";
    expect(values(`${days}.open`)).toEqual([none, none, none, none, none, 12, 12, 12, 8]);
    expect(values(`${days}.high`)).toEqual([none, none, none, none, none, 14, 14, 14, 16]);
    expect(values(`${days}.low`)).toEqual([none, none, none, none, none, 7, 7, 7, 5]);
    expect(values(`${days}.close`)).toEqual([none, none, none, none, none, 8, 8, 8, 6]);
  });

  test("week_before is missing until a whole week has been seen, and then that week", () => {
    // A Sunday 0, then two weeks of days whose prices are their number: Monday 1 … Sunday 7, Monday 8.
    const daily = Array.from({ length: 17 }, (_, k): BarRow => [k, k + 0.5, k - 0.5, k + 0.25]);
    const weeks = barsOf(daily, day, Date.parse("2023-12-31"));
    for (const [field, first, second] of [
      ["open", 1, 8],
      ["high", 7.5, 14.5],
      ["low", 0.5, 7.5],
      ["close", 7.25, 14.25],
    ] as const) {
      const expression = `time.week_before().${field}`;
      const found = compute(["time"], [expression], { bars: weeks, interval: day }).get(expression);
      expect([found?.[7], found?.[8], found?.[14], found?.[15]]).toEqual([none, first, first, second]);
    }
  });
});
