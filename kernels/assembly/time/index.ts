export { day_of_week, hour_of_day, minute_of_day, minute_of_hour } from "./clock";
export { day_of_month, month, year } from "./date";
