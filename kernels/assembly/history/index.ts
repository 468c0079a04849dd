export { history } from "./history";
export { history_at } from "./history-at";
