export { KirbySource, type KirbyOptions } from "./kirby-source.js";
