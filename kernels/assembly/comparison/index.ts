export { crosses_above, crosses_below, crosses_both } from "./crosses";
export { crosses_above_bits, crosses_below_bits, crosses_both_bits } from "./crosses-bits";
export { equal, greater, greater_equal, less, less_equal, not_equal } from "./order";
export { within } from "./within";
