import type { LiveBar } from "../bar.js";
import { durationText, timeText, type Cause } from "./cause.js";
import { barIn, gapOver, restartBetween, revisionOf, skewBefore } from "./notes.js";
import type { LiveRow, LiveSide, RunSide } from "./sides.js";
import { barValues } from "./values.js";
import type { Parting } from "./walk.js";

const fetchAnew =
  "Get the candles of that time again (`sage data fetch`, or the venue's own files) and run the backtest on them.";
const overLive =
  "`sage diff` with the live session alone repeats the backtest over the bars that the session saw.";

/** Why the bars themselves differ, or one side has none. */
export function causeOfBar(parting: Parting, run: RunSide, live: LiveSide): Cause {
  return (
    otherClock(parting, run, live) ??
    (parting.live === null ? missingLive(parting, live) : null) ??
    (parting.run === null ? missingRun(parting) : null) ??
    otherNumbers(parting, run, live)
  );
}

const cause = (
  kind: Cause["kind"],
  message: string,
  help: string,
  evidence: Cause["evidence"] = null,
  isCertain = true,
): Cause => ({ kind, isCertain, message, help, evidence });

/** Bars that begin between those of the other side, or are the same bars at another time. */
function otherClock(parting: Parting, run: RunSide, live: LiveSide): Cause | null {
  const { interval } = run;
  const [one, other] = [run.rows[parting.runAt], live.rows[parting.liveAt]];
  const off = one === undefined || other === undefined ? 0 : (other.time - one.time) % interval;
  if (off !== 0)
    return cause(
      "clock",
      `The live bars begin ${durationText(off)} ${off > 0 ? "after" : "before"} those of the run: they are other bars.`,
      "Make the run's candles begin at the same times as the venue's, or resample them from faster ones.",
    );
  const shift = shiftOf(parting, run, live);
  if (shift === 0) return null;
  return cause(
    "clock",
    `The live bars are those of the run, ${durationText(shift)} ${shift > 0 ? "later" : "earlier"}: one of the two has times of another zone.`,
    "Give the candles with times in UTC: `sage data import` has options for that.",
  );
}

const mostShift = 86_400_000;
/** So many bars that are the same one by one are no chance. */
const enough = 3;

/** By how much later the live side has the bars of the run; 0: it does not. */
function shiftOf({ runAt, liveAt }: Parting, run: RunSide, live: LiveSide): number {
  const first = live.rows[liveAt];
  if (first === undefined) return 0;
  const isSame = (offset: number): boolean =>
    Array.from({ length: enough }, (_, k) => k).every((k) => {
      const [one, other] = [run.rows[offset + k], live.rows[liveAt + k]];
      if (one?.bar === undefined || one.bar === null || other === undefined) return false;
      const isStill = one.bar.high === one.bar.low;
      const isMoved = other.time - one.time === first.time - (run.rows[offset]?.time ?? Number.NaN);
      return !isStill && isMoved && barValues(one.bar, other.bar, []).length === 0;
    });
  for (let away = 1; away * run.interval <= mostShift; away++)
    for (const offset of [runAt - away, runAt + away])
      if (isSame(offset)) return first.time - (run.rows[offset]?.time ?? first.time);
  return 0;
}

/** The run has a bar that the live session never saw. */
function missingLive({ time, liveAt }: Parting, { notes, rows }: LiveSide): Cause {
  const gap = gapOver(notes, time);
  if (gap !== null)
    return cause(
      "gap",
      `The venue did not have the bar of ${timeText(time)} when the live session asked for it; the run's data has it.`,
      `What was decided without it stands. ${overLive}`,
      gap,
    );
  const restart = restartBetween(notes, rows[liveAt - 1], rows[liveAt]);
  if (restart !== null)
    return cause(
      "restart",
      `The live session was started again and went on after the bar of ${timeText(time)} without having seen it.`,
      "Look whether the feed's history reaches back as far as the pause was long; `sage live` makes up for what it can get.",
      restart,
    );
  return cause(
    "gap",
    `The live session never got the bar of ${timeText(time)}, and no gap was told; the run's data has it.`,
    `What was decided without it stands. ${overLive}`,
  );
}

