import type { Operation } from "./operation.js";

export const trend: readonly Operation[] = [];
