import { existsSync } from "node:fs";
import type { ComparedModel } from "../runtime/live/compare/index.js";
import type { SqlStore, StoredStrategy } from "../runtime/live/store/index.js";
import { marketKey } from "../runtime/live/market.js";
import { exitCodes, Failure } from "./failure.js";

/** Opens a ledger that is there. @throws StoreError, Failure where there is none */
export async function openLedger(address: string | undefined): Promise<SqlStore> {
  const { defaultStore, openStore, parseStoreAddress } = await import("../runtime/live/store/index.js");
  const place = parseStoreAddress(address ?? defaultStore);
  // To open a file that is not there would make one.
  if (place.kind === "sqlite" && !existsSync(place.path))
    throw new Failure(
      exitCodes.problems,
      "SAGE9501",
      `there is no ledger ${place.shown}`,
      "sage live makes one; --store names another",
    );
  return openStore(address ?? defaultStore);
}

/** Strategies by an id, a name, or the name of their portfolio. @throws CompareError SAGE8600 */
export async function findLive(store: SqlStore, wanted: string): Promise<readonly StoredStrategy[]> {
  const { readStrategyList } = await import("../runtime/live/store/index.js");
  const { CompareError } = await import("../runtime/live/compare/index.js");
  const all = await readStrategyList(store.database);
  const byId = all.filter(({ id }) => String(id) === wanted);
  if (byId.length > 0) return byId;
  const named = all.filter(({ name, portfolio }) => name === wanted && portfolio === null);
  const members = all.filter(({ portfolio, isActive }) => portfolio === wanted && isActive);
  const active = named.filter(({ isActive }) => isActive);
  const found = active.length > 0 ? active : named.slice(-1);
  if (found.length === 1) return found;
  if (found.length === 0 && members.length > 0) return members;
  const several = found.length > 1;
  throw new CompareError(
    "SAGE8600",
    several
      ? `${found.length} strategies of ${store.shown} are called ${wanted}.`
      : `There is no strategy ${wanted} in ${store.shown}.`,
    several
      ? `Name one by its id: ${found.map(({ id, market }) => `${id} (${marketKey(market)})`).join(", ")}.`
      : knownText(all),
  );
}

function knownText(all: readonly StoredStrategy[]): string {
  const names = [...new Set(all.map(({ name, portfolio }) => portfolio ?? name))];
  return names.length === 0
    ? "`sage live` makes the first."
    : `It has ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}.`;
}

/** Models by what answers for them, with the hash of each file that is still there. */
export async function comparedModels(
  sources: Readonly<Record<string, string>>,
): Promise<readonly ComparedModel[]> {
  const entries = Object.entries(sources);
  if (entries.length === 0) return [];
  const [{ readFileSync }, { hashOfBytes }, { loadModel }] = await Promise.all([
    import("node:fs"),
    import("../runtime/models/registry/canonical.js"),
    import("../runtime/models/registry/index.js"),
  ]);
  const hashOf = (id: string): string | null => {
    try {
      return hashOfBytes(existsSync(id) ? readFileSync(id) : loadModel(id).artefact);
    } catch {
      return null;
    }
  };
  return entries.map(([name, id]) => ({ name, id, hash: hashOf(id) }));
}

export const sourcesOf = ({ models }: Pick<StoredStrategy, "models">): Readonly<Record<string, string>> =>
  Object.fromEntries(models.map(({ name, id }) => [name, id]));
