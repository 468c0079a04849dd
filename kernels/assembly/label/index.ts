export { triple_barrier } from "./triple-barrier";
