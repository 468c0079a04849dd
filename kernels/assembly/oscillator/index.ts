export { cci } from "./cci";
export { macd } from "./macd";
export { mfi } from "./mfi";
export { rsi } from "./rsi";
export { stochastic } from "./stochastic";
export { williams_r } from "./williams-r";
