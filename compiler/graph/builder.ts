import type { ColumnReference, GraphScalar } from "./schema.js";
import type { DraftNode } from "./stages.js";

/**
 * Collects nodes and scalars in such an order that inputs always stand before what reads them.
 */
export class GraphBuilder {
  readonly nodes: DraftNode[] = [];
  readonly scalars: GraphScalar[] = [];

  /** Adds a node and gives its first column. */
  node(node: DraftNode): ColumnReference {
    return { node: this.nodes.push(node) - 1, output: 0 };
  }

  /** Adds a scalar and gives its number. */
  scalar(operation: string, inputs: readonly number[] = [], value?: number | null): number {
    return this.scalars.push({ operation, inputs, ...(value === undefined ? {} : { value }) }) - 1;
  }

  /** A scalar with a value written in the text; NaN is `na`. */
  constant(value: number): number {
    return this.scalar("constant", [], Number.isNaN(value) ? null : value);
  }
}
