import { stopsMore, type Stopped } from "../../broker/switches.js";
import type { StoreDatabase } from "../store/database.js";
import { StoreError } from "../store/store-error.js";
import { readSwitches, writeSwitch } from "../store/switches.js";
import { readSwitch, releaseSwitch, throwSwitch } from "./switch-file.js";

/** Somebody has stopped trading, and has not taken it back. */
export interface Stop {
  /** "all", or a strategy or portfolio by its name. */
  readonly name: string;
  /** Whether what is held is left at its next open. */
  readonly closes: boolean;
  readonly by: string;
  readonly reason: string;
  /** When it was said; epoch milliseconds. */
  readonly at: number;
}

export const everything = "all";

/**
 * All that is stopped: by the file of the folder, and in the store where there is one. What either says holds until it is taken back there, so a
 * desk, `sage status` and the API say the same.
 * @throws StoreError where the store cannot be read
 */
export async function readStops(database: StoreDatabase | null, file?: string): Promise<readonly Stop[]> {
  return join(stopsOfFile(file), database === null ? [] : await stopsOfStore(database));
}

/** What is said of the same twice holds as it stops more. */
function join(ofFile: readonly Stop[], ofStore: readonly Stop[]): readonly Stop[] {
  const all = new Map<string, Stop>();
  for (const stop of [...ofFile, ...ofStore]) {
    const known = all.get(stop.name);
    if (known === undefined || (stop.closes && !known.closes)) all.set(stop.name, stop);
  }
  return [...all.values()];
}

function stopsOfFile(file?: string): readonly Stop[] {
  const told = readSwitch(file);
  return told === null ? [] : [{ ...told, name: everything }];
}

async function stopsOfStore(database: StoreDatabase): Promise<readonly Stop[]> {
  return (await readSwitches(database))
    .filter(({ isStopped }) => isStopped)
    .map(({ name, closes, by, reason, changedAt }) => ({ name, closes, by, reason, at: changedAt }));
}

/** How often a desk asks what is stopped, in milliseconds. */
const pause = 500;

/** Has a desk do what the kill switch says, from the first bar on; while the store is away the file alone can change it. */
export function followStops(
  desk: { obey(stops: readonly Stop[]): void },
  database: StoreDatabase,
  file?: string,
): { readonly look: () => Promise<void>; readonly end: () => void } {
  let stored: readonly Stop[] = [];
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      stored = await stopsOfStore(database);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    } finally {
      isLooking = false;
      desk.obey(join(stopsOfFile(file), stored));
    }
  };
  const looking = setInterval(() => void look(), pause);
  return { look, end: () => clearInterval(looking) };
}

/**
 * Stops a strategy, a portfolio or everything, for whoever trades on this store. Everything is stopped by the file where the
 * store is away: then by the desks of this folder alone.
 * @throws StoreError where a name is to be stopped and the store is away
 */
export async function throwStop(database: StoreDatabase | null, stop: Stop, file?: string): Promise<void> {
  const { name, closes, by, reason, at } = stop;
  try {
    if (database === null) throwSwitch(stop, file);
    else await writeSwitch(database, { name, isStopped: true, closes, by, reason, changedAt: at });
  } catch (error) {
    if (!(error instanceof StoreError) || name !== everything) throw error;
    throwSwitch(stop, file);
  }
}

/** Takes a stop back, wherever it was said. @throws StoreError where the store is away */
export async function releaseStop(
  database: StoreDatabase | null,
  release: Omit<Stop, "closes">,
  file?: string,
): Promise<void> {
  const { name, by, reason, at } = release;
  if (name === everything) releaseSwitch(file);
  if (database === null) return;
  const stands = (await stopsOfStore(database)).some((stop) => stop.name === name);
  if (stands)
    await writeSwitch(database, { name, isStopped: false, closes: false, by, reason, changedAt: at });
}

/** What is stopped of a strategy that is known by these names; null: nothing is said of it. */
export function stopOf(
  stops: readonly Stop[],
  names: readonly (string | null)[],
): (Stop & { readonly stops: Stopped }) | null {
  const about = stops.filter(({ name }) => name === everything || names.includes(name));
  const state = about.reduce<Stopped>(
    (most, { closes }) => stopsMore(most, closes ? "all" : "entries"),
    "nothing",
  );
  const strongest = about.find(({ closes }) => closes) ?? about[0];
  return strongest === undefined ? null : { ...strongest, stops: state };
}

/** "cross", or "Everything" at the beginning of a sentence. */
export const shownName = (name: string): string => (name === everything ? "Everything" : name);
