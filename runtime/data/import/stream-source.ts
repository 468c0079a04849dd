import type { BarColumns } from "../dataset.js";
import { batchBars } from "../columns.js";
import { checkAfter, type QualityReport } from "../quality/check.js";
import { firstPass, FirstWalk } from "../quality/first-pass.js";
import type { DatasetRecord } from "../store/layout.js";
import { describeSeries } from "../store/series.js";
import { writeStore, type Written } from "../store/write.js";
import { numbersOf, planTime, timesFrom, wanted, type Plan } from "./draft.js";
import { findInterval, Sessions, StepCounts } from "./find-interval.js";
import { recordOf, type Account, type Origin } from "./record.js";
import type { CandleRoles } from "./roles.js";
import type { RawRead, RawTable } from "./table.js";

/** Thrown where rows are not as they should be: they must be seen whole to be told of, or put in order. */
export class Irregular extends Error {
  override readonly name = "Irregular";
}

/** What was stored, and how it was found. */
export interface StoredSource {
  readonly record: DatasetRecord;
  readonly report: QualityReport;
}

/** Everything known of a table before its rows are read. */
export interface Opened {
  readonly table: RawTable;
  readonly roles: CandleRoles;
  readonly origin: Origin;
}

/**
 * Stores candles that stand as they should, in one walk over their rows: nothing is held but one batch. Gives the same
 * bars and the same record as reading the table whole.
 * @throws Irregular where that cannot be, or a row shows a fault; nothing is stored then
 */
export async function streamSource(opened: Opened, path: string): Promise<StoredSource> {
  const columns = planOf(opened);
  const source = opened.table.stream?.(columns.plan.positions, columns.plan.numeric) ?? null;
  if (source === null) throw new Irregular("its columns cannot be read in pieces");
  const walk = new Walk(opened, columns);
  const made: StoredSource[] = [];
  await writeStore(path, walk.bars(source), (written) => {
    const account = walk.account();
    const report = walk.examine(written, account);
    const series = describeSeries(written.bars, []);
    const record = recordOf(opened.origin, account, { report, series, hash: written.hash() });
    made.push({ record, report });
    return record;
  });
  const [found] = made;
  if (found === undefined) throw new Irregular("it has no rows");
  return found;
}

interface Columns {
  readonly plan: Plan;
  readonly time: readonly number[];
  readonly prices: readonly number[];
  readonly volume: number | null;
}

/** @throws Irregular where a column needs the whole table: ends of bars, symbols, series, a date beside a clock. */
function planOf({ table, roles, origin: { options } }: Opened): Columns {
  const simple = roles.time.length === 1 && roles.closeTime === null && roles.symbol === null;
  const opens = options.barTime !== "close" && (options.barTime !== undefined || roles.timeMeans !== "close");
  // What a changing clock repeats or leaves out is told from row to row.
  const clock = options.timeZone === undefined;
  if (!simple || !opens || !clock || Object.keys(roles.series).length > 0)
    throw new Irregular("its columns are to be read whole");
  const plan: Plan = { positions: [], numeric: [] };
  const time = planTime(table, plan, roles.time);
  const prices = [roles.open, roles.high, roles.low, roles.close].map((at) => wanted(plan, at, true));
  const volume = roles.volume === null ? null : wanted(plan, roles.volume, true);
  return { plan, time, prices, volume };
}

/** One walk over the rows: what it has seen so far. */
class Walk {
  private readonly steps = new StepCounts();
  private readonly sessions = new Sessions();
  private quality: FirstWalk | null = null;
  private understood: readonly string[] | null = null;
  private first = NaN;
  private last = -Infinity;
  private readonly none = new Float64Array(batchBars).fill(NaN);

  constructor(
    private readonly opened: Opened,
    private readonly columns: Columns,
  ) {}

  /** The pieces as bars. @throws Irregular at the first row that is not as it should be */
  async *bars(source: AsyncIterable<RawRead>): AsyncGenerator<BarColumns> {
    for await (const read of source) {
      const bars = this.barsOf(read);
      this.check(bars);
      this.steps.add(bars.time);
      this.sessions.add(bars.time);
      this.quality ??= new FirstWalk(this.opened.origin.options.interval ?? this.steps.mode().step);
      this.quality.add(bars);
      if (this.quality.faulty) throw new Irregular("a price or a volume cannot be");
      yield bars;
    }
  }

  /** What is to be said once all rows were seen. @throws Irregular, DataError SAGE8112 */
  account(): Account {
    const { table, roles, origin } = this.opened;
    const { options, fileName } = origin;
    const understood: string[] = [...table.understood, ...roles.understood, ...(this.understood ?? [])];
    const hints = { label: table.label, fileName, given: options.interval, fromEnds: null };
    const interval = findInterval(this.steps, hints, understood);
    const unsaid = options.barTime === undefined && roles.timeMeans === null;
    if (unsaid && this.sessions.nameEnds(interval)) throw new Irregular("times name the ends of bars");
    const { bars } = this.steps;
    return {
      interval,
      faults: { rows: bars, findings: [] },
      understood,
      changed: [],
      extent: { bars, from: this.first, to: this.last },
    };
  }

  /** The bars' quality; they are walked again where their interval is not the one that the first of them promised. */
  examine(written: Written, { interval, faults }: Account): QualityReport {
    const promised = this.quality?.interval === interval ? this.quality : null;
    const first = promised?.end() ?? firstPass(written.bars(), interval);
    return checkAfter(first, written.closes(), interval, this.opened.origin.now, faults);
  }

  private barsOf(read: RawRead): BarColumns {
    const { time: at, prices, volume } = this.columns;
    const { table, origin } = this.opened;
    const times = timesFrom(table, read, at, "time", origin.options);
    if (times.unreadable.length > 0 || read.unreadable.length > 0)
      throw new Irregular("a cell is unreadable");
    this.agree(times.understood);
    const [open, high, low, close] = prices.map((one) => numbersOf(read.columns[one]));
    if (open === undefined || high === undefined || low === undefined || close === undefined)
      throw new RangeError("a price was not read");
    const its = volume === null ? this.none.subarray(0, read.rows) : numbersOf(read.columns[volume]);
    return { time: times.values, open, high, low, close, volume: its };
  }

  /** Times must be understood alike in every piece, or the whole column was to be looked at. */
  private agree(understood: readonly string[]): void {
    const before = (this.understood ??= understood);
    const alike = before.length === understood.length && before.every((one, at) => one === understood[at]);
    if (!alike) throw new Irregular("times are not of one kind");
  }

  private check({ time }: BarColumns): void {
    if (Number.isNaN(this.first)) this.first = time[0] ?? NaN;
    let last = this.last;
    for (let i = 0; i < time.length; i++) {
      const now = time[i] ?? NaN;
      if (!(now > last)) throw new Irregular("rows are out of order");
      last = now;
    }
    this.last = last;
  }
}
