import { eachBar, type Twin } from "./twin.js";

/** What JavaScript's own calendar says. */
function field(rule: (date: Date) => number): Twin {
  return eachBar(([time = NaN]) => rule(new Date(Math.floor(time))));
}

export const time: Readonly<Record<string, Twin>> = {
  minute_of_hour: field((date) => date.getUTCMinutes()),
  hour_of_day: field((date) => date.getUTCHours()),
  minute_of_day: field((date) => 60 * date.getUTCHours() + date.getUTCMinutes()),
  day_of_week: field((date) => (date.getUTCDay() === 0 ? 7 : date.getUTCDay())),
  day_of_month: field((date) => date.getUTCDate()),
  month: field((date) => date.getUTCMonth() + 1),
  year: field((date) => date.getUTCFullYear()),
};
