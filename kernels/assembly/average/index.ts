export { ema } from "./ema";
export { rma } from "./rma";
export { sma } from "./sma";
