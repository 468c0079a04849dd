import type { Operation } from "./operation.js";

export const oscillator: readonly Operation[] = [];
