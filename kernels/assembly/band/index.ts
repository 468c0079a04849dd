export { donchian } from "./donchian";
export { keltner } from "./keltner";
export { bollinger } from "./bollinger";
