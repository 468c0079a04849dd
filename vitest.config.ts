import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { sageTextInTests } from "./stdlib/sage-text.mjs";

export default defineConfig({
  plugins: [sageTextInTests],
  resolve: {
    alias: [{ find: /^fast-check$/, replacement: resolve(import.meta.dirname, "tests/fast-check.ts") }],
  },
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    // Left to itself it keeps a processor for what it says, which on two of them is half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
