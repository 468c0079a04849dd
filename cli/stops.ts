import { existsSync } from "node:fs";
import { joinSwitches, type SwitchChange } from "../runtime/broker/switches.js";
import { exitCodes, Failure } from "./failure.js";
import { parseTime } from "./values.js";

const flag = "--stop-at";

/**
 * `--stop-at 2024-03-01..2024-03-05,close`: when the kill switch was thrown, till when, and whether what was held was left.
 * `--stop-at live:NAME`: as it was thrown in the ledger of a strategy.
 * @throws Failure, StoreError
 */
export async function readStops(
  texts: readonly string[],
  store: string | undefined,
): Promise<readonly SwitchChange[]> {
  const histories: (readonly SwitchChange[])[] = [];
  for (const text of texts)
    histories.push(text.startsWith("live:") ? await historyOf(text.slice(5), store) : parseStop(text));
  return joinSwitches(histories);
}

function parseStop(text: string): readonly SwitchChange[] {
  const [, span = "", closes] = /^(.*?)(,close)?$/s.exec(text) ?? [];
  const [from = "", to, more] = span.split("..");
  const start = parseTime(from, flag);
  const end = to === undefined ? Number.POSITIVE_INFINITY : parseTime(to, flag);
  if (more !== undefined || end <= start)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `${flag} "${text}" is no span of time`,
      `for example ${flag} 2024-03-01..2024-03-05T12:00, or ${flag} 2024-03-01,close`,
    );
  const thrown = { time: start, stops: closes === undefined ? "entries" : "all" } as const;
  return to === undefined ? [thrown] : [thrown, { time: end, stops: "nothing" }];
}

/** The newest ledger of that name. */
async function historyOf(name: string, address: string | undefined): Promise<readonly SwitchChange[]> {
  const { openStore, defaultStore, parseStoreAddress, readStrategyList } =
    await import("../runtime/live/store/index.js");
  const place = parseStoreAddress(address ?? defaultStore);
  if (place.kind === "sqlite" && !existsSync(place.path))
    throw new Failure(
      exitCodes.problems,
      "SAGE9501",
      `there is no ledger ${place.shown}`,
      "SAGE_STORE names another",
    );
  const store = await openStore(address ?? defaultStore);
  try {
    const found = (await readStrategyList(store.database, {})).filter((one) => one.name === name);
    const newest = found.toSorted((one, other) => other.id - one.id)[0];
    if (newest === undefined)
      throw new Failure(
        exitCodes.usage,
        "SAGE9513",
        `no strategy ${name} has a ledger in ${place.shown}`,
        "sage status names those that have",
      );
    const history = await store.switchHistory(newest.id);
    return history.map(({ time, stops }) => ({ time, stops }));
  } finally {
    await store.close();
  }
}
