export { alma } from "./alma";
export { ema } from "./ema";
export { hma } from "./hma";
export { rma } from "./rma";
export { sma } from "./sma";
export { vwma } from "./vwma";
export { wma } from "./wma";