/** The live session has a bar that the run's data lacks. */
const missingRun = ({ time }: Parting): Cause =>
  cause("gap", `The run's data has no bar of ${timeText(time)}; the live session decided on it.`, fetchAnew);

function otherNumbers(parting: Parting, run: RunSide, live: LiveSide): Cause {
  const { time, runAt, liveAt } = parting;
  const [own, row] = [parting.run?.bar, parting.live];
  if (own === undefined || own === null || row === null) throw new RangeError("both sides have the bar");
  const told = revisionOf(live.notes, time);
  const isKnownElsewhere = (live.versions.get(time) ?? []).some((one) => isSameBar(one, own, run.series));
  if (told !== null || isKnownElsewhere) return revised(time, own, told);
  const gap = gapOver(live.notes, time);
  if (gap !== null && isFlat(row.bar, live.rows[liveAt - 1]?.bar))
    return cause(
      "gap",
      `The venue did not have the bar of ${timeText(time)}, and the strategy filled it with the last close; the run's data has it.`,
      `What was decided on stands. ${overLive}`,
      gap,
    );
  if (isFlat(own, run.rows[runAt - 1]?.bar))
    return cause(
      "gap",
      `The run's data has no bar of ${timeText(time)}, and the strategy filled it with the last close; the live session decided on the real one.`,
      fetchAnew,
    );
  return cutShort(time, own, row, run, live) ?? otherData(time);
}

function revised(time: number, own: LiveBar, told: Cause["evidence"]): Cause {
  const after = barIn(told?.data["after"]);
  const isLater = after === null || isSameBar(after, own, []);
  return cause(
    "revision",
    isLater
      ? `The venue said something else of the bar of ${timeText(time)} later: the live session decided on the first version, the run on the later one.`
      : `The venue said something else of the bar of ${timeText(time)} later; the run's data has yet other numbers.`,
    `Nothing is wrong with the strategy: what was decided on stands. ${overLive}`,
    told,
  );
}

/** A bar that was taken before its end, by a clock that goes ahead of the venue's. */
function cutShort(
  time: number,
  own: LiveBar,
  row: LiveRow,
  { interval }: RunSide,
  { notes }: LiveSide,
): Cause | null {
  const { bar, received } = row;
  const early = time + interval - received;
  const skew = skewBefore(notes, row);
  const isPart = bar.open === own.open && bar.high <= own.high && bar.low >= own.low;
  const help =
    "Keep the machine's clock with NTP (`chronyc tracking`, `timedatectl`), and look at `sage status`.";
  if (early > 0)
    return cause(
      "clock",
      `The live session decided on the bar of ${timeText(time)} ${durationText(early)} before its end, when it was not yet what it became.`,
      help,
      skew,
    );
  if (skew === null || !isPart || bar.volume > own.volume) return null;
  return cause(
    "clock",
    `The bar of ${timeText(time)} was taken for closed before its end: the clock was ${durationText(Number(skew.data["milliseconds"]))} off the venue's, and the live bar is a part of the run's.`,
    help,
    skew,
    false,
  );
}

const otherData = (time: number): Cause =>
  cause(
    "data",
    `The run's data says something else of the bar of ${timeText(time)} than the venue told the live session.`,
    `Look where each comes from: another exchange, market or price makes another bar. ${fetchAnew}`,
  );

const isSameBar = (one: LiveBar, other: LiveBar, series: readonly string[]): boolean =>
  barValues(one, other, series).length === 0;

/** As `gaps fill` makes it: at the close before, without volume. */
const isFlat = (bar: LiveBar, before: LiveBar | null | undefined): boolean =>
  before !== undefined &&
  before !== null &&
  bar.volume === 0 &&
  [bar.open, bar.high, bar.low, bar.close].every((price) => price === before.close);
