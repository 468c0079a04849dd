import { describe, expect, test } from "vitest";
import type { BarColumns } from "../runtime/index.js";
import { compute } from "./testing/compute.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Bars without news at these moments. */
function barsAt(moments: readonly number[]): BarColumns {
  const ones = Float64Array.from(moments, () => 1);
  return { time: Float64Array.from(moments), open: ones, high: ones, low: ones, close: ones, volume: ones };
}

function every(step: number, from: string, until: string): readonly number[] {
  const [first, last] = [Date.parse(from), Date.parse(until)];
  return Array.from({ length: Math.ceil((last - first) / step) }, (_, bar) => first + bar * step);
}

function valuesOf(expression: string, moments: readonly number[], interval = hour): readonly number[] {
  return [...(compute(["time"], [expression], { bars: barsAt(moments), interval }).get(expression) ?? [])];
}

/** Days (as `2024-03-29`) of the moments on which a condition holds. */
function daysOf(expression: string, moments: readonly number[], interval = day): readonly string[] {
  const held = valuesOf(expression, moments, interval);
  return moments.flatMap((at, bar) => (held[bar] === 1 ? [new Date(at).toISOString().slice(0, 10)] : []));
}

/** What the time zone database of the machine says: minutes that the clock of a city is ahead of UTC. */
function offsetIn(zone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  return (moment) => {
    const name = format.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign = "+", hours = "0", minutes = "0"] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  };
}

describe("clocks of cities", () => {
  /** Every half hour of the months in which clocks change, every twelfth hour of the others. */
  const moments = every(30 * minute, "1997-01-01", "2031-01-01").filter((at) => {
    const month = new Date(at).getUTCMonth();
    return at % (12 * hour) === 0 || (at % hour === 0 && [2, 3, 9, 10].includes(month));
  });

  test.each([
    ["new_york_time", "America/New_York"],
    ["london_time", "Europe/London"],
    ["frankfurt_time", "Europe/Berlin"],
    ["tokyo_time", "Asia/Tokyo"],
  ])("%s is what the time zone database says", (name, zone) => {
    const offset = offsetIn(zone);
    const ours = valuesOf(`time.${name}()`, moments);
    const wrong = moments.filter((at, bar) => ours[bar] !== at + offset(at) * minute);
    expect(wrong.map((at) => new Date(at).toISOString())).toEqual([]);
  });

  /** Public dates on which the clocks of the United States went forward and back. */
  test.each([
    [2015, "2015-03-08", "2015-11-01"],
    [2016, "2016-03-13", "2016-11-06"],
    [2017, "2017-03-12", "2017-11-05"],
    [2018, "2018-03-11", "2018-11-04"],
    [2019, "2019-03-10", "2019-11-03"],
    [2020, "2020-03-08", "2020-11-01"],
    [2021, "2021-03-14", "2021-11-07"],
    [2022, "2022-03-13", "2022-11-06"],
    [2023, "2023-03-12", "2023-11-05"],
    [2024, "2024-03-10", "2024-11-03"],
    [2006, "2006-04-02", "2006-10-29"],
  ])("US summer of %d", (year, begin, end) => {
    const hours = every(hour, `${year}-01-01`, `${year + 1}-01-01`);
    const summer = valuesOf("time.us_summer()", hours);
    expect(hours[summer.indexOf(1)]).toBe(Date.parse(`${begin}T07:00Z`));
    expect(hours[summer.lastIndexOf(1)]).toBe(Date.parse(`${end}T05:00Z`));
  });
});

