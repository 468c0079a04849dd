import type { Operation } from "./operation.js";

export const change: readonly Operation[] = [];
