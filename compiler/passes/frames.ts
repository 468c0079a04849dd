import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Setting } from "../../lang/tree.js";
import type * as tree from "../../lang/tree.js";
import type { FrameClock } from "../clock.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { frameNotLonger } from "../diagnostics/sage3101-frame-not-longer.js";
import { frameNotMultiple } from "../diagnostics/sage3102-frame-not-multiple.js";
import { frameNeedsAnchor } from "../diagnostics/sage3103-frame-needs-anchor.js";
import { formatDuration } from "./format.js";
import type { Outline } from "./outline.js";
import type { Pass, Reporter } from "./pass.js";

export const day = 86_400_000;
export const week = 7 * day;

/** Timeframes people use, for suggestions: all of them begin again at midnight or on a Monday. */
const usual = [
  ...[1, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 3, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * 3_600_000),
  day,
  week,
];

/** Whether bars of this length begin again at every midnight (UTC), or on every Monday: where they begin needs no saying. */
export function isAligned(interval: number): boolean {
  return day % interval === 0 || interval === week;
}

/** Reads how long the bars of each frame are. A frame with a mistake in it still has a clock, so that its names mean something. */
export function readFrames(outline: Outline, timeframe: number): Pass<ReadonlyMap<tree.Frame, FrameClock>> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  // Without a timeframe, which is reported, nothing can be said about what is longer.
  const known = (outline.market?.settings ?? []).some(hasTimeframe);
  const clocks = outline.frames.map((frame) => {
    const interval = readInterval(frame, timeframe, known, report);
    const ratio = Math.max(2, Math.round(interval / timeframe));
    const clock: FrameClock = { kind: "frame", name: frame.name.text, interval, ratio };
    return [frame, clock] as const;
  });
  return { out: new Map(clocks), diagnostics };
}

const hasTimeframe = ({ name, value }: Setting): boolean =>
  name.text === "timeframe" && value.kind === "duration";

function readInterval(frame: tree.Frame, timeframe: number, known: boolean, report: Reporter): number {
  const { every, name } = frame;
  const fallback = 4 * timeframe;
  if (every.kind === "damaged") return fallback;
  if (every.kind !== "duration" || !(every.milliseconds > 0)) {
    const message = `the bars of \`${name.text}\` need a fixed length of time`;
    const label = "something like `4h`";
    report(typeDiffers({ span: every.span, holes: { message, label, help: ["`every 4h`"] } }));
    return fallback;
  }
  const { milliseconds: interval, span } = every;
  if (!known) return interval;
  const bar = formatDuration(timeframe);
  const frames = { frame: formatDuration(interval), bar };
  const multiples = usual.filter((each) => each > timeframe && each % timeframe === 0);
  const fixesFor = (choices: readonly number[]) =>
    choices.map((each) => {
      const text = formatDuration(each);
      return { title: `Write \`${text}\``, edits: [{ span, text }] };
    });
  if (interval <= timeframe) {
    report(frameNotLonger({ span, holes: { ...frames, equal: interval === timeframe } }));
    return interval;
  }
  if (interval % timeframe !== 0) {
    const choices = neighbours(interval, multiples);
    const better = choices.map(formatDuration);
    report(frameNotMultiple({ span, holes: { ...frames, better }, fixes: fixesFor(choices) }));
    return interval;
  }
  if (!isAligned(interval)) {
    const choices = neighbours(interval, multiples);
    const better = choices.map(formatDuration);
    report(frameNeedsAnchor({ span, holes: { frame: frames.frame, better }, fixes: fixesFor(choices) }));
  }
  return interval;
}

/** The nearest usual timeframes below and above. */
function neighbours(interval: number, choices: readonly number[]): readonly number[] {
  const below = choices.findLast((each) => each < interval);
  const above = choices.find((each) => each > interval);
  return [below, above].filter((each) => each !== undefined);
}
