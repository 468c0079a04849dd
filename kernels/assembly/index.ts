// Every kernel, by family. What these modules export is what the WebAssembly module exports.
export * from "./arithmetic/index";
export * from "./comparison/index";
export * from "./logic/index";
export * from "./history/index";
export { recurrence } from "./recurrence";
export * from "./average/index";
export * from "./window/index";
export * from "./oscillator/index";
export * from "./cycle/index";
export * from "./band/index";
export * from "./trend/index";
export * from "./volume/index";
export * from "./change/index";
export * from "./time/index";
export * from "./clock/index";
export * from "./alert/index";
export * from "./broker/index";
export * from "./statistics/index";
