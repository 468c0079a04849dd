export { add, divide, maximum, minimum, modulo, multiply, power, subtract } from "./binary";
export { atan, cos, sin } from "./circular";
export { clamp, constant } from "./other";
export { absolute, ceil, exp, floor, log, negate, round, sign, sqrt } from "./unary";
