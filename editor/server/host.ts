/** What the server needs of the world around it; an editor on a disk and a page in a browser give their own. */
export interface Host {
  /** The text behind a URI, or nothing where there is none or it cannot be read as UTF-8. */
  readonly read: (uri: string) => string | undefined;
  /** URIs of the `.sage` files below a folder, at most a few thousand. */
  readonly list: (folder: string) => readonly string[];
  /** Milliseconds, for measuring; any beginning. */
  readonly now: () => number;
  /** Runs a strategy's tests; absent where nothing can be run. */
  readonly runTests?: RunTests;
}

export interface TestRequest {
  readonly uri: string;
  readonly text: string;
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

/** Files that are only those the client has open. */
export const emptyHost: Host = { read: () => undefined, list: () => [], now: () => 0 };