describe("the calendar", () => {
  const days = every(day, "1995-01-01", "2031-01-01");
  const dates = days.map((at) => new Date(at));
  const daysInMonth = (date: Date) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

  test.each<[string, (date: Date) => number]>([
    ["time.day_number()", (date) => date.getTime() / day],
    ["time.day_number_of(year(time), month(time), day_of_month(time))", (date) => date.getTime() / day],
    ["time.days_in_month()", daysInMonth],
    ["time.days_left_in_month()", (date) => daysInMonth(date) - date.getUTCDate()],
    [
      "time.leap_year()",
      (date) => Number(new Date(Date.UTC(date.getUTCFullYear(), 1, 29)).getUTCDate() === 29),
    ],
    ["time.day_of_year()", (date) => (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / day + 1],
    ["time.quarter()", (date) => Math.floor(date.getUTCMonth() / 3) + 1],
    ["time.weekday()", (date) => Number(date.getUTCDay() % 6 !== 0)],
    ["time.weekend()", (date) => Number(date.getUTCDay() % 6 === 0)],
  ])("%s", (expression, wanted) => {
    expect(valuesOf(expression, days, day)).toEqual(dates.map(wanted));
  });

  test("week_of_year by examples of ISO 8601", () => {
    const examples = [
      ["2004-12-31", 53],
      ["2005-01-02", 53],
      ["2005-12-31", 52],
      ["2007-01-01", 1],
      ["2008-12-29", 1],
      ["2010-01-03", 53],
      ["2024-07-01", 27],
    ] as const;
    const moments = examples.map(([date]) => Date.parse(date));
    expect(valuesOf("time.week_of_year()", moments, day)).toEqual(examples.map(([, week]) => week));
  });

  test("quarterly futures expire on these public dates", () => {
    const expiries = ["2022-03-25", "2022-06-24", "2022-09-30", "2022-12-30", "2023-03-31", "2023-06-30"];
    const range = every(day, "2022-01-01", "2023-07-01");
    expect(daysOf("time.days_to_quarterly_expiry() == 0", range)).toEqual(expiries);
    expect(valuesOf("time.days_to_quarterly_expiry()", [Date.parse("2022-12-31")], day)).toEqual([90]);
  });

  test("options expire on these third Fridays of 2024", () => {
    expect(daysOf("time.third_friday()", every(day, "2024-01-01", "2024-07-01"))).toEqual([
      "2024-01-19",
      "2024-02-16",
      "2024-03-15",
      "2024-04-19",
      "2024-05-17",
      "2024-06-21",
    ]);
  });

  test("turn_of_month is its last and first days", () => {
    expect(daysOf("time.turn_of_month(1, 3)", every(day, "2024-02-15", "2024-03-15"))).toEqual([
      "2024-02-29",
      "2024-03-01",
      "2024-03-02",
      "2024-03-03",
    ]);
  });
});

/** Holidays of the NYSE as the exchange published them. Days of mourning are no rule: 2018-12-05, 2025-01-09. */
const nyseHolidays: Readonly<Record<number, readonly string[]>> = {
  2010: ["01-01", "01-18", "02-15", "04-02", "05-31", "07-05", "09-06", "11-25", "12-24"],
  2011: ["01-17", "02-21", "04-22", "05-30", "07-04", "09-05", "11-24", "12-26"],
  2019: ["01-01", "01-21", "02-18", "04-19", "05-27", "07-04", "09-02", "11-28", "12-25"],
  2020: ["01-01", "01-20", "02-17", "04-10", "05-25", "07-03", "09-07", "11-26", "12-25"],
  2021: ["01-01", "01-18", "02-15", "04-02", "05-31", "07-05", "09-06", "11-25", "12-24"],
  2022: ["01-17", "02-21", "04-15", "05-30", "06-20", "07-04", "09-05", "11-24", "12-26"],
  2023: ["01-02", "01-16", "02-20", "04-07", "05-29", "06-19", "07-04", "09-04", "11-23", "12-25"],
  2024: ["01-01", "01-15", "02-19", "03-29", "05-27", "06-19", "07-04", "09-02", "11-28", "12-25"],
};

const nyseEarly: Readonly<Record<number, readonly string[]>> = {
  2019: ["07-03", "11-29", "12-24"],
  2020: ["11-27", "12-24"],
  2021: ["11-26"],
  2022: ["11-25"],
  2023: ["07-03", "11-24"],
  2024: ["07-03", "11-29", "12-24"],
};

describe("the New York Stock Exchange", () => {
  const yearOf = (year: number) => every(day, `${year}-01-01`, `${year + 1}-01-01`);
  const full = (year: number, dates: readonly string[]) => dates.map((date) => `${year}-${date}`);

  test.each(Object.entries(nyseHolidays))("holidays of %s", (year, dates) => {
    expect(daysOf("time.nyse_holiday(time)", yearOf(Number(year)))).toEqual(full(Number(year), dates));
  });

  test.each(Object.entries(nyseEarly))("days of %s that end at 13:00", (year, dates) => {
    expect(daysOf("time.nyse_early_close(time)", yearOf(Number(year)))).toEqual(full(Number(year), dates));
  });

  test("sessions of a winter day, a summer day, a holiday and a short day", () => {
    const open = (date: string) => {
      const halves = every(30 * minute, `${date}T00:00Z`, `${date}T24:00Z`);
      const held = valuesOf("time.nyse_session()", halves, 30 * minute);
      const inside = halves.filter((_, bar) => held[bar] === 1);
      return [inside[0], inside.at(-1)].map((at) =>
        at === undefined ? "" : new Date(at).toISOString().slice(11, 16),
      );
    };
    expect(open("2024-01-16")).toEqual(["14:30", "20:30"]);
    expect(open("2024-07-02")).toEqual(["13:30", "19:30"]);
    expect(open("2024-07-03")).toEqual(["13:30", "16:30"]);
    expect(open("2024-07-04")).toEqual(["", ""]);
  });
});

describe("sessions of currencies", () => {
  /** Hours of a day on which a session is open. */
  const hoursOf = (expression: string, date: string) => {
    const hours = every(hour, `${date}T00:00Z`, `${date}T24:00Z`);
    const held = valuesOf(expression, hours);
    return hours.flatMap((_, bar) => (held[bar] === 1 ? [bar] : []));
  };
  const range = (from: number, until: number) => Array.from({ length: until - from }, (_, k) => from + k);

  test("London, New York and Tokyo in winter, in summer and between their changes of clock", () => {
    expect(hoursOf("time.london_session()", "2024-01-16")).toEqual(range(8, 17));
    expect(hoursOf("time.london_session()", "2024-07-16")).toEqual(range(7, 16));
    expect(hoursOf("time.new_york_session()", "2024-01-16")).toEqual(range(13, 22));
    expect(hoursOf("time.new_york_session()", "2024-03-20")).toEqual(range(12, 21));
    expect(hoursOf("time.london_session()", "2024-03-20")).toEqual(range(8, 17));
    expect(hoursOf("time.tokyo_session()", "2024-07-16")).toEqual(range(0, 9));
    expect(hoursOf("time.london_session()", "2024-07-14")).toEqual([]);
  });

  test("windows go over midnight", () => {
    expect(hoursOf("time.between(22h, 2h)", "2024-01-16")).toEqual([0, 1, 22, 23]);
    expect(hoursOf("time.between(9h, 9h)", "2024-01-16")).toEqual([]);
    expect(hoursOf("time.between(9h, 11h)", "2024-01-16")).toEqual([9, 10]);
  });

  test("funding comes every eight hours", () => {
    expect(hoursOf("time.funding_hour()", "2024-01-16")).toEqual([0, 8, 16]);
    const hours = every(hour, "2024-01-16T00:00Z", "2024-01-16T09:00Z");
    expect(valuesOf("time.minutes_to_funding()", hours)).toEqual([0, 420, 360, 300, 240, 180, 120, 60, 0]);
    expect(valuesOf("time.minutes_since(8h)", hours).slice(7)).toEqual([1380, 0]);
    expect(valuesOf("time.minutes_until(8h)", hours).slice(7)).toEqual([60, 0]);
  });
});

describe("cycles", () => {
  const hours = every(hour, "2024-01-01", "2025-01-01");
  /** The turn that a cycle has made by a moment. */
  const turns: readonly (readonly [string, (at: number) => number])[] = [
    ["day_cycle", (at) => (at % day) / day],
    ["week_cycle", (at) => ((at - Date.parse("2024-01-01")) % (7 * day)) / (7 * day)],
    ["year_cycle", (at) => Math.floor((at - Date.parse("2024-01-01")) / day) / 365.25],
  ];

  test.each(turns)("%s goes round once", (name, turn) => {
    const sine = valuesOf(`time.${name}().sine`, hours);
    const cosine = valuesOf(`time.${name}().cosine`, hours);
    hours.forEach((at, bar) => {
      expect(sine[bar]).toBeCloseTo(Math.sin(2 * Math.PI * turn(at)), 12);
      expect(cosine[bar]).toBeCloseTo(Math.cos(2 * Math.PI * turn(at)), 12);
    });
  });
});

describe("what has been so far", () => {
  /** Five-hour bars: the days of these begin with bars 0, 5, 10 and 15. */
  const moments = every(5 * hour, "2024-01-01", "2024-01-05");
  const price = (bar: number) => 100 + ((bar * 7) % 11);
  const bars: BarColumns = {
    time: Float64Array.from(moments),
    open: Float64Array.from(moments, (_, bar) => price(bar)),
    high: Float64Array.from(moments, (_, bar) => price(bar) + 2),
    low: Float64Array.from(moments, (_, bar) => price(bar) - 2),
    close: Float64Array.from(moments, (_, bar) => price(bar) + 1),
    volume: Float64Array.from(moments, (_, bar) => 1 + (bar % 3)),
  };
  const dayOf = (bar: number) => Math.floor((moments[bar] ?? NaN) / day);
  const daysBars = (number: number, until = moments.length) =>
    moments.flatMap((_, bar) => (bar < until && dayOf(bar) === number ? [bar] : []));
  const columnOf = (expression: string) => {
    const found = compute(["time"], [expression], { bars, interval: 5 * hour }).get(expression);
    return [...(found ?? [])];
  };
  const firstDay = dayOf(0);

  test("the day so far, and nothing before its first beginning", () => {
    const high = columnOf("time.day_so_far().high");
    const open = columnOf("time.day_so_far().open");
    const low = columnOf("time.day_so_far().low");
    moments.forEach((_, bar) => {
      const today = daysBars(dayOf(bar), bar + 1).map(price);
      const seen = dayOf(bar) > firstDay;
      expect(high[bar]).toBe(seen ? Math.max(...today) + 2 : NaN);
      expect(low[bar]).toBe(seen ? Math.min(...today) - 2 : NaN);
      expect(open[bar]).toBe(seen ? today[0] : NaN);
    });
  });

  test("the day before, as soon as a whole one has been seen", () => {
    const [high, low, open, close] = ["high", "low", "open", "close"].map((name) =>
      columnOf(`time.day_before().${name}`),
    );
    moments.forEach((_, bar) => {
      const before = daysBars(dayOf(bar) - 1).map(price);
      const seen = dayOf(bar) > firstDay + 1;
      expect(high?.[bar]).toBe(seen ? Math.max(...before) + 2 : NaN);
      expect(low?.[bar]).toBe(seen ? Math.min(...before) - 2 : NaN);
      expect(open?.[bar]).toBe(seen ? before[0] : NaN);
      expect(close?.[bar]).toBe(seen ? (before.at(-1) ?? NaN) + 1 : NaN);
    });
  });

  test("the opening range is made of the first part of the session and then stands", () => {
    const high = columnOf("time.opening_range(0s, 10h).high");
    const done = columnOf("time.opening_range(0s, 10h).done");
    moments.forEach((at, bar) => {
      const inside = (at % day) / hour < 10;
      const part = daysBars(dayOf(bar), bar + 1).filter((each) => ((moments[each] ?? NaN) % day) / hour < 10);
      const seen = dayOf(bar) > firstDay;
      expect(high[bar]).toBe(seen ? Math.max(...part.map(price)) + 2 : NaN);
      expect(done[bar] === 1).toBe(seen && !inside);
    });
  });

  test("an anchored average is that of the bars since the anchor", () => {
    const found = columnOf("time.anchored_vwap(time.first_bar_of_day(), close)");
    moments.forEach((_, bar) => {
      const today = daysBars(dayOf(bar), bar + 1);
      const volume = today.reduce((sum, each) => sum + 1 + (each % 3), 0);
      const money = today.reduce((sum, each) => sum + (1 + (each % 3)) * (price(each) + 1), 0);
      if (dayOf(bar) === firstDay) expect(found[bar]).toBeNaN();
      else expect(found[bar]).toBeCloseTo(money / volume, 9);
    });
  });

  test("bars into the day, and the first bars of periods", () => {
    const into = columnOf("time.bars_into(time.first_bar_of_day())");
    moments.forEach((_, bar) =>
      expect(into[bar]).toBe(dayOf(bar) === firstDay ? NaN : daysBars(dayOf(bar), bar + 1).length - 1),
    );
    const days = every(day, "2023-12-25", "2024-04-03");
    expect(daysOf("time.first_bar_of_month()", days)).toEqual([
      "2024-01-01",
      "2024-02-01",
      "2024-03-01",
      "2024-04-01",
    ]);
    expect(daysOf("time.first_bar_of_quarter()", days)).toEqual(["2024-01-01", "2024-04-01"]);
    expect(daysOf("time.first_bar_of_year()", days)).toEqual(["2024-01-01"]);
    expect(daysOf("time.first_bar_of_week()", days).slice(0, 2)).toEqual(["2024-01-01", "2024-01-08"]);
    expect(daysOf("time.begins(time.weekend())", days).slice(0, 2)).toEqual(["2023-12-30", "2024-01-06"]);
    expect(daysOf("time.ends(time.weekend())", days).slice(0, 2)).toEqual(["2024-01-01", "2024-01-08"]);
  });
});
