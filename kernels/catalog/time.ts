import type { Operation } from "./operation.js";

export const time: readonly Operation[] = [];
