import type { BarColumns } from "../dataset.js";
import { counted, formatCount, formatInterval, formatTime } from "../interval.js";
import type { QualitySummary } from "../store/layout.js";
import { placesKept, type Finding, type FindingKind, type Place } from "./finding.js";
import { logRatio } from "./log-ratio.js";
import { scoreOf } from "./score.js";
import { WeekCalendar } from "./sessions.js";
import { spreadOf, ThinnedSample, type Spread } from "./spread.js";

/** What the source had before it was put in order: counted during import, where rows still stand as written. */
export interface SourceFaults {
  readonly rows: number;
  readonly findings: readonly Finding[];
}

export interface QualityReport {
  readonly summary: QualitySummary;
  readonly findings: readonly Finding[];
}

const longRun = 10;
const outlierLimit = 10;
const sampleLimit = 1 << 20;

class Notebook {
  count = 0;
  readonly places: Place[] = [];

  add(time: number, detail: () => string, weight = 1): void {
    this.count += weight;
    if (this.places.length < placesKept)
      this.places.push({ time, where: formatTime(time), detail: detail() });
  }
}

/** A run of bars that share a peculiarity. */
class Run {
  bars = 0;
  runs = 0;
  longest = 0;
  readonly notes = new Notebook();
  private length = 0;
  private start = NaN;

  step(holds: boolean, time: number): void {
    if (holds) {
      if (this.length === 0) this.start = time;
      this.length++;
    } else this.end();
  }

  end(): void {
    if (this.length >= longRun) {
      const length = this.length;
      this.runs++;
      this.bars += length;
      this.longest = Math.max(this.longest, length);
      this.notes.add(this.start, () => counted(length, "bar"));
    }
    this.length = 0;
  }
}

interface FirstPass {
  readonly bars: number;
  readonly priceless: Notebook;
  readonly nonPositive: Notebook;
  readonly inconsistent: Notebook;
  readonly offGrid: Notebook;
  readonly zeroVolume: number;
  readonly noVolume: number;
  readonly idle: Run;
  readonly frozen: Run;
  readonly calendar: WeekCalendar;
  readonly spread: Spread;
  readonly last: number;
}

function firstPass(chunks: Iterable<BarColumns>, interval: number): FirstPass {
  const [priceless, nonPositive] = [new Notebook(), new Notebook()];
  const [inconsistent, offGrid] = [new Notebook(), new Notebook()];
  const [idle, frozen] = [new Run(), new Run()];
  const calendar = new WeekCalendar(interval);
  const returns = new ThinnedSample(sampleLimit);
  let bars = 0;
  let zeroVolume = 0;
  let noVolume = 0;
  let phase = NaN;
  let before = NaN;
  let last = NaN;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.time.length; i++) {
      const time = chunk.time[i] ?? NaN;
      const open = chunk.open[i] ?? NaN;
      const high = chunk.high[i] ?? NaN;
      const low = chunk.low[i] ?? NaN;
      const close = chunk.close[i] ?? NaN;
      const volume = chunk.volume[i] ?? NaN;
      bars++;
      last = time;
      calendar.add(time);
      const residue = ((time % interval) + interval) % interval;
      if (bars === 1) phase = residue;
      else if (residue !== phase)
        offGrid.add(time, () => `${formatInterval(Math.round(residue))} off the grid`);
      const fault = faultOf(open, high, low, close, volume);
      if (fault === "missing price") priceless.add(time, () => describe(open, high, low, close));
      else if (fault === "non-positive price") nonPositive.add(time, () => describe(open, high, low, close));
      else if (fault !== null) inconsistent.add(time, () => describe(open, high, low, close));
      if (volume === 0) zeroVolume++;
      else if (Number.isNaN(volume)) noVolume++;
      idle.step(volume === 0, time);
      frozen.step(volume !== 0 && open === close && high === low && open === high && close === before, time);
      if (before > 0 && close > 0 && close < Infinity) returns.add(logRatio(close, before));
      before = close;
    }
  }
  idle.end();
  frozen.end();
  const spread = spreadOf(returns.taken());
  return {
    bars,
    priceless,
    nonPositive,
    inconsistent,
    offGrid,
    zeroVolume,
    noVolume,
    idle,
    frozen,
    calendar,
    spread,
    last,
  };
}

/** What is wrong with one bar's own numbers, if anything. */
export function faultOf(
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): "missing price" | "non-positive price" | "inconsistent prices" | null {
  if (!(open - open === 0 && high - high === 0 && low - low === 0 && close - close === 0))
    return "missing price";
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) return "non-positive price";
  if (high < open || high < close || low > open || low > close || volume < 0) return "inconsistent prices";
  return null;
}

function describe(open: number, high: number, low: number, close: number): string {
  return `open ${open}, high ${high}, low ${low}, close ${close}`;
}

interface SecondPass {
  readonly gaps: Notebook;
  readonly missing: number;
  readonly closed: number;
  readonly longest: number;
  readonly longestAt: number;
  readonly outliers: Notebook;
  readonly spikes: Notebook;
}

