export { coalesce, is_missing, select_value as select } from "./choice";
export { and, not, or } from "./truths";
