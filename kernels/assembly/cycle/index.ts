export { hilbert } from "./hilbert";
