import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { BarFeed } from "../../data/dataset.js";
import { bindFeeds, type Feeds } from "../../feeds/bind.js";
import { dataHashOf, programVersion } from "../../modes/identity.js";
import type { RunIdentity } from "../../result.js";
import type { TrainingPlan } from "./plan.js";

/** What a training is a function of. */
export type TrainingIdentity = RunIdentity;

export function identifyTraining(
  { graph, values }: TrainingPlan,
  feed: BarFeed,
  options: {
    readonly feeds?: Feeds | undefined;
    readonly capital?: number | undefined;
    readonly from?: number | null | undefined;
    readonly to?: number | null | undefined;
  },
): TrainingIdentity {
  const beside = bindFeeds(graph, feed, options.feeds);
  const { capital = 10_000, from = null, to = null } = options;
  const identity = {
    mode: "walk-forward" as const,
    strategy: graph.strategy,
    graphHash: graph.hash,
    dataHash: dataHashOf(feed.information.hash, beside),
    program: programVersion(),
    seed: 0,
    parameters: Object.fromEntries(graph.parameters.map(({ name }, k) => [name, values[k] ?? Number.NaN])),
  };
  const text = JSON.stringify(["train", identity, capital, from, to]);
  return { id: bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16), ...identity };
}
