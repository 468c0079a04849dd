import { text as trend } from "./trend.sage";

/** The text of each module of the standard library by its name: `std.trend` is `stdlib/trend.sage`. */
export const standardTexts: ReadonlyMap<string, () => string> = new Map([["std.trend", trend]]);
