export { crosses_above, crosses_below, crosses_both } from "./crosses";
export { equal, greater, greater_equal, less, less_equal, not_equal } from "./order";
export { within } from "./within";
