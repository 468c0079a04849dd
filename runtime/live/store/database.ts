import type { Kysely } from "kysely";
import type { Tables } from "./tables.js";

export type Query = Kysely<Tables>;

/** What the two databases do differently; everything else is written once. */
export interface StoreDatabase {
  readonly kind: "sqlite" | "postgres";
  /** Without password. */
  readonly shown: string;
  /**
   * Does the work in one transaction: all of it or nothing. Writers exclude each other; readers see one moment.
   * @throws StoreError
   */
  transact<Result>(kind: "read" | "write", work: (query: Query) => Promise<Result>): Promise<Result>;
  /** Begins to be seen by other processes as the session of this number, for as long as this process lives. */
  appear(session: number): Promise<Presence>;
  /** Whether the process of a session is there; asked inside a transaction. */
  isPresent(session: number, query: Query): Promise<boolean>;
  close(): Promise<void>;
}

/** How other processes see that this one lives. Ends with the process, however it ends. */
export interface Presence {
  /** Makes sure that it is still seen, after a connection was lost. @throws StoreError */
  ensure(): Promise<void>;
  leave(): Promise<void>;
}
