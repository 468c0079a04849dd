import type { Twin } from "./twin.js";

export const time: Readonly<Record<string, Twin>> = {};
