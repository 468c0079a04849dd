export { history } from "./history";
