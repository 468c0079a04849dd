export { atr } from "./atr";
export { dmi } from "./dmi";
export { sar } from "./sar";
export { supertrend } from "./supertrend";
export { true_range } from "./true-range";
export { typical_price } from "./typical-price";
