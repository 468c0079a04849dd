import type { Twin } from "./twin.js";

export const change: Readonly<Record<string, Twin>> = {};
