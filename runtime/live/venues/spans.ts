export const minute = 60_000;
export const day = 1440 * minute;
export const week = 7 * day;
