import type { BuildOptions, BuildResult } from "esbuild";

export function bundleForBrowser(
  entryPoints: Readonly<Record<string, string>>,
  outdir: string,
  more?: BuildOptions,
): Promise<BuildResult>;
export function bundleResearch(folder: string): Promise<void>;
export function bundleStudio(folder: string, options?: { readonly isPlayground?: boolean }): Promise<void>;
