export { bars_since } from "./bars-since";
export { fractional_difference } from "./fractional";
export { change, log_returns, returns, roc } from "./lag";
export { falling, rising } from "./streak";
