import { parseTimeLimit } from "../../data/interval.js";
import { FeedError } from "./feed-error.js";
import { isReplayFault, replayFaultNames, type ReplayFault } from "./replay/faults.js";

/** What `--feed` names. */
export type FeedDescription =
  | {
      readonly kind: "replay";
      readonly paths: readonly string[];
      /** Times as fast as the market; null (also where nothing is said) as fast as the machine can. */
      readonly speed: number | null;
      readonly faults: readonly ReplayFault[];
      readonly seed: number;
      /** Open of the first bar that is live, epoch milliseconds; null the first of the files. */
      readonly from: number | null;
    }
  | { readonly kind: "kirby"; readonly address: string }
  | { readonly kind: "exchange"; readonly exchange: string };

const replayOptions = ["speed", "faults", "seed", "from"];
const possible = "Possible are replay:FILE?speed=1000, kirby:ADDRESS, or an exchange such as binance.";

/**
 * Reads `replay:FILE[,FILE…][?speed=N|max&faults=gaps,late&seed=3&from=2024-01-01]`, `kirby:ADDRESS` or an exchange's name.
 * @throws FeedError SAGE8506, never with an address in it
 */
export function readFeedDescription(text: string): FeedDescription {
  const colon = text.indexOf(":");
  const kind = (colon < 0 ? text : text.slice(0, colon)).trim().toLowerCase();
  const rest = colon < 0 ? "" : text.slice(colon + 1).trim();
  if (kind === "replay") return readReplay(rest);
  if (kind === "kirby") {
    if (rest === "") throw refusal("kirby needs an address", "Write kirby:HOST:PORT.");
    return { kind, address: rest };
  }
  if (colon >= 0 || !/^[a-z][a-z0-9_]*$/.test(kind)) throw refusal("this is no feed", possible);
  return { kind: "exchange", exchange: kind };
}

function readReplay(rest: string): FeedDescription {
  const mark = rest.lastIndexOf("?");
  const paths = (mark < 0 ? rest : rest.slice(0, mark)).split(",").map((path) => path.trim());
  if (paths.includes(""))
    throw refusal("a replay needs a file", "Write replay:FILE, with commas between several.");
  const options = new URLSearchParams(mark < 0 ? "" : rest.slice(mark + 1));
  for (const name of options.keys()) {
    if (!replayOptions.includes(name)) {
      throw refusal(`a replay has no option "${name}"`, `Possible are ${replayOptions.join(", ")}.`);
    }
  }
  const from = options.get("from");
  return {
    kind: "replay",
    paths,
    speed: readSpeed(options.get("speed")),
    faults: readFaults(options.get("faults")),
    seed: readSeed(options.get("seed")),
    from: from === null ? null : parseTimeLimit(from, "from"),
  };
}

function readSpeed(text: string | null): number | null {
  if (text === null || text === "max") return null;
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (speed > 0 && speed <= 1e9) return speed;
  throw refusal(`"${text}" is no speed`, "Write a number up to 1000000000, or max.");
}

function readSeed(text: string | null): number {
  if (text === null) return 1;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw refusal(`"${text}" is no seed`, "Write a whole number.");
}

function readFaults(text: string | null): readonly ReplayFault[] {
  const names = text === null || text === "" ? [] : text.split(",");
  return names.map((name) => {
    if (isReplayFault(name)) return name;
    throw refusal(`there is no fault "${name}"`, `Possible are ${replayFaultNames.join(", ")}.`);
  });
}

function refusal(what: string, help: string): FeedError {
  return new FeedError("SAGE8506", `The feed cannot be read: ${what}.`, help);
}
