export * from "./catalog/index.js";
export * from "./loader.js";
