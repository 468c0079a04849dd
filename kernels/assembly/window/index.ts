export { correlation } from "./correlation";
export { cumulative } from "./cumulative";
export { stdev, variance, zscore } from "./deviation";
export {
  kurtosis,
  mean_deviation,
  median_deviation,
  mode,
  skewness,
} from "./distribution";
export { bars_since_highest, bars_since_lowest, highest, lowest } from "./extreme";
export { linreg } from "./linreg";
export { median, percent_rank, quantile } from "./order";
export { rank_correlation } from "./rank-correlation";
export { sum } from "./sum";
