import type { Twin } from "./twin.js";

export const oscillator: Readonly<Record<string, Twin>> = {};
