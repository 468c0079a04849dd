import type { Span } from "../source.js";

export type Severity = "error" | "warning" | "info";

/** A second place that explains the first, with its own label. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** One edit a reader can accept as it is: replaces `span` by `text`. Fixes are tested to compile. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** What is wrong, where, why it matters, and one edit that mends it (`docs/diagnostics` has a page per code). */
export interface Diagnostic {
  /** `SAGE2104`. */
  readonly code: string;
  readonly severity: Severity;
  /** The title, at most 70 characters, in trading words with the user's names. */
  readonly message: string;
  readonly span: Span;
  /** The words under the carets; may be empty. */
  readonly label: string;
  /** The consequence in money or time; for warnings the case in which it is harmless may be in `note`. */
  readonly why: string | undefined;
  readonly note: string | undefined;
  /** At most two. */
  readonly help: readonly string[];
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}
