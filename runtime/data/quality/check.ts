import type { BarColumns } from "../dataset.js";
import type { QualitySummary } from "../store/layout.js";
import { describeFindings } from "./describe-findings.js";
import type { Finding, FindingKind } from "./finding.js";
import { firstPass, type FirstPass } from "./first-pass.js";
import type { Notebook } from "./notebook.js";
import { scoreOf } from "./score.js";
import { secondPass, type Closes } from "./second-pass.js";

/** What the source had before it was put in order: counted during import, where rows still stand as written. */
export interface SourceFaults {
  readonly rows: number;
  readonly findings: readonly Finding[];
}

export interface QualityReport {
  readonly summary: QualitySummary;
  readonly findings: readonly Finding[];
}

/**
 * Examines bars in time order; reads them twice, in bounded memory.
 * @param now epoch milliseconds: a last bar that ends after it is still forming
 * @param source what the import counted in the rows as written, if this is an import
 */
export function checkChunks(
  chunks: () => Iterable<BarColumns>,
  interval: number,
  now: number,
  source: SourceFaults = { rows: 0, findings: [] },
): QualityReport {
  return checkAfter(firstPass(chunks(), interval), chunks(), interval, now, source);
}

/** The same where the first walk was made on the way: only the second remains. */
export function checkAfter(
  first: FirstPass,
  closes: Iterable<Closes>,
  interval: number,
  now: number,
  source: SourceFaults,
): QualityReport {
  const second = secondPass(closes, interval, first);
  const fromSource = (kind: FindingKind) => source.findings.find((one) => one.kind === kind)?.count ?? 0;
  const duplicates = fromSource("duplicate");
  const disorder = fromSource("disorder");
  const unreadable = fromSource("unreadable");
  // What a repair dropped is no longer in the bars, but was a fault of the source.
  const worst = (kind: FindingKind, here: Notebook) => Math.max(fromSource(kind), here.count);
  const priceless = worst("missing price", first.priceless);
  const nonPositive = worst("non-positive price", first.nonPositive);
  const inconsistent = worst("inconsistent prices", first.inconsistent);
  const partialLast = first.last + interval > now || fromSource("partial bar") > 0;
  const allIdle = first.zeroVolume === first.bars;
  const score = scoreOf({
    bars: Math.max(first.bars, source.rows),
    missing: second.missing - second.closed,
    damaged:
      duplicates + disorder + unreadable + priceless + nonPositive + inconsistent + first.offGrid.count,
    spikes: second.spikes.count,
    frozen: first.frozen.bars,
    idle: allIdle ? 0 : first.idle.bars,
  });
  const summary: QualitySummary = {
    score,
    gaps: second.gaps.count,
    missingBars: second.missing,
    closedBars: second.closed,
    longestGap: second.longest,
    duplicates,
    disorder,
    unreadable: unreadable + priceless,
    nonPositive,
    inconsistent,
    offGrid: first.offGrid.count,
    zeroVolumeBars: first.zeroVolume,
    zeroVolumeRuns: allIdle ? 1 : first.idle.runs,
    frozenBars: first.frozen.bars,
    frozenRuns: first.frozen.runs,
    outliers: second.outliers.count,
    spikes: second.spikes.count,
    partialLast,
  };
  const here = describeFindings(first, second, interval, partialLast && fromSource("partial bar") === 0);
  const own = here.filter(({ kind }) => !source.findings.some((one) => one.kind === kind));
  return { summary, findings: [...source.findings, ...own] };
}
