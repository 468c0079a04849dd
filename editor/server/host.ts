import type { ModuleHost } from "../../compiler/modules/host.js";

/** What the server needs of the world around it; an editor on a disk and a page in a browser give their own. */
export interface Host {
  /** Reads the files that a file can use; `main` is its path. The same source as long as a file is unchanged. */
  readonly files: (main: string) => ModuleHost;
  /** Paths of the `.sage` files below a folder, at most a few thousand. */
  readonly list: (folder: string) => readonly string[];
  /** Where the text of a module of the library lies (`std.trend`), to be shown; absent where it cannot be. */
  readonly libraryFile?: (module: string) => string | undefined;
  /** Milliseconds, for measuring; any beginning. */
  readonly now: () => number;
  /** Runs tests of a file; absent where nothing can be run. */
  readonly runTests?: RunTests;
}

export interface TestRequest {
  readonly path: string;
  readonly text: string;
  readonly modules: ModuleHost;
  /** The title of one test; all of the file without it. */
  readonly title: string | undefined;
}

export interface TestOutcome {
  readonly title: string;
  readonly passed: boolean;
  /** What happened instead, in a sentence; empty when it passed. */
  readonly message: string;
}

export type RunTests = (request: TestRequest) => Promise<readonly TestOutcome[]>;

/** No files but those the client has open. */
export const emptyHost: Host = {
  files: () => ({ read: () => ({ kind: "missing" }), near: () => [] }),
  list: () => [],
  now: () => 0,
};
