import type { Operation } from "./operation.js";

export const recurrence: readonly Operation[] = [];
