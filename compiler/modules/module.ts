import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source } from "../../lang/source.js";
import type { File, Use } from "../../lang/tree.js";
import type { FileScope } from "../passes/scope.js";

/** A way from file to file that ends where it began, as paths; the first is also the last. */
export type Circle = readonly string[];

/** Another file whose functions and constants can be used. */
export interface Module {
  /** `std.trend`, or the path of the file: its identity. */
  readonly path: string;
  readonly source: Source;
  readonly file: File;
  readonly scope: FileScope;
  /** What is wrong with the module itself, apart from its strategies. A module with errors offers nothing. */
  readonly errors: readonly Diagnostic[];
  /** The circles that were met on the way through its own modules. */
  readonly circles: readonly Circle[];
}

/** One `use` of a file. */
export interface Imported {
  /** The word before the dot. */
  readonly prefix: string;
  readonly use: Use;
  /** Undefined where it cannot be used, which has been reported. */
  readonly module: Module | undefined;
}

/** All that a file uses. */
export interface Imports {
  readonly modules: readonly Imported[];
  readonly circles: readonly Circle[];
}
