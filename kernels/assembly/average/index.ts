export { alma } from "./alma";
export { ema, ema_pair } from "./ema";
export { hma } from "./hma";
export { rma, rma_pair } from "./rma";
export { sma } from "./sma";
export { vwma } from "./vwma";
export { wma } from "./wma";
