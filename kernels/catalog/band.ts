import type { Operation } from "./operation.js";

export const band: readonly Operation[] = [];
