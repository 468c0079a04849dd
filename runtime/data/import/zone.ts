const fifteenMinutes = 900_000;
const oneDay = 86_400_000;

/** Turns a local clock reading (milliseconds as if it were UTC) into UTC; counts what could not be told. */
export interface LocalClock {
  toUtc(local: number, previous: number): number;
  /** Readings that a change of the clock makes occur twice, and readings that never occurred. */
  readonly ambiguous: () => number;
  readonly skipped: () => number;
}

function fixedClock(offset: number): LocalClock {
  return { toUtc: (local) => local - offset, ambiguous: () => 0, skipped: () => 0 };
}

/** A clock of a zone that `checkOptions` accepted. */
export function clockOf(zone: string): LocalClock {
  if (/^(utc|z|gmt)$/i.test(zone)) return fixedClock(0);
  const fixed = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (fixed !== null) {
    const size = (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
    return fixedClock(fixed[1] === "-" ? -size : size);
  }
  return zoneClock(zone);
}

function zoneClock(zone: string): LocalClock {
  const offsetAt = offsetReader(zone);
  let ambiguous = 0;
  let skipped = 0;
  const toUtc = (local: number, previous: number): number => {
    const before = offsetAt(local - oneDay);
    const after = offsetAt(local + oneDay);
    if (before === after) return local - before;
    const early = local - before;
    const late = local - after;
    const earlyHolds = offsetAt(early) === before;
    const lateHolds = offsetAt(late) === after;
    if (earlyHolds && lateHolds && early !== late) {
      ambiguous++;
      const first = Math.min(early, late);
      // In time order the repeated hour comes a second time: then it is the later of the two.
      return previous >= first ? Math.max(early, late) : first;
    }
    if (!earlyHolds && !lateHolds) skipped++;
    return lateHolds ? late : early;
  };
  return { toUtc, ambiguous: () => ambiguous, skipped: () => skipped };
}

function offsetReader(zone: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const known = new Map<number, number>();
  return (utc) => {
    const slot = Math.floor(utc / fifteenMinutes);
    const stored = known.get(slot);
    if (stored !== undefined) return stored;
    const instant = slot * fifteenMinutes;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - instant;
    known.set(slot, offset);
    return offset;
  };
}
