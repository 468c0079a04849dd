/** The part of Pine's syntax that an import understands. Lines count from 1. */
export interface PineScript {
  readonly version: number | undefined;
  readonly statements: readonly PineStatement[];
}

interface Placed {
  readonly line: number;
}

export type PineStatement =
  | (Placed & {
      readonly kind: "declare";
      /** Several for `[a, b] = …`. */
      readonly names: readonly string[];
      /** `var` keeps its value from bar to bar, `varip` even within one. */
      readonly keeps: "no" | "var" | "varip";
      readonly value: PineExpression;
    })
  | (Placed & { readonly kind: "assign"; readonly name: string; readonly value: PineExpression })
  | (Placed & {
      readonly kind: "function";
      readonly name: string;
      readonly parameters: readonly {
        readonly name: string;
        readonly fallback: PineExpression | undefined;
      }[];
      readonly body: readonly PineStatement[];
    })
  | (Placed & {
      readonly kind: "if";
      readonly condition: PineExpression;
      readonly whenTrue: readonly PineStatement[];
      readonly whenFalse: readonly PineStatement[];
    })
  | (Placed & { readonly kind: "expression"; readonly value: PineExpression })
  /** What has no counterpart: loops, types, libraries … or what could not be read. */
  | (Placed & { readonly kind: "foreign"; readonly what: string; readonly names: readonly string[] });

export type PineExpression =
  | (Placed & { readonly kind: "number"; readonly text: string })
  | (Placed & { readonly kind: "text"; readonly value: string })
  | (Placed & { readonly kind: "truth"; readonly value: boolean })
  | (Placed & { readonly kind: "missing" })
  /** `close`, `ta.ema`, `strategy.long`: dots are part of the name. */
  | (Placed & { readonly kind: "name"; readonly name: string })
  | (Placed & {
      readonly kind: "call";
      readonly callee: string;
      readonly arguments: readonly PineArgument[];
    })
  | (Placed & { readonly kind: "history"; readonly series: PineExpression; readonly offset: PineExpression })
  | (Placed & {
      readonly kind: "unary";
      readonly operator: "-" | "+" | "not";
      readonly operand: PineExpression;
    })
  | (Placed & {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: PineExpression;
      readonly right: PineExpression;
    })
  | (Placed & {
      readonly kind: "conditional";
      readonly condition: PineExpression;
      readonly whenTrue: PineExpression;
      readonly whenFalse: PineExpression;
    })
  | (Placed & { readonly kind: "list"; readonly items: readonly PineExpression[] })
  | (Placed & { readonly kind: "foreign"; readonly what: string });

export interface PineArgument {
  readonly name: string | undefined;
  readonly value: PineExpression;
}
