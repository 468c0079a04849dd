import type { Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin } from "vitest/config";

export const sageText: EsbuildPlugin;
export const sageTextInTests: Plugin;
