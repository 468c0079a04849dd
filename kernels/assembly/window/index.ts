export { correlation } from "./correlation";
export { stdev, variance, zscore } from "./deviation";
export { bars_since_highest, bars_since_lowest, highest, lowest } from "./extreme";
export { linreg } from "./linreg";
export { median, percent_rank, quantile } from "./order";
export { sum } from "./sum";
