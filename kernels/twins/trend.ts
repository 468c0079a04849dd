import type { Twin } from "./twin.js";

export const trend: Readonly<Record<string, Twin>> = {};
