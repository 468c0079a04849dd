import type { Kind } from "./kinds.js";

/** Something that can be written where a value stands. */
export interface Named {
  readonly text: string;
  readonly kind: Kind;
  /** May be `na` after the warm-up. */
  readonly optional?: boolean;
  /** Holds one value for several bars, so that nobody can say which bars its history would count. */
  readonly held?: boolean;
}

/** Something that can be called; what is given by position comes before what is given by name. */
export interface Callable {
  readonly text: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly kind: Kind | "length";
    readonly hasFallback: boolean;
  }[];
  /** Fields of a record; one without a name is a plain value. */
  readonly results: readonly {
    readonly field: string | undefined;
    readonly kind: Kind;
    readonly optional: boolean;
  }[];
}

/** What can be named at a place of a program. */
export interface Scope {
  /** Values of the bar of this clock. */
  readonly series: readonly Named[];
  /** Constants and parameters that are not lengths. */
  readonly fixed: readonly Named[];
  /** Texts that are whole numbers of bars, 1 to 12 in every cell of the search. */
  readonly lengths: readonly string[];
  /** Durations, which stand for a number of bars where a window asks for one. */
  readonly durations: readonly string[];
  readonly callables: readonly Callable[];
}

export const emptyScope: Scope = { series: [], fixed: [], lengths: [], durations: [], callables: [] };

export const withSeries = (scope: Scope, ...named: readonly Named[]): Scope => ({
  ...scope,
  series: [...scope.series, ...named],
});

/** Whether a text names what is held. */
export const isHeld = (text: string, { series }: Scope): boolean =>
  series.some((each) => each.held === true && text.includes(each.text));
