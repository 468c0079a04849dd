export { obv } from "./obv";
export { vwap } from "./vwap";
