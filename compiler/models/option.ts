/**
 * One declaration of a setting of a learner or of its training. The checks, hover, completion and the reference read it.
 * Numbers may be parameters of the strategy, and can then be searched.
 */
export type ModelOption = Described &
  (
    | {
        readonly kind: "number";
        /** Whole numbers only. */
        readonly whole?: boolean;
        readonly low: number;
        readonly high: number;
        /** The low end itself is not allowed. */
        readonly over?: boolean;
        /** Undefined: has to be written, or means what the summary says. */
        readonly fallback?: number;
      }
    /** A number of bars, or a duration. */
    | { readonly kind: "length"; readonly low: number }
    | { readonly kind: "truth"; readonly fallback: boolean }
    /** A bare word; the first is the default. */
    | { readonly kind: "choice"; readonly choices: readonly [string, ...string[]] }
    | { readonly kind: "text"; readonly example: string }
    /** A list of the model's features. */
    | { readonly kind: "features" }
    /** A list of numbers above 0, one for each class. */
    | { readonly kind: "weights" }
    | { readonly kind: "date" }
  );

interface Described {
  readonly name: string;
  /** One sentence for hover and reference: what it does, and when to change it. */
  readonly summary: string;
  /** There is no default that would do. */
  readonly required?: boolean;
}

/** "1 to 10000", "above 0, at most 1", "a number of bars": what may be written. */
export function describeOption(option: ModelOption): string {
  switch (option.kind) {
    case "number": {
      const noun = option.whole === true ? "whole number" : "number";
      const low = option.over === true ? `above ${option.low}` : `from ${option.low}`;
      return Number.isFinite(option.high) ? `${noun} ${low} to ${option.high}` : `${noun} ${low}`;
    }
    case "length":
      return "bars or a duration";
    case "truth":
      return "true or false";
    case "choice":
      return option.choices.join(", ");
    case "text":
      return `text, as ${option.example}`;
    case "features":
      return "names of features in brackets";
    case "weights":
      return "a number above 0 for each class, in brackets";
    case "date":
      return "a day";
  }
}

/** The value that is used where nothing is written, in the words of the language; undefined where there is none. */
export function fallbackOf(option: ModelOption): string | undefined {
  switch (option.kind) {
    case "number":
      return option.fallback === undefined ? undefined : String(option.fallback);
    case "truth":
      return String(option.fallback);
    case "choice":
      return option.choices[0];
    default:
      return undefined;
  }
}
