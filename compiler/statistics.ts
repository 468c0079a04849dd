import type { Observe } from "./optimise/index.js";

/** What one pass cost and what it left, for `sage compile --stats`. */
export interface PassStatistics {
  readonly name: string;
  readonly milliseconds: number;
  /** Of the graph the pass gave; undefined before there is one. */
  readonly nodes: number | undefined;
  readonly scalars: number | undefined;
  readonly slots: number | undefined;
}

/** Measures passes with the host's clock (milliseconds): `observe` goes around each pass, `passes` fills up. */
export function createStatistics(clock: () => number): {
  readonly observe: Observe;
  readonly passes: readonly PassStatistics[];
} {
  const passes: PassStatistics[] = [];
  const observe: Observe = (pass, run) => {
    const start = clock();
    const result = run();
    const milliseconds = clock() - start;
    passes.push({ name: pass, milliseconds, ...sizes(result) });
    return result;
  };
  return { observe, passes };
}

function sizes(result: unknown): Pick<PassStatistics, "nodes" | "scalars" | "slots"> {
  const field = (name: string): unknown =>
    typeof result === "object" && result !== null ? Reflect.get(result, name) : undefined;
  const slots = field("slotCount");
  return {
    nodes: lengthOf(field("nodes")),
    scalars: lengthOf(field("scalars")),
    slots: typeof slots === "number" ? slots : undefined,
  };
}

function lengthOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}
