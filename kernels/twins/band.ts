import type { Twin } from "./twin.js";

export const band: Readonly<Record<string, Twin>> = {};
