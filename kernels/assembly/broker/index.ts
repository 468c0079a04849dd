export { broker_extremes } from "./extremes";
export { funding_due } from "./due";
export { portfolio_step, portfolio_take } from "./portfolio";
export { broker_finish, broker_skip, broker_step } from "./step";
