export { joinQueue, type JoinOptions, type JoinSummary } from "./join.js";
export { QueueWorkforce, type QueueOptions } from "./submit.js";
