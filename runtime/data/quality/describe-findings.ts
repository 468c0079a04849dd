import { counted, formatCount, formatInterval, formatTime } from "../interval.js";
import type { Finding, FindingKind, Place } from "./finding.js";
import type { FirstPass } from "./first-pass.js";
import { longRun, type Notebook } from "./notebook.js";
import { outlierLimit, type SecondPass } from "./second-pass.js";

/** What both walks found, as sentences with numbers and places. */
export function describeFindings(
  first: FirstPass,
  second: SecondPass,
  interval: number,
  partialLast: boolean,
): readonly Finding[] {
  return [
    ...faults(first, interval),
    ...gaps(second),
    ...volumes(first),
    ...movements(first, second),
    ...(partialLast ? [stillForming(first.last)] : []),
  ];
}

function finding(
  kind: FindingKind,
  severity: Finding["severity"],
  notes: Notebook,
  message: string,
): readonly Finding[] {
  return notes.count === 0 ? [] : [{ kind, severity, count: notes.count, message, places: notes.places }];
}

function bars(notes: Notebook): string {
  return counted(notes.count, "bar");
}

function note(kind: FindingKind, count: number, message: string, places: readonly Place[] = []): Finding {
  return { kind, severity: "note", count, message, places };
}

function faults(first: FirstPass, interval: number): readonly Finding[] {
  const { priceless, nonPositive, inconsistent, offGrid } = first;
  const crooked = "whose high is not the highest or low not the lowest, or with negative volume";
  return [
    ...finding("missing price", "error", priceless, `${bars(priceless)} without a price.`),
    ...finding(
      "non-positive price",
      "error",
      nonPositive,
      `${bars(nonPositive)} with a price of zero or less.`,
    ),
    ...finding("inconsistent prices", "error", inconsistent, `${bars(inconsistent)} ${crooked}.`),
    ...finding(
      "off grid",
      "warning",
      offGrid,
      `${bars(offGrid)} off the grid of ${formatInterval(interval)}.`,
    ),
  ];
}

function gaps({ gaps: notes, missing, closed, longest, longestAt }: SecondPass): readonly Finding[] {
  const shut = closed > 0 ? `, ${formatCount(closed)} of them when this market is regularly closed` : "";
  const where = `the longest is ${counted(longest, "bar")} from ${formatTime(longestAt)}`;
  const message = `${counted(notes.count, "gap")}, ${counted(missing, "bar")} missing${shut}; ${where}.`;
  return finding("gap", closed === missing ? "note" : "warning", notes, message);
}

function volumes({ bars: all, zeroVolume, noVolume, idle }: FirstPass): readonly Finding[] {
  const longest = `the longest ${formatCount(idle.longest)}`;
  const runs = idle.runs > 0 ? `; ${counted(idle.runs, "run")} of ${longRun} or more, ${longest}` : "";
  const found: Finding[] = [];
  if (noVolume === all) found.push(note("missing volume", noVolume, "No bar has a volume."));
  else if (noVolume > 0)
    found.push(note("missing volume", noVolume, `${counted(noVolume, "bar")} without a volume.`));
  if (zeroVolume === all) found.push(note("zero volume", zeroVolume, "The volume of every bar is 0."));
  else if (zeroVolume > 0) {
    const message = `${counted(zeroVolume, "bar")} with a volume of 0${runs}.`;
    found.push(note("zero volume", zeroVolume, message, idle.notes.places));
  }
  return found;
}

function movements({ frozen, spread }: FirstPass, { outliers, spikes }: SecondPass): readonly Finding[] {
  const frozenBars = `${counted(frozen.bars, "bar")}, the longest run ${formatCount(frozen.longest)}`;
  const still = `${counted(frozen.runs, "run")} of ${longRun} or more bars at one price (${frozenBars}).`;
  const unit = `one is ${(100 * spread.deviation).toFixed(3)} %`;
  const far = `${counted(outliers.count, "bar")} with a return beyond ${outlierLimit} robust deviations (${unit}).`;
  return [
    ...finding("frozen price", "warning", frozen.notes, still),
    ...finding("outlier", "note", outliers, far),
    ...finding(
      "spike",
      "warning",
      spikes,
      `${counted(spikes.count, "price jump")} that the next bar takes back.`,
    ),
  ];
}

function stillForming(time: number): Finding {
  const where = formatTime(time);
  const message = `The last bar (${where}) is still forming: its interval has not ended.`;
  return {
    kind: "partial bar",
    severity: "warning",
    count: 1,
    message,
    places: [{ time, where, detail: "still forming" }],
  };
}
