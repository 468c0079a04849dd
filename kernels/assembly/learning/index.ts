// What the learning module exports; it has a memory of its own, which threads share.
export { binColumn } from "./bins";
export { residualSum } from "./derive";
export { grow } from "./grow";
export { products } from "./linear";
export { meanLoss } from "./metric";
export { perform } from "./phases";
export { draw } from "./random";
export { together, work } from "./threads";
export { takeAll, takeShare } from "./sample";
