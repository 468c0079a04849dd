export { broker_finish, broker_skip, broker_step } from "./step";