function secondPass(chunks: Iterable<BarColumns>, interval: number, first: FirstPass): SecondPass {
  const [gaps, outliers, spikes] = [new Notebook(), new Notebook(), new Notebook()];
  const { calendar, spread } = first;
  let missing = 0;
  let closed = 0;
  let longest = 0;
  let longestAt = NaN;
  let before = NaN;
  let price = NaN;
  let jump = 0;
  for (const { time, close } of chunks) {
    for (let i = 0; i < time.length; i++) {
      const now = time[i] ?? NaN;
      const lacking = Math.round((now - before) / interval) - 1;
      if (lacking > 0) {
        const start = before + interval;
        gaps.add(start, () => `${counted(lacking, "bar")} missing, to ${formatTime(now - interval)}`);
        missing += lacking;
        closed += calendar.closedBetween(before, now);
        if (lacking > longest) [longest, longestAt] = [lacking, start];
      }
      const its = close[i] ?? NaN;
      // A step over a gap is no fault of the bar behind it.
      const step = price > 0 && its > 0 && its < Infinity && !(lacking > 0) ? logRatio(its, price) : 0;
      const score = spread.deviation > 0 ? (step - spread.median) / spread.deviation : 0;
      if (Math.abs(score) > outlierLimit)
        outliers.add(now, () => `${percent(step)}, robust z ${score.toFixed(1)}`);
      const returned = jump !== 0 && step * jump < 0 && Math.abs(step + jump) < 0.2 * Math.abs(jump);
      if (returned && Math.abs(score) > outlierLimit) {
        const size = jump;
        spikes.add(before, () => `${percent(size)}, gone a bar later`);
        jump = 0;
      } else jump = Math.abs(score) > outlierLimit ? step : 0;
      before = now;
      price = its;
    }
  }
  return { gaps, missing, closed, longest, longestAt, outliers, spikes };
}

function percent(fraction: number): string {
  return `${fraction > 0 ? "+" : ""}${(100 * fraction).toFixed(2)} %`;
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
  const first = firstPass(chunks(), interval);
  const second = secondPass(chunks(), interval, first);
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
  const here = findingsOf(first, second, interval, partialLast, fromSource("partial bar") === 0);
  const own = here.filter(({ kind }) => !source.findings.some((one) => one.kind === kind));
  return { summary, findings: [...source.findings, ...own] };
}

function findingsOf(
  first: FirstPass,
  second: SecondPass,
  interval: number,
  partialLast: boolean,
  sayPartial: boolean,
): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (kind: FindingKind, severity: Finding["severity"], notes: Notebook, message: string) => {
    if (notes.count > 0) findings.push({ kind, severity, count: notes.count, message, places: notes.places });
  };
  const { priceless, nonPositive, inconsistent, offGrid, idle, frozen, bars } = first;
  add("missing price", "error", priceless, `${counted(priceless.count, "bar")} without a price.`);
  add(
    "non-positive price",
    "error",
    nonPositive,
    `${counted(nonPositive.count, "bar")} with a price of zero or less.`,
  );
  add(
    "inconsistent prices",
    "error",
    inconsistent,
    `${counted(inconsistent.count, "bar")} whose high is not the highest or low not the lowest, or with negative volume.`,
  );
  add(
    "off grid",
    "warning",
    offGrid,
    `${counted(offGrid.count, "bar")} off the grid of ${formatInterval(interval)}.`,
  );
  const { gaps, missing, closed, longest, longestAt } = second;
  const shut = closed > 0 ? `, ${formatCount(closed)} of them when this market is regularly closed` : "";
  add(
    "gap",
    closed === missing ? "note" : "warning",
    gaps,
    `${counted(gaps.count, "gap")}, ${counted(missing, "bar")} missing${shut}; the longest is ${counted(longest, "bar")} from ${formatTime(longestAt)}.`,
  );
  addVolume(findings, first);
  add(
    "frozen price",
    "warning",
    frozen.notes,
    `${counted(frozen.runs, "run")} of ${longRun} or more bars at one price (${counted(frozen.bars, "bar")}, the longest ${formatCount(frozen.longest)}).`,
  );
  const { outliers, spikes } = second;
  add(
    "outlier",
    "note",
    outliers,
    `${counted(outliers.count, "bar")} with a return beyond ${outlierLimit} robust deviations (one is ${(100 * first.spread.deviation).toFixed(3)} %).`,
  );
  add("spike", "warning", spikes, `${counted(spikes.count, "price jump")} that the next bar takes back.`);
  if (partialLast && sayPartial && bars > 0) {
    const where = formatTime(first.last);
    const message = `The last bar (${where}) is still forming: its interval has not ended.`;
    findings.push({
      kind: "partial bar",
      severity: "warning",
      count: 1,
      message,
      places: [{ time: first.last, where, detail: "still forming" }],
    });
  }
  return findings;

  function addVolume(list: Finding[], { zeroVolume, noVolume }: FirstPass): void {
    const plain = (kind: FindingKind, count: number, message: string, places: readonly Place[] = []) =>
      list.push({ kind, severity: "note", count, message, places });
    if (noVolume === bars && bars > 0) plain("missing volume", noVolume, "No bar has a volume.");
    else if (noVolume > 0) plain("missing volume", noVolume, `${counted(noVolume, "bar")} without a volume.`);
    if (zeroVolume === bars && bars > 0) plain("zero volume", zeroVolume, "The volume of every bar is 0.");
    else if (zeroVolume > 0) {
      const runs =
        idle.runs > 0
          ? `; ${counted(idle.runs, "run")} of ${longRun} or more, the longest ${formatCount(idle.longest)}`
          : "";
      plain(
        "zero volume",
        zeroVolume,
        `${counted(zeroVolume, "bar")} with a volume of 0${runs}.`,
        idle.notes.places,
      );
    }
  }
}
