import { RunError } from "./error.js";

/** Of the arena's layout; changes whenever a state's form does. */
export const snapshotVersion = 2;

/** All state of a running graph, and what it belongs to. */
export interface Snapshot {
  readonly version: number;
  readonly graphHash: string;
  /** Parameter values in the graph's order. */
  readonly values: readonly number[];
  readonly capital: number;
  /** Number of the next bar. */
  readonly bar: number;
  readonly bytes: Uint8Array;
}

/** @throws RunError when the snapshot belongs to something else than what it is to be restored into */
export function refuseForeign(snapshot: Snapshot, own: Omit<Snapshot, "bytes" | "bar">, bytes: number): void {
  refuse(foreignness(snapshot, own, bytes));
}

function refuse(fault: string | null): void {
  if (fault !== null)
    throw new RunError(
      "SAGE8211",
      `The saved state cannot be continued: ${fault}.`,
      "Start again from history, or use the strategy and the version that saved it.",
    );
}

function foreignness(snapshot: Snapshot, own: Omit<Snapshot, "bytes" | "bar">, bytes: number): string | null {
  if (snapshot.version !== own.version)
    return `it has format ${snapshot.version}, this program writes format ${own.version}`;
  if (snapshot.graphHash !== own.graphHash) return "it belongs to another strategy or an earlier text of it";
  if (
    snapshot.values.length !== own.values.length ||
    snapshot.values.some((value, k) => value !== own.values[k])
  )
    return "it was saved with other parameter values";
  if (snapshot.capital !== own.capital) return "it was saved with another starting capital";
  if (snapshot.bytes.length !== bytes) return `it has ${snapshot.bytes.length} bytes instead of ${bytes}`;
  return null;
}

/** All state of strategies on one clock, and what it belongs to. */
export interface GroupSnapshot {
  readonly version: number;
  readonly capital: number;
  readonly shared: boolean;
  readonly members: readonly Pick<Snapshot, "graphHash" | "values" | "capital">[];
  readonly bytes: Uint8Array;
}

/** @throws RunError when the snapshot belongs to something else than what it is to be restored into */
export function refuseForeignGroup(
  snapshot: GroupSnapshot,
  own: Omit<GroupSnapshot, "bytes">,
  bytes: number,
): void {
  const differs =
    snapshot.shared !== own.shared || snapshot.capital !== own.capital
      ? "it was saved with other money"
      : snapshot.members.length !== own.members.length
        ? `it has ${snapshot.members.length} members instead of ${own.members.length}`
        : null;
  const version = own.version;
  const faults = own.members.map((member, k) => {
    const saved = snapshot.members[k] ?? member;
    const wanted = { version, ...member };
    // Only the whole has its bytes.
    return foreignness({ ...saved, version: snapshot.version, bar: 0, bytes: new Uint8Array(0) }, wanted, 0);
  });
  const length = snapshot.bytes.length;
  const size = length === bytes ? null : `it has ${length} bytes instead of ${bytes}`;
  refuse(differs ?? faults.find((fault) => fault !== null) ?? size);
}
