import { aliases, findOperation, operations, type Operation } from "../kernels/catalog/index.js";

/** The operations a strategy can call. A host may pass its own; the default is the whole catalogue. */
export interface Catalogue {
  /** By name or alias. */
  readonly find: (name: string) => Operation | undefined;
  /** Names that can be written as calls, aliases included. */
  readonly names: readonly string[];
}

export const catalogue: Catalogue = {
  find: findOperation,
  names: [
    ...operations.filter((operation) => operation.surface === "call").map((operation) => operation.name),
    ...Object.keys(aliases),
  ],
};
