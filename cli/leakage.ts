import type { Foresight, LeakageProof } from "../runtime/leakage/index.js";
import type { Source } from "../lang/source.js";
import { openBars } from "./bars.js";
import { plural } from "./diagnostics.js";
import { feedPaths, openFeeds } from "./feeds.js";
import { createFileHost } from "./module-host.js";

/** What the proof says of one strategy; null where it could not be compiled. */
export interface StrategyProof {
  readonly strategy: string;
  readonly proof: LeakageProof | null;
  /** Features of its models that come from outside and know their target. */
  readonly foresight: readonly Foresight[];
}

/** Whether anything was found that must not be, or nothing could be shown. */
export function isLeaking({ proof, foresight }: StrategyProof): boolean {
  return proof === null || proof.leaks.length > 0 || foresight.length > 0;
}

/** Puts every strategy of a file to the proof, on these candles. */
export async function proveFile(
  source: Source,
  data: string,
  feeds: Readonly<Record<string, string>>,
): Promise<readonly StrategyProof[]> {
  const { compile } = await import("../compiler/index.js");
  const { findForesight, proveNoLeakage } = await import("../runtime/leakage/index.js");
  const modules = createFileHost(source.path);
  const { strategies } = compile(source, { modules });
  const proofs: StrategyProof[] = [];
  for (const strategy of strategies) {
    const { graph } = compile(source, { modules, strategy, keepNames: true });
    if (graph === null) {
      proofs.push({ strategy, proof: null, foresight: [] });
      continue;
    }
    const feed = await openBars(data, graph.market.timeframe);
    const opened = await openFeeds(graph, feedPaths(graph, feeds));
    const proof = proveNoLeakage(graph, feed, { feeds: opened });
    proofs.push({ strategy, proof, foresight: findForesight(graph, feed, { feeds: opened }) });
  }
  return proofs;
}

/** The proof in words. */
export function showProof(proved: StrategyProof): string {
  return [showMoves(proved), ...proved.foresight.map(showForesight)].join("\n");
}

function showForesight(found: Foresight): string {
  const { model, feature, target, feeds, power, powerBefore, rows } = found;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const from = feeds.map((name) => `\`${name}\``).join(" and ");
  return [
    `  \`${model}.${feature}\` knows \`${target}\` before it happens: alone it orders ${percent(power)} of it on ${plural(rows, "row")}, and ${percent(powerBefore)} when it is as old as the target looks ahead`,
    `  = why   nothing known at the time tells the future so well: what comes from ${from} was made from later prices, or was published later than \`known\` says`,
    `  = help  find out when each value was published and write that delay as \`known\`, or leave the feature out`,
  ].join("\n");
}

function showMoves({ strategy, proof }: StrategyProof): string {
  if (proof === null) return `${strategy}: not proved, as it has errors`;
  const { bars, rounds, series, compared, decisions, leaks } = proof;
  const effort = `the future of ${plural(bars, "bar")} exchanged ${rounds} times`;
  if (leaks.length === 0) {
    return `${strategy}: ${effort}; ${plural(series, "series", "series")} (${compared.toLocaleString("en-US")} values) and ${plural(decisions, "decision")} did not move by a bit`;
  }
  const lines = leaks
    .slice(0, 10)
    .map(
      ({ what, bar, before, after, unchangedTo }) =>
        `  ${what}: at bar ${bar} ${before}, and ${after} with other bars after bar ${unchangedTo}`,
    );
  return [`${strategy}: ${effort}; values moved that should not know of it:`, ...lines].join("\n");
}
