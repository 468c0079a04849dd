// How bundlers and tests read a `.sage` file of the library: as a module that gives its text. The text stands inside a
// function, so that a part of the library that nobody uses is never even made into a string.
import { readFileSync } from "node:fs";

const moduleOf = (path) => `export const text = () => ${JSON.stringify(readFileSync(path, "utf8"))};\n`;

/** For esbuild. */
export const sageText = {
  name: "sage-text",
  setup(build) {
    build.onLoad({ filter: /\.sage$/ }, ({ path }) => ({ contents: moduleOf(path), loader: "js" }));
  },
};

/** For Vite and Vitest. */
export const sageTextInTests = {
  name: "sage-text",
  enforce: "pre",
  load(id) {
    const [path] = id.split("?");
    return path.endsWith(".sage") ? { code: moduleOf(path), map: null } : null;
  },
};
