export { sum } from "./sum";
