import type { Twin } from "./twin.js";

export const volume: Readonly<Record<string, Twin>> = {};
