import type { Span } from "../../lang/source.js";

export type DeclaredKind =
  | "strategy"
  | "experiment"
  | "portfolio"
  | "function"
  | "function parameter"
  | "constant"
  /** A prefix, or the path in `use`. */
  | "module"
  | "parameter"
  | "let"
  | "state"
  /** The `k` of `lag[k in 1..5]`. */
  | "family index"
  | "frame"
  | "feed"
  /** A column that only this feed has. */
  | "feed column"
  | "model"
  | "feature"
  | "target"
  | "record field"
  // Of the language itself: `path` is "" and there is no span.
  | "operation"
  | "operation parameter"
  /** A word that chooses a variant: `first` in `seed: first`. */
  | "choice"
  | "bar"
  | "provided"
  | "type";

/** What a name stands for. One object for all occurrences of it in a file. */
export interface Declared {
  readonly kind: DeclaredKind;
  readonly name: string;
  /** Of the file it is declared in, `std.trend` for modules of the library; "" for the language's own. */
  readonly path: string;
  /** The name where it is declared; undefined for the language's own. */
  readonly span: Span | undefined;
  /** As written above it, or the catalogue's summary; may be empty. */
  readonly documentation: string;
  /**
   * Of a prefix: the path of the module it stands for. Without `as` the prefix is declared by the end of the path itself,
   * so that another name for it has to be added with ` as name` behind the path.
   */
  readonly module?: string;
}

/** One occurrence of a name in the text. */
export interface Reference {
  readonly span: Span;
  readonly declared: Declared;
  readonly isDeclaration: boolean;
}
