import type { Operation } from "./operation.js";

export const volume: readonly Operation[] = [];
